"""`dev`: Django's own server, which reloads when the source changes, with the worker beside it."""

from __future__ import annotations

import os

from goodword.cli import supervisor
from goodword.cli.home import SITE, Home
from goodword.cli.problems import Stop
from goodword.cli.serve import PORT, check_port, is_loopback, parser, port_number, site_url


def run(arguments: list[str]) -> int:
    """Serve this home for development until told to stop."""
    options = parser("dev")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=port_number, default=PORT)
    given = options.parse_args(arguments)
    if not is_loopback(given.host):
        raise Stop("dev shows its insides, so it listens on this machine alone. For others: ./goodword serve")
    check_port(given.host, given.port, "dev")
    os.environ.setdefault("GOODWORD_SITE_URL", f"http://{given.host}:{given.port}")
    home = Home()
    home.prepare(home.kind or SITE)
    os.environ["GOODWORD_MODE"] = "dev"
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodword.site.settings"
    server = ["manage", "runserver", "--nostatic", f"{given.host}:{given.port}"]
    children = [
        supervisor.Child("web server", [*supervisor.python("goodword.cli"), *server]),
        supervisor.Child("worker", supervisor.python("goodword.cli.worker"), essential=False),
    ]
    print(f"Developing at {site_url()}  (stop with Ctrl-C)", flush=True)
    return supervisor.Supervisor(children, say=lambda text: print(text, flush=True)).run()
