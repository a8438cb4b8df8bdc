"""Pages that are delivered again: the bytes are right, nothing stale gets out, and nobody's page is anybody else's."""

import gzip

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from goodword.core.delivery import a_choice, filling, keeping, lasting, packing
from goodword.core.models import DailyCount, OnceKey


@pytest.fixture(autouse=True)
def empty():
    """No page of another test."""
    keeping.pages.clear()
    yield
    keeping.pages.clear()


@pytest.fixture
def ask(rf: RequestFactory):
    """A page made by `view` behind the middleware; asks for it and returns the answer."""

    def made(view, path="/a", **headers):
        calls = []

        def inner(request):
            calls.append(request.path)
            request.resolver_match = type("Match", (), {"func": staticmethod(view)})
            return view(request)

        request = rf.get(path, headers={"accept-encoding": "gzip", **headers})
        response = keeping.Delivery(inner)(request)
        body = response.content
        text = gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body
        return text.decode(), bool(calls)

    return made


@lasting
def counts(_request):
    """A page of the rows of a table."""
    rows = DailyCount.objects.order_by("pk").values_list("name", flat=True)
    return HttpResponse(f"<p>{' '.join(rows)}</p>" + "x" * 500)


def add(name):
    """A row more."""
    DailyCount.objects.create(name=name, day="2026-01-01")


@pytest.mark.parametrize("marks", [0, 1, 3])
def test_a_packed_page_unpacks_to_itself_with_its_tokens(marks):
    text = "".join(
        f"<p>שלום {number}</p>" * 40 + mark
        for number, mark in enumerate([filling.TOKEN, filling.ONCE, filling.TOKEN][:marks])
    )
    packed = packing.pack(f"{text}<p>end</p>".encode())
    token, once = (
        "t" * packing._LENGTHS[filling.TOKEN.encode()],
        "o" * packing._LENGTHS[filling.ONCE.encode()],
    )
    page = gzip.decompress(packed.deliver(lambda: token, lambda: once)).decode()
    assert page == f"{text}<p>end</p>".replace(filling.TOKEN, token).replace(filling.ONCE, once)


def test_each_delivery_has_a_token_and_a_key_of_its_own(ask, db):
    @lasting
    def form(_request):
        return HttpResponse(f"{filling.TOKEN} {filling.ONCE} " + "x" * 500)

    first, second, third = (ask(form) for _ in range(3))
    assert [first[1], second[1], third[1]] == [True, False, False]
    assert len({page.split()[1] for page, _ in (first, second, third)}) == 3
    assert all(filling.TOKEN not in page and filling.ONCE not in page for page, _ in (first, second, third))
    assert second[0].startswith("anonymous:")


def test_a_page_is_rendered_once_while_its_rows_stay(ask, db):
    add("one")
    assert ask(counts)[1]
    page, rendered = ask(counts)
    assert not rendered and "one" in page


def test_any_changed_row_renders_it_anew(ask, db):
    add("one")
    ask(counts)
    add("two")
    page, rendered = ask(counts)
    assert rendered and "two" in page
    DailyCount.objects.filter(name="one").delete()
    page, rendered = ask(counts)
    assert rendered and "one" not in page


def test_a_change_by_bare_sql_is_seen_too(ask, db):
    add("one")
    ask(counts)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_dailycount SET name = 'gone'")
    assert "gone" in ask(counts)[0]


def test_somebody_with_a_cookie_gets_no_kept_page_and_leaves_none(ask, db):
    assert ask(counts, cookie="session=x")[1] and ask(counts, cookie="session=x")[1]
    assert ask(counts)[1]
    assert ask(counts, cookie="session=x")[1] and ask(counts, authorization="Bearer x")[1]


def test_the_address_the_host_and_gpc_part_pages(ask, db):
    assert ask(counts)[1] and ask(counts, "/a?x=1")[1] and ask(counts, **{"sec-gpc": "1"})[1]
    assert ask(counts, host="other.test")[1] and not ask(counts)[1]


def test_a_page_that_writes_is_not_kept(ask, db):
    @lasting
    def writing(_request):
        OnceKey.objects.create(key=str(OnceKey.objects.count()), outcome="", at="2026-01-01T00:00:00Z")
        return HttpResponse("x")

    assert ask(writing)[1] and ask(writing)[1]


@pytest.mark.parametrize("header", [{"Cache-Control": "no-store"}, {"Content-Type": "application/json"}])
def test_what_must_not_be_stored_is_not_kept(ask, db, header):
    @lasting
    def other(_request):
        return HttpResponse("x", headers=header)

    assert ask(other)[1] and ask(other)[1]


def test_a_view_that_did_not_say_so_is_not_kept(ask, db):
    def plain(_request):
        return HttpResponse("x")

    assert ask(plain)[1] and ask(plain)[1]


def test_a_choice_is_not_asked_again_but_the_rest_is(ask, db):
    @lasting
    def choosing(_request):
        with a_choice():
            names = list(DailyCount.objects.values_list("name", flat=True))
        shown = OnceKey.objects.filter(key__in=names).count()
        return HttpResponse(f"{names} {shown}")

    add("one")
    ask(choosing)
    add("two")
    assert not ask(choosing)[1]
    OnceKey.objects.create(key="one", outcome="", at="2026-01-01T00:00:00Z")
    assert ask(choosing)[1]


def test_old_pages_make_room(monkeypatch):
    store = keeping.Pages(most_bytes=3 * (keeping._OVERHEAD + 100))
    kept = keeping.Kept(packing.pack(b"x"), (), (), float("inf"))
    for number in range(10):
        store.put((number,), kept)
    assert store.get((9,)) is kept and store.get((0,)) is None and len(store._pages) <= 3


def test_a_page_does_not_outlive_its_minute(ask, db, monkeypatch):
    ask(counts)
    monkeypatch.setattr(keeping.time, "monotonic", lambda: float("1e12"))
    assert ask(counts)[1]


def test_a_transaction_around_reading_is_no_writing(ask, db):
    @lasting
    def framed(_request):
        with transaction.atomic():
            return HttpResponse(str(DailyCount.objects.count()) + "x" * 500)

    assert ask(framed)[1] and not ask(framed)[1]
    add("one")
    assert ask(framed)[0].startswith("1")


@pytest.mark.parametrize(("status", "length"), [(200, "4"), (303, "4"), (404, "4"), (204, None)])
def test_every_answer_says_how_long_it_is(rf, db, status, length):
    answer = keeping.Delivery(lambda _request: HttpResponse("שם" if status != 204 else "", status=status))(
        rf.post("/a")
    )
    assert answer.headers.get("Content-Length") == length
