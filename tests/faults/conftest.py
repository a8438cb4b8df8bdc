"""A home made once; each test that breaks something has a copy of it, and processes of its own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.faults.serving import Site


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped site with an owner and a member."""
    first = Site(tmp_path_factory.mktemp("made") / "home")
    try:
        first.start()
        first.people()
        first.stop()
    finally:
        first.kill()
    return first.home


@pytest.fixture
def serve(made_home: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """A function that starts a site on a copy of the home: `serve("serve", "--web", "2", VARIABLE="value")`."""
    running: list[Site] = []

    def start(*words: str, before: Callable[[], None] | None = None, **extra: str) -> Site:
        home = tmp_path / f"site-{len(running)}" / "home"
        home.parent.mkdir()
        shutil.copytree(made_home, home)
        running.append(Site(home, words=words or ("web",), extra=extra, before=before))
        running[-1].start()
        return running[-1]

    yield start
    for site in running:
        site.kill()
