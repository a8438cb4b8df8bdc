"""F10: the index of search is lost or old."""

import pytest
from django.core.management import call_command
from django.db import connection

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.topics import open_topic
from goodword.core import search
from goodword.core.models import SearchDocument, SearchWord
from goodword.core.viewer import ANONYMOUS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def said(cast):
    add_product(by=None, title="The Lighthouse at Carrow")
    open_topic("question", by=cast.hannah, title="Is the lighthouse open?")
    open_topic("question", by=cast.hannah, title="The lighthouse sold me a torn book", audience="staff")


@pytest.fixture(autouse=True)
def _engine_again(transactional_db):
    """The tests change the tables themselves."""
    yield
    call_command("reindex", verbosity=0)


def lose_the_engine() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE core_searchfts")
        else:
            cursor.execute("ALTER TABLE core_searchdocument DROP COLUMN words")


def test_a_lost_index_is_replaced_by_the_database_behind_the_gate(said, cast, visit, caplog):
    lose_the_engine()
    page = visit(cast.outsider).get("/search", {"q": "lighthouse"}).content.decode()
    assert "The Lighthouse at Carrow" in page and "Is the lighthouse open?" in page
    assert "torn book" not in page
    assert "torn book" in visit(cast.ines).get("/search", {"q": "lighthouse"}).content.decode()
    near = visit(None).get("/api/v1/similar", {"q": "when is the lighthouse open"}).json()
    assert [one["title"] for one in near] == ["Is the lighthouse open?"]
    assert "./goodword manage reindex" in caplog.text


def test_what_was_lost_is_made_anew(said, visit):
    lose_the_engine()
    SearchDocument.objects.filter(kind="topic").delete() if connection.vendor != "sqlite" else None
    call_command("reindex", "--documents", "--vectors", verbosity=0)
    assert len(search.find("lighthouse", ANONYMOUS).hits) == 2
    assert SearchWord.objects.get(word="lighthouse").documents == 2


def test_an_old_index_is_brought_up_to_date(said):
    SearchDocument.objects.filter(kind="topic").update(title="something else", body="")
    SearchDocument.objects.create(
        kind="topic",
        object_id=9999,
        facet="question",
        audience="everyone",
        title="ghost",
        at="2026-01-01T00:00Z",
    )
    call_command("reindex", "--documents", verbosity=0)
    assert len(search.find("lighthouse", ANONYMOUS).hits) == 2
    assert not SearchDocument.objects.filter(object_id=9999).exists()
