"""Faults: a new version whose tables cannot be made, and a site that goes to another database (P-f, F16)."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.house import House, make
from tests.faults.test_migrations import tables_of

from goodword.cli.environment import ROOT
from goodword.cli.postgres import private_cluster

pytestmark = [pytest.mark.slow, pytest.mark.once]
assert ROOT is not None
ADDS = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("core", "{last}")]
    operations = [
        migrations.CreateModel("NewNoun", [("id", models.BigAutoField(primary_key=True)), ("word", models.TextField())]),
        {more}
    ]
"""
FAILS = """
from django.db import migrations
def fail(apps, editor):
    raise RuntimeError("the lamp went out")
class Migration(migrations.Migration):
    dependencies = [("core", "9998_adds")]
    operations = [migrations.RunPython(fail, migrations.RunPython.noop)]
"""
ONE_WAY = "migrations.RunPython(lambda apps, editor: None),"
CONTRACTS = "migrations.RemoveField('leaf', 'at'),"


class Newer(House):
    """The next version: the same source with migrations of its own."""

    source: Path

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-P", "-m", "goodword.cli", "--home", str(self.home), *words]

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "PYTHONPATH": str(self.source)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A site of this version."""
    return make(tmp_path_factory.mktemp("site") / "home")


def newer(house: House, place: Path, *, more: str = "", fails: bool = True) -> Newer:
    """The next version on that home."""
    assert ROOT is not None
    shutil.copytree(
        ROOT / "src", place / "src", ignore=shutil.ignore_patterns("__pycache__", "tests", "locale")
    )
    folder = place / "src" / "goodword" / "core" / "migrations"
    last = max(file.stem for file in folder.glob("0*.py"))
    (folder / "9998_adds.py").write_text(ADDS.replace("{last}", last).replace("{more}", more))
    if fails:
        (folder / "9999_fails.py").write_text(FAILS)
    one = Newer(house.home, dict(house.env))
    one.source = place / "src"
    return one


def state_of(house: House) -> tuple:
    return tables_of(house), house.rows("SELECT app, name FROM django_migrations ORDER BY app, name")


def test_a_failed_upgrade_is_undone_and_what_was_written_stays(site: House, tmp_path: Path) -> None:
    house = site.copy_to(tmp_path / "home")
    before = state_of(house)
    said = newer(house, tmp_path / "next").run("upgrade", fails=True)
    assert "going back" in said and "the lamp went out" in said
    assert state_of(house) == before
    assert not list(house.home.glob("replaced-*")), "migrating back was enough"
    house.run("manage", "migrate", "--check")
    assert house.rows("SELECT count(*) FROM people_person") == [(3,)]


def test_what_cannot_be_undone_is_brought_back_from_the_backup(site: House, tmp_path: Path) -> None:
    house = site.copy_to(tmp_path / "home")
    before = state_of(house)
    said = newer(house, tmp_path / "next", more=ONE_WAY).run("upgrade", fails=True)
    assert "going back" in said and "Restored" in said
    assert state_of(house) == before
    house.run("manage", "migrate", "--check")
    assert house.rows("SELECT count(*) FROM people_person") == [(3,)]
    assert house.rows("SELECT count(*) FROM core_job WHERE state = 'dead'") == [(0,)], "nothing is held back"


def test_an_upgrade_that_goes_well_says_so(site: House, tmp_path: Path) -> None:
    house = site.copy_to(tmp_path / "home")
    said = newer(house, tmp_path / "next", fails=False).run("upgrade")
    assert "1 migrations wait: core.9998_adds" in said and "up to date" in said
    assert house.rows("SELECT count(*) FROM core_newnoun") == [(0,)]


def test_a_migration_that_takes_away_is_refused_by_the_check(site: House, tmp_path: Path) -> None:
    house = site.copy_to(tmp_path / "home")
    assert "old code still asks for it" in newer(house, tmp_path / "next", more=CONTRACTS, fails=False).run(
        "manage", "check_migrations", fails=True
    )


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of its own."""
    with private_cluster() as url:
        yield url


def test_a_site_moves_to_postgresql_with_every_row(site: House, tmp_path: Path, server: str) -> None:
    house = site.copy_to(tmp_path / "home")
    before = (house.home / "goodword.sqlite3").read_bytes()
    said = house.run("move", "--to", server)
    assert "DIFFERS" not in said and "all the same" in said
    assert (house.home / "goodword.sqlite3").read_bytes() == before, "the file is only read"
    assert "not empty" in house.run("move", "--to", server, fails=True)
    there = House(house.home, {"GOODWORD_DATABASE_URL": server})
    found = there.shell(
        "from goodword.conversations.actions.topics import open_topic; from goodword.people.models import Person;"
        "from goodword.core.search.backends import match; hannah = Person.objects.get(handle='hannah');"
        "print(open_topic('question', by=hannah, title='Is the new lamp lit?', body='At night.').pk);"
        "print(len(match(['lamp'], ['everyone'], None, match_all=True, prefix=False, limit=9)))"
    ).split()
    assert found == ["4", "4"], "numbers go on behind the last, and the words are indexed"


def test_a_move_leaves_a_database_alone_that_is_used(site: House, tmp_path: Path, server: str) -> None:
    house = site.copy_to(tmp_path / "home")
    import psycopg

    url = server.replace("postgres://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("CREATE DATABASE theirs")
    other = server.rpartition("/")[0] + "/theirs"
    with psycopg.connect(other.replace("postgres://", "postgresql://", 1), autocommit=True) as line:
        line.execute("CREATE TABLE invoices (id int)")
    assert "not empty" in house.run("move", "--to", other, fails=True)
    with psycopg.connect(other.replace("postgres://", "postgresql://", 1)) as line:
        tables = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("invoices",)]
