"""The one command a person runs: `./goodword` in a checkout, `goodword` where it is installed.

What is imported here and in `environment` is the standard library alone: it runs before anything is installed,
and a second start must cost nothing.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from goodword.cli.commands import COMMANDS, PASS_THROUGH, Command, help_text
from goodword.cli.problems import Stop


def main(argv: list[str] | None = None) -> int:
    """Run one command line (without the program's name) and return its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(given)
    except Stop as stop:
        print(f"goodword: {stop}", file=sys.stderr)
        return stop.status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(given: list[str]) -> int:
    home, words = take_home(given)
    if not words or words[0] in ("-h", "--help"):
        words = ["help", *words[1:]]
    command = find_command(words[0])
    arguments = words[1:]
    if command.name == "help" or (arguments in (["-h"], ["--help"]) and command.name not in PASS_THROUGH):
        print(help_text(command.name if command.name != "help" else "".join(arguments[:1])))
        return 0
    from goodword.cli import environment

    environment.ensure(command.needs, given)
    os.environ["GOODWORD_HOME"] = str(home)
    module, _, function = command.runs.partition(":")
    run = getattr(importlib.import_module(module), function)
    return int(run(arguments) or 0)


def find_command(name: str) -> Command:
    """The command of that name; raises Stop when there is none."""
    try:
        return COMMANDS[name]
    except KeyError:
        raise Stop(f"there is no command {name!r}. `./goodword help` lists them.", status=2) from None


def take_home(given: list[str]) -> tuple[Path, list[str]]:
    """Take `--home DIR` out of a command line, before or after the command.

    Behind `manage` and `test` everything belongs to Django and pytest, so there it must come before. Returns the
    home (else GOODWORD_HOME, else `var` in the checkout or the present folder) and the other words.
    """
    from goodword.cli.environment import ROOT

    home = os.environ.get("GOODWORD_HOME", "")
    words: list[str] = []
    rest = iter(given)
    for word in rest:
        if words and words[0] in PASS_THROUGH:
            words.append(word)
        elif word == "--home":
            home = next(rest, "")
            if not home:
                raise Stop("--home needs a folder: --home DIR", status=2)
        elif word.startswith("--home="):
            home = word.partition("=")[2]
        else:
            words.append(word)
    default = (ROOT or Path.cwd()) / "var"
    return Path(home or default).expanduser().absolute(), words
