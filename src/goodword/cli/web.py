"""One web process: granian in front of `goodword.site.asgi`. Run as `python -m goodword.cli.web ADDRESS PORT`.

Django is synchronous and runs in the threads of the application's own bridge; live streams are asynchronous
beside it, so that open streams do not starve the pages.

Processes of one site share one listening socket, handed down by their parent, and so one queue: who is told to stop leaves
what waits in the queue to the others. Granian's own processes have a queue each, and what waits in it is lost with them.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from goodword.cli.supervisor import tell_ready, watch_lifeline

if TYPE_CHECKING:  # the parent of all processes imports this module too, and stays small
    import asyncio

LISTEN = "GOODWORD_LISTEN"
"""The number of the socket a parent hands down."""
BACKLOG = 1024
GRACE_SECONDS = 0.3
"""How long lines that are kept open get to hear that they are closed, before the door is."""
UNHURRIED_SECONDS = 3.0
"""The same where another process has taken the place of this one and nobody waits for the end."""
STOP_SECONDS = 25.0
"""What is not answered by then is given up."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket that children inherit. Raises OSError where that address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind((host, port))
    door.listen(BACKLOG)
    door.setblocking(False)
    door.set_inheritable(True)
    return door


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM, then end what was begun; returns the exit status."""
    host, port = arguments[0], int(arguments[1])
    watch_lifeline()
    given = os.environ.pop(LISTEN, "")
    door = socket.socket(fileno=int(given)) if given else listen(host, port)
    _serve(door, host, port)
    return 0


def _serve(door: socket.socket, host: str, port: int) -> None:
    from granian._granian import SocketHolder
    from granian.constants import Interfaces, RuntimeModes
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    server = MPServer(
        "goodword.site.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        runtime_mode=RuntimeModes.mt,
        websockets=False,
        backlog=BACKLOG,
        log_level=LogLevels.warning,
    )
    hold: Any = SocketHolder
    # What granian's parent process does for a worker, without that parent: it would only cost memory beside ours.
    vars(server).update(_ssp=None, _shd=hold(door.detach(), False, BACKLOG), _sso=None)
    worker = server._spawn_worker(0, server._spawn_asgi_worker, _application)
    worker.inner.run()
    from goodword.site import asgi

    asgi.end()
    # All is answered and told. The rest of Python's own end only frees memory, piece by piece, while somebody waits.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _application() -> Callable[..., Any]:
    """Load the house, see that it answers, and have its end ordered well; called by granian once its loop is made."""
    import asyncio

    from goodword.site import asgi

    asgi.begin()
    loop = asyncio.get_event_loop()
    loop.call_soon(_begin, loop, asgi.leave)
    application: Callable[..., Any] = asgi.application
    return application


def _begin(loop: asyncio.AbstractEventLoop, leave: Callable[[], None]) -> None:
    """SIGTERM says goodbye first; granian's own answer to SIGINT then shuts the door and ends what was begun.

    SIGHUP says that a new process stands in for this one: there is time for slow lines to hear of it.
    """

    def told(grace: float) -> None:
        leave()
        loop.call_later(grace, os.kill, os.getpid(), signal.SIGINT)
        last = threading.Timer(STOP_SECONDS, os._exit, (0,))
        last.daemon = True
        last.start()

    loop.add_signal_handler(signal.SIGTERM, told, GRACE_SECONDS)
    loop.add_signal_handler(signal.SIGHUP, told, UNHURRIED_SECONDS)
    tell_ready()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
