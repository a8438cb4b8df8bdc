"""Steps with a name, run one after the other, each with its seconds: the table of `check` and `ci`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goodword.cli.problems import Stop


@dataclass(frozen=True)
class Done:
    """A step that was run."""

    name: str
    passed: bool
    seconds: float
    says: str = ""


class Steps:
    """Runs steps and keeps what came of them; one that fails does not keep the next from running."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.done: list[Done] = []

    @property
    def passed(self) -> bool:
        """Whether all of them passed."""
        return all(step.passed for step in self.done)

    def command(self, name: str, words: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """A step that is another program; its output is shown when it fails."""

        def run() -> str:
            done = subprocess.run(
                list(words),
                cwd=self.root,
                env=None if env is None else dict(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
            )
            if done.returncode:
                raise Stop(done.stdout.rstrip() or f"ended with status {done.returncode}")
            return ""

        self.function(name, run)

    def function(self, name: str, run: Callable[[], str]) -> None:
        """A step of our own: it returns a few words, and raises Stop when it fails."""
        print(f"   …  {name}", end="\r" if sys.stdout.isatty() else "\n", flush=True)
        began = time.monotonic()
        try:
            says, passed, story = run(), True, ""
        except Stop as stop:
            says, passed, story = "", False, str(stop)
        done = Done(name, passed, time.monotonic() - began, says)
        self.done.append(done)
        print(_line(done), flush=True)
        if story:
            print("\n".join(f"      {line}" for line in story.splitlines()[-80:]), flush=True)

    def table(self) -> str:
        """All steps with their seconds, and what failed."""
        whole = sum(step.seconds for step in self.done)
        lines = [_line(step) for step in self.done]
        return "\n".join([*lines, f"      {whole:6.1f} s  in all"])


def _line(step: Done) -> str:
    verdict = "ok  " if step.passed else "FAIL"
    return f"{verdict}  {step.seconds:6.1f} s  {step.name}{': ' if step.says else ''}{step.says}"
