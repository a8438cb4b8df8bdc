"""`demo`: everything at once, for this machine alone."""

from __future__ import annotations

import os
import subprocess

from goodword.cli import supervisor
from goodword.cli.home import DEMO, SITE, Home
from goodword.cli.problems import Stop
from goodword.cli.serve import PORT, check_port, is_loopback, parser, port_number, serve, site_url

HOST = "127.0.0.1"
# The demonstration has a database, an address and mail of its own: what is set for a real site must not reach it.
OF_A_REAL_SITE = ("GOODWORD_DATABASE_URL", "GOODWORD_MAIL_URL", "GOODWORD_SITE_URL")


def run(arguments: list[str]) -> int:
    """Prepare the home on first use, serve it, and print where it is and how to sign in."""
    options = parser("demo")
    options.add_argument("--port", type=port_number, default=PORT)
    options.add_argument("--host", default=HOST)
    options.add_argument("--empty", action="store_true")
    given = options.parse_args(arguments)
    if not is_loopback(given.host):
        raise Stop(
            f"the demo is served to this machine alone, not to {given.host}. For a real site: ./goodword serve"
        )
    for name in OF_A_REAL_SITE:
        if os.environ.pop(name, None):
            print(f"{name} is for a real site: the demo goes without it.", flush=True)
    os.environ["GOODWORD_SITE_URL"] = f"http://{HOST}:{given.port}"
    home = Home()
    kind = SITE if given.empty else DEMO
    _check_kind(home, kind)
    check_port(HOST, given.port, "demo")
    home.prepare(kind, load="" if given.empty else "load_demo")
    return serve(home, HOST, given.port, _Links(home).announce)


def _check_kind(home: Home, kind: str) -> None:
    if home.kind in ("", kind):
        return
    if home.kind == SITE:
        raise Stop(
            f"{home.path} holds a site of your own, not the demonstration.\n"
            "  Serve it: ./goodword serve      Or give the demo another home: ./goodword demo --home DIR"
        )
    raise Stop(
        f"{home.path} holds the demonstration. Give the empty site another home: ./goodword demo --empty --home DIR"
    )


class _Links:
    """The links to sign in, made beside the start of the site, since both load the house."""

    def __init__(self, home: Home) -> None:
        os.environ["GOODWORD_MODE"] = home.mode
        asked = [*supervisor.python("goodword.cli.steps"), "demo_links"]
        self._making = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def announce(self) -> None:
        """Say where the site is and how to come in."""
        print(f"\nGoodword is at {site_url()}   (stop with Ctrl-C)", flush=True)
        print(f"As it looks on the shop’s own site: {site_url()}/embed/sample", flush=True)
        said, _nothing = self._making.communicate(timeout=60)
        if self._making.returncode:
            print("The links to sign in could not be made: ./goodword doctor says more.", flush=True)
            return
        print("\n".join(line for line in said.splitlines() if line != "demo_links"), flush=True)
