"""Lists the jobs that were given up, each with its reason; --again lets them run once more, --forget ID drops one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from goodword.core import clock, restoring
from goodword.core.models import Job


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do with them."""
        parser.add_argument("--again", action="store_true", help="let all of them run once more")
        parser.add_argument("--forget", type=int, metavar="ID", help="drop one")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each, and what was done."""
        dead = Job.objects.filter(state=Job.State.DEAD).exclude(error__startswith=restoring.HELD_BACK)
        if options["forget"] is not None:
            dropped, _ = dead.filter(pk=options["forget"]).delete()
            self.stdout.write(f"{dropped} dropped")
            return
        if options["again"]:
            again = dead.update(state=Job.State.READY, attempts=0, run_at=clock.now(), finished_at=None)
            self.stdout.write(f"{again} will run again")
            return
        for job in dead.order_by("id"):
            reason = (job.error.strip().splitlines() or ["no reason"])[-1]
            self.stdout.write(f"{job.pk}  {job.finished_at:%Y-%m-%d %H:%M}  {job.task}: {reason}")
