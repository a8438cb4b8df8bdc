"""Where the tests' browser comes from: named, found, installed, or the reason why there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW_TO_GET_ONE = """\
The browser tests need Chromium, and none was found or could be installed. Any one of these will do:
  - set GOODWORD_CHROMIUM to the path of a Chromium or Chrome
  - have chromium, chromium-browser, google-chrome or google-chrome-stable on the PATH
  - on Debian, as root: apt-get update && apt-get install -y --no-install-recommends chromium
  - .venv/bin/python -m playwright install chromium   (needs the open internet)
To leave the browser tests out on purpose: ./goodword test --no-browser"""


def find_chromium() -> str | None:
    """The path of a browser that is there already: GOODWORD_CHROMIUM, the PATH, Playwright's own; else None."""
    named = os.environ.get("GOODWORD_CHROMIUM", "")
    if named:
        return named if os.access(named, os.X_OK) else None
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return _playwrights_own()


def _playwrights_own() -> str | None:
    base = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if not base:
        home = Path.home()
        base = str(
            home / ("Library/Caches/ms-playwright" if sys.platform == "darwin" else ".cache/ms-playwright")
        )
    for pattern in ("chromium*/**/chrome", "chromium*/**/chrome-headless-shell", "chromium*/**/Chromium"):
        for path in sorted(Path(base).glob(pattern), reverse=True):
            if os.access(path, os.X_OK):
                return str(path)
    return None


def ensure_chromium(say: Callable[[str], None] = print) -> str | None:
    """Find a browser, or install one: with apt as root on Debian, else with Playwright. None when neither works."""
    found = find_chromium()
    if found or os.environ.get("GOODWORD_CHROMIUM"):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get") and Path("/etc/debian_version").exists():
        say("No browser found: installing Debian's chromium")
        if apt_install("chromium", "fonts-dejavu-core"):  # without any font a page has no height
            return find_chromium()
    say("No browser found: asking Playwright to install one")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=900)
    return find_chromium()


def apt_install(*packages: str) -> bool:
    """Install Debian packages as root without asking; whether that worked."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    )
    return all(
        subprocess.run(step, env=environment, check=False, timeout=900, stdout=subprocess.DEVNULL).returncode
        == 0
        for step in steps
    )
