"""What the worker does for meaning: vectors of what was just written, and of what was there before."""

from datetime import timedelta

from django.utils import timezone

from goodword.core import jobs
from goodword.core.meaning import model, writing
from goodword.core.models import Job
from goodword.core.tasks import task

STRETCH = timedelta(seconds=20)
"""How long one job goes on before it lets others have their turn."""
IDLE = 60.0
"""Seconds after which the worker gives the model's memory back."""


@task()
def make_vectors() -> None:
    """Make vectors until nothing waits; a long queue lets other jobs in between."""
    end = timezone.now() + STRETCH
    while writing.make_some():
        if timezone.now() > end:
            make_vectors.enqueue()
            return


def make_soon() -> None:
    """Have the worker look, unless it is about to."""
    waiting = Job.objects.filter(task=make_vectors.module_path, state=Job.State.READY, attempts=0)
    if model.available() and not waiting.exists():
        make_vectors.enqueue()


@jobs.every(timedelta(minutes=1))
@task()
def make_what_was_missed() -> None:
    """What waits though nobody asked: after an installation of the words extra, a restore, a crash. Else the model may rest."""
    if not writing.make_some():
        model.rest(IDLE)
        return
    make_soon()


@jobs.every(timedelta(hours=6))
@task()
def forget_gone_vectors() -> None:
    """Every process has learned by now that these are gone."""
    writing.forget_gone()
