"""Sentence vectors: they find what words do not, follow what is said, forget what is gone, and open no connection (CV-1, CA-2, law 4)."""

import socket
import threading

import pytest

from goodword.core import clock, gate, jobs, search
from goodword.core.gate import Ref
from goodword.core.meaning import languages, model, writing
from goodword.core.models import Job, SearchVector
from goodword.core.search import Entry
from goodword.core.viewer import ANONYMOUS, Viewer

pytestmark = pytest.mark.skipif(bool(model.missing()), reason=f"not installed: {model.missing()}")
MEMBER = Viewer(7)
STAFF = Viewer(1, frozenset({"desk"}))
TEXTS = [
    "How do I send a book as a present without the price?",
    "Which translation of The Master and Margarita should I read first?",
    "Is the reading room open on Sundays in winter?",
    "Can you post to the islands before Christmas?",
    "My parcel arrived with a torn cover, what now?",
    "שאלה על ספר במתנה לחברה טובה שלי",
]


@pytest.fixture(autouse=True)
def _vectors(settings, monkeypatch):
    settings.GOODWORD_VECTORS = True
    from goodword.core.meaning import memory

    monkeypatch.setattr(memory, "FRESH", 0.0)
    monkeypatch.setitem(gate._kinds, "lamp", lambda ids, viewer: ids if viewer.is_staff else ids - {90, 91})


def enter(number: int, text: str, audience: str = "everyone", **more) -> None:
    search.index(Entry(Ref("lamp", number), "question", text, "", audience, clock.now(), **more))


@pytest.fixture
def shelf(db):
    for number, text in enumerate(TEXTS, 1):
        enter(number, text)
    while writing.make_some():
        pass


def found(text: str, viewer: Viewer = ANONYMOUS) -> list[int]:
    return [hit.ref.id for hit in search.similar(text, viewer, facet="question")]


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("wrapping a gift and hiding what it cost", 1),
        ("what are the opening hours at the weekend", 3),
        ("do you deliver overseas", 4),
        ("the thing I ordered came damaged", 5),
        ("my pacel arived with a tron cover", 5),
        ("reading room sund", 3),
        ("ספר במתנה", 6),
    ],
)
def test_a_question_is_found_by_what_it_says(shelf, asked, number):
    assert found(asked)[0] == number


def test_search_asks_meaning_where_words_find_little(shelf):
    assert search.find("damaged parcel delivery", ANONYMOUS).hits[0].ref.id == 5
    assert search.find("gift wrapping", ANONYMOUS).hits[0].ref.id == 1
    assert not search.find("zzzzqqqq", ANONYMOUS).hits


def test_of_two_as_near_the_answered_one_comes_first(shelf):
    enter(20, "How can I pay by invoice?")
    enter(21, "How can I pay by invoice", answered=True)
    writing.make_some()
    assert found("is it possible to pay by invoice")[:2] == [21, 20]


def test_a_hidden_text_changes_nothing_for_others(shelf):
    asked = "the cover of my parcel is torn"
    before = search.similar(asked, MEMBER, facet="question"), search.find("torn wrapping", MEMBER)
    for number in (90, 91):
        enter(number, "A torn cover on my parcel: the customer threatens us, torn wrapping", audience="staff")
    writing.make_some()
    after = search.similar(asked, MEMBER, facet="question"), search.find("torn wrapping", MEMBER)
    assert [[hit.ref for hit in hits] for hits in (before[0], before[1].hits)] == [
        [hit.ref for hit in hits] for hits in (after[0], after[1].hits)
    ]
    assert after[1].facets == before[1].facets
    assert {90, 91} < set(found(asked, STAFF))


def test_a_narrower_audience_is_learned_without_a_new_vector(shelf):
    assert 5 in found("a damaged cover")
    vector = bytes(SearchVector.objects.get(object_id=5).vector)
    enter(5, TEXTS[4], audience="staff")
    assert bytes(SearchVector.objects.get(object_id=5).vector) == vector
    assert not writing.make_some()
    from goodword.core.meaning.memory import memory

    near = memory().nearest(model.embed(["a damaged cover"])[0], ["everyone"], None, 10)
    assert 5 not in [one.ref.id for one in near]


