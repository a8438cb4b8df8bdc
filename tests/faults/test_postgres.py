"""Faults: PostgreSQL is restarted during load, and its lines are cut (F6). Only 503 with Retry-After; then all is well again."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.faults.serving import Member, Site, note, until

from goodword.cli import postgres

pytestmark = [pytest.mark.slow, pytest.mark.once]
HEALED_WITHIN = 5.0  # seconds


class Cluster:
    """A PostgreSQL of this test's own, that can be restarted."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._who, self._running = folder, postgres._ordinary_user(), ExitStack()
        self._binaries = postgres.ensure_binaries()
        for place in (folder, *folder.parents[:2]):
            place.chmod(0o755)
        if self._who:
            import os

            os.chown(folder, self._who["user"], self._who["group"])
        postgres._initdb(self._binaries, folder, self._who)
        self.start()

    @property
    def url(self) -> str:
        return f"postgres://goodword@{quote(str(self._folder), safe='')}/postgres"

    def start(self) -> None:
        self._running.enter_context(postgres._server(self._binaries, self._folder, self._who))

    def stop(self) -> None:
        self._running.close()


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="goodword-pg-") as folder:
        one = Cluster(Path(folder))
        yield one
        one.stop()


class Readers:
    """Visitors and a writer while something happens; keeps each status with its time."""

    def __init__(self, site: Site, member: Member) -> None:
        self.site, self.member = site, member
        self.answers: list[tuple[float, int, bool]] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(3)]
        self._threads.append(threading.Thread(target=self._write))

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def _note(self, status: int, headers: dict[str, str]) -> None:
        self.answers.append((time.monotonic(), status, "retry-after" in headers))

    def _read(self) -> None:
        number = 0
        while not self._stop.wait(0.02):
            number += 1
            cookie = self.member.cookie if number % 2 else ""
            status, headers, _page = self.site.request("GET", "/questions", cookie=cookie)
            self._note(status, headers)

    def _write(self) -> None:
        number = 0
        while not self._stop.wait(0.05):
            number += 1
            try:
                self.member.ask(f"w-{number}")
            except AssertionError:
                continue


def test_a_restart_is_told_as_503_and_heals(cluster: Cluster, tmp_path: Path) -> None:
    site = Site(tmp_path / "home", words=("serve",), extra={"GOODWORD_DATABASE_URL": cluster.url})
    try:
        site.start()
        site.people()
        member = Member(site)
        member.sign_in()
        with Readers(site, member) as load:
            threading.Event().wait(1)
            for breaking in (cut_lines, restart):
                back = breaking(cluster)
                until(lambda back=back: good_since(load, back), HEALED_WITHIN + 5)
                healed = next(at for at, status, _ in load.answers if at > back and status == 200)
                bad = [at for at, status, _ in load.answers if at > back and status != 200]
                took = max(bad, default=healed) - back
                note(
                    f"{breaking.__name__}: {len(bad)} refused afterwards, whole again after {max(0.0, took):.2f} s"
                )
                assert took < HEALED_WITHIN
        assert {status for _at, status, _retry in load.answers} <= {200, 503}
        assert all(retry for _at, status, retry in load.answers if status == 503)
        # What was acknowledged is there, once.
        titles = site.shell(
            "from goodword.conversations.models import Topic\nprint(*Topic.objects.values_list('title', flat=True), sep='\\n')"
        )
        written = [line for line in titles.splitlines() if line]
        assert len(written) == len(set(written))
        assert {f"Is the lamp lit, {key}?" for key in member.acknowledged} <= set(written)
        assert member.acknowledged
    finally:
        site.kill()


def good_since(load: Readers, back: float) -> bool:
    """Whether the last ten answers after that moment were good."""
    last = [status for at, status, _ in list(load.answers)[-10:] if at > back]
    return len(last) == 10 and set(last) == {200}


def cut_lines(cluster: Cluster) -> float:
    """End every session of the server; returns when that was."""
    import psycopg

    with psycopg.connect(cluster.url, autocommit=True) as line:
        line.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    return time.monotonic()


def restart(cluster: Cluster) -> float:
    """Stop the server, and start it again after a second; returns when it was back."""
    cluster.stop()
    threading.Event().wait(1)
    cluster.start()
    return time.monotonic()
