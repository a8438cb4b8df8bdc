"""Several management commands in one process, so that Django is started once: `python -m goodword.cli.steps NAME …`.

An error ends it with a traceback, whose last line its parent shows.
"""

from __future__ import annotations

import os
import sys

SAYS = {
    "build_assets": "joining styles and scripts",
    "migrate": "making the database",
    "load_demo": "writing the demo community",
}


def main(commands: list[str]) -> int:
    """Run the management commands in order; returns 0 or raises what stopped them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodword.site.settings")
    import django
    from django.core.management import call_command

    django.setup()
    for command in commands:
        print(SAYS.get(command, command), flush=True)
        options = {"interactive": False, "verbosity": 1} if command == "migrate" else {}
        call_command(command, **options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
