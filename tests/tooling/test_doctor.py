"""`./goodword doctor` on a site where something is wrong: it names it, says what to do, and ends with 1."""

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest
from tests.faults.house import House, make

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A site with a story."""
    return make(tmp_path_factory.mktemp("site") / "home")


def test_doctor_names_what_is_wrong(site: House, tmp_path: Path) -> None:
    house = site.copy_to(tmp_path / "home")
    house.home.chmod(0o755)
    (house.home / "secret-key").chmod(0o644)
    [*_, picture] = [file for file in house.home.glob("media/**/*") if file.is_file()]
    picture.rename(picture.with_name("stray.webp"))
    with contextlib.closing(sqlite3.connect(house.home / "goodword.sqlite3")) as database:
        database.execute("UPDATE conversations_topic SET author_id = 4242 WHERE id = 1")
        database.commit()
    house.env |= {"GOODWORD_SITE_URL": "http://shop.example.org"}
    said = house.run("doctor", fails=True)
    bad = {line[5:].partition(":")[0] for line in said.splitlines() if line.startswith("BAD")}
    assert {"rights", "secret key", "rows", "pictures", "backup", "address", "jobs"} - bad <= {"jobs"}, said
    for advice in ("chmod 700", "chmod 600", "restore media/", "./goodword backup", "put a proxy in front"):
        assert advice.lower() in said.lower(), said
    assert "stray pictures: 1 that no row names" in said


def test_doctor_names_a_damaged_file(site: House, tmp_path: Path) -> None:
    house = site.copy_to(tmp_path / "home")
    file = house.home / "goodword.sqlite3"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'core_eventrecord'"
        ).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    with open(file, "r+b") as raw:
        raw.seek((page - 1) * size + 20)
        raw.write(os.urandom(200))
    said = house.run("doctor", "database", fails=True)
    assert "BAD" in said and ("restore the last backup" in said or "malformed" in said), said


def test_doctor_knows_its_topics(site: House) -> None:
    assert "knows nothing of 'nonsense'" in site.run("doctor", "nonsense", fails=True)
    assert "public log: 2 lines" in site.run("doctor", "log")
