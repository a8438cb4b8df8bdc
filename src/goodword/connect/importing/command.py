"""What every import command does around its steps: check, begin or take up, show, report, and the exit code."""

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand

from goodword.connect.actions import runs
from goodword.connect.importing.engine import Step, run_steps
from goodword.connect.importing.reading import FileProblem
from goodword.connect.importing.shown import print_report, shown
from goodword.connect.models import ImportRun


class ImportCommand(BaseCommand):
    """The base of the commands `import_…`. Exit code 0 when all is in, 1 when a file could not be read to its end."""

    kind = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options all imports have."""
        parser.add_argument("place", help="what to import")
        parser.add_argument(
            "--source", default="", help="the name its objects keep, such as stackexchange-beer"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would come in, and write nothing"
        )
        parser.add_argument("--json", action="store_true", help="add the report as one line of JSON, last")

    @property
    def _out(self) -> TextIO:
        """The stream behind Django's wrapper, which would end each piece of a progress bar with a newline."""
        return cast(TextIO, vars(self.stdout)["_out"])

    def carry_out(
        self,
        options: dict[str, Any],
        source: str,
        check: Callable[[], Iterator[str]],
        steps: Callable[[], list[Step]],
        totals: dict[str, int],
    ) -> ImportRun:
        """Check the files, then do the steps. `totals` is filled by `check`: rows by file."""
        dry = options["dry_run"]
        begun = time.monotonic()
        run = runs.begin_run(self.kind, source, str(options["place"]), dry=dry)
        problem = ""
        try:
            with shown(self._out) as bar:
                for name in check():
                    bar.step(f"reading {name}", totals.get(name))
                    bar.advance(totals.get(name, 0))
                if runs.settle(run, totals):
                    self.stdout.write(f"Going on with the import of {source} that was cut off.")
                run_steps(run, steps(), totals, bar)
        except FileProblem as error:
            problem = str(error)
            runs.note_problem(run, problem)
        else:
            runs.finish_run(run, seconds=round(time.monotonic() - begun, 1), problem="")
        self._tell(run, problem, options)
        if problem:
            sys.exit(1)
        return run

    def _tell(self, run: ImportRun, problem: str, options: dict[str, Any]) -> None:
        print_report(run.report, self._out)
        if problem:
            self.stderr.write(f"Stopped: {problem}")
        elif run.dry:
            self.stdout.write("A dry run: nothing was written.")
        else:
            self.stdout.write(f"Done. The report is kept as import {run.pk}.")
        if options["json"]:
            told = {"kind": run.kind, "source": run.source, "dry": run.dry, "run": run.pk, "problem": problem}
            self.stdout.write(json.dumps(told | run.report | {"problem": problem}, ensure_ascii=False))
