"""The web server: granian in front of `goodword.site.asgi`. Run as `python -m goodword.cli.web ADDRESS PORT`.

Django is synchronous and runs in the threads of the application's own bridge; live streams are asynchronous
beside it, so that open streams do not starve the pages.
"""

from __future__ import annotations

import sys

from goodword.cli.supervisor import watch_lifeline


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM; returns the exit status."""
    host, port = arguments[0], int(arguments[1])
    watch_lifeline()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "goodword.site.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        workers=1,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=4,
    ).serve()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