def test_what_is_removed_leaves_no_vector_behind(shelf):
    assert found("a damaged cover")[0] == 5
    from goodword.core.meaning.memory import memory

    search.remove(Ref("lamp", 5))
    row = SearchVector.objects.get(object_id=5)
    assert (row.state, bytes(row.vector), row.digest) == ("gone", b"", "")
    assert 5 not in found("a damaged cover")
    assert not memory().rows([Ref("lamp", 5)]).any()
    SearchVector.objects.update(at=clock.now() - 2 * writing.GONE_FOR)
    assert writing.forget_gone() == 1


def test_a_changed_text_loses_its_old_vector_at_once(shelf):
    enter(5, "Which tea do you serve?")
    assert bytes(SearchVector.objects.get(object_id=5).vector) == b""
    assert 5 not in found("a damaged cover")
    writing.make_some()
    assert found("what can I drink at your place")[0] == 5


def test_what_was_removed_while_the_model_worked_stays_gone(shelf, monkeypatch):
    enter(30, "A secret that is taken back")
    embed = model.embed

    def meanwhile(texts):
        search.remove(Ref("lamp", 30))
        return embed(texts)

    monkeypatch.setattr(model, "embed", meanwhile)
    writing.make_some()
    assert SearchVector.objects.get(object_id=30).state == "gone"


def test_the_worker_makes_vectors_and_a_second_job_is_not_queued(db):
    enter(1, TEXTS[0])
    enter(2, TEXTS[1])
    assert Job.objects.filter(task__endswith="make_vectors").count() == 1
    while jobs.work_once("test"):
        pass
    assert set(SearchVector.objects.values_list("state", flat=True)) == {"there"}


def test_without_the_model_words_find_and_rows_wait(db, settings):
    settings.GOODWORD_VECTORS = False
    enter(1, TEXTS[0])
    assert found("a present without price") == [1]
    assert SearchVector.objects.get().state == "waiting"
    assert not Job.objects.exists()
    settings.GOODWORD_VECTORS = True
    assert writing.make_some() == 1


def test_a_model_that_does_not_load_costs_meaning_only(shelf, monkeypatch, caplog):
    def broken():
        raise OSError("not a model")

    monkeypatch.setattr(model, "_open", broken)
    monkeypatch.setattr(model, "_loaded", None)
    monkeypatch.setattr(model, "_broken", False)
    assert found("a present without price")[0] == 1
    assert "searching by words alone" in caplog.text
    assert not model.available()


def test_nothing_opens_a_connection(shelf, monkeypatch):
    def refused(*arguments, **named):
        raise AssertionError("a socket")

    monkeypatch.setattr(model, "_loaded", None)
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refused)
    assert model.embed(["hello there"]) is not None
    assert model.rest(0.0) and not model.rest(0.0)


def test_one_thread_is_enough(shelf):
    def native() -> int:
        with open("/proc/self/status") as status:
            return int(next(line.split()[1] for line in status if line.startswith("Threads:")))

    model.embed(["hello"])
    before = native()
    model._loaded = None
    model.embed(["hello again"])
    found("hello")
    assert native() <= before


def test_threads_ask_at_once(shelf):
    answers = []

    def ask():
        answers.append(model.embed(["the thing I ordered came damaged"])[0].tobytes())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4 and len(set(answers)) == 1


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("how do i return a book", True),
        ("kindle", True),
        ("wie kann ich ein buch zuruckgeben das mir nicht gefallt", False),
        ("comment est ce que je peux rendre un livre", False),
        ("איך מחזירים ספר שלא אהבתי", False),
        ("как вернуть книгу", False),
        ("12345", False),
    ],
)
def test_which_texts_the_model_understands(settings, text, understood):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("he", "עברית")]
    assert languages.understood(text) is understood


def test_a_language_the_site_does_not_speak_is_not_looked_for(settings):
    settings.LANGUAGES = [("en", "English")]
    assert languages.language("de man die de krant leest en het niet begrijpt", ["en"]) == ""
    assert languages.language("die das und ist nicht ich ein eine", ["en", "de"]) == "de"
