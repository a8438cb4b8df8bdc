"""`check`: what can be said about the source in about a minute."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from goodword.cli import laws, locks, translations
from goodword.cli.problems import Stop
from goodword.cli.stepping import Steps
from goodword.cli.tests import checkout, pytest_command


def run(arguments: list[str]) -> int:
    """All fast checks, or the one that is named; the exit status is 1 when any fails."""
    root = checkout()
    if arguments == ["laws"]:
        return laws.show(root)
    steps = Steps(root)
    if arguments == ["translations"]:
        steps.function("translations", translations.check)
    elif arguments:
        raise Stop("check what? Nothing, `laws` or `translations`", status=2)
    else:
        static_steps(steps)
        steps.command("architecture tests", pytest_command("-q", "tests/architecture"))
    return 0 if steps.passed else 1


def static_steps(steps: Steps) -> None:
    """The checks that run no test."""
    tools = Path(sys.executable).parent
    python = sys.executable
    steps.function("locks", lambda: _locks(steps.root))
    steps.command("ruff: rules", [python, "-m", "ruff", "check", "."])
    steps.command("ruff: format", [python, "-m", "ruff", "format", "--check", "."])
    steps.command("import-linter", [str(tools / "lint-imports")])
    steps.command("mypy", [python, "-m", "mypy"])
    steps.function("translations", translations.check)
    with tempfile.TemporaryDirectory(prefix="goodword-check-") as home:
        # On a database of its own, so that no site is touched and none is needed.
        plain = {name: value for name, value in os.environ.items() if name != "GOODWORD_DATABASE_URL"}
        env = {**plain, "GOODWORD_HOME": home, "GOODWORD_MODE": "serve"}
        manage = [python, "-P", "-m", "goodword.cli", "manage"]
        steps.command("Django's checks", [*manage, "check", "--fail-level", "WARNING"], env)
        steps.command("migrations that the release before lives with", [*manage, "check_migrations"], env)
        steps.command("no migration is missing", [*manage, "makemigrations", "--check", "--dry-run"], env)


def _locks(root: Path) -> str:
    problems = list(locks.find_problems(root))
    if problems:
        raise Stop("\n".join(problems))
    return f"{len(locks.read(root / 'requirements' / 'dev.txt').versions)} packages, all with hashes"
