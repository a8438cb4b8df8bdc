"""`owner reset`: the way back for an owner who lost the keys. Whoever can run this holds the machine, and so the site."""

from __future__ import annotations

from goodword.cli.dispatch import run_manage
from goodword.cli.problems import Stop
from goodword.cli.serve import parser


def run(arguments: list[str]) -> int:
    """Print the link."""
    if arguments[:1] != ["reset"]:
        raise Stop("owner what? ./goodword owner reset [ADDRESS] [--name NAME]", status=2)
    options = parser("owner")
    options.add_argument("address", nargs="?", default="")
    options.add_argument("--name", default="")
    given = options.parse_args(arguments[1:])
    return run_manage(["owner_reset", given.address, f"--name={given.name}"])
