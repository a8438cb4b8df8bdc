"""Logs: readable by machines, with the id of their request, and with nothing of a person in them."""

import json
import logging

import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from goodword.core.logs import WithoutPaths, clean, clean_trace, formatter

HANNAH = ("hannah", "Hannah Lindqvist", "hannah@example.org", "192.0.2.44", "2001:db8:0:0:1:2:3:4")


@pytest.fixture
def lines():
    """What is logged below "goodword", as it would be written."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(formatter("json"))
    handler.addFilter(WithoutPaths())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_told_in_one_line_without_who_asked(cast, visit, lines):
    client = visit(cast.hannah)
    client.get(f"/people/{cast.hannah.handle}?q=Hannah+Lindqvist", headers={"X-Forwarded-For": "192.0.2.44"})
    told = [json.loads(line) for line in lines if json.loads(line)["logger"] == "goodword.requests"]
    assert len(told) == 1
    assert told[0]["status"] == 200
    assert told[0]["event"] == "request"
    assert "<" in told[0]["route"] and told[0]["ms"] > 0 and len(told[0]["request"]) == 16
    assert not [word for word in HANNAH if word in "".join(lines)]


def test_whatever_fails_is_told_without_what_somebody_typed(cast, visit, lines, monkeypatch):
    def broken(*args, **kwargs):
        raise IntegrityError(
            'duplicate key value violates "person_email"\nDETAIL:  Key (email)=(hannah@example.org) already exists.'
            "\nValueError: invalid literal 'Hannah Lindqvist' from 192.0.2.44"
        )

    monkeypatch.setattr("goodword.people.views.faces.queries.person_by_handle", broken, raising=False)
    monkeypatch.setattr("goodword.people.queries.person_by_handle", broken)
    client = visit(cast.hannah)
    client.raise_request_exception = False
    answer = client.get(f"/people/{cast.hannah.handle}?mail=hannah@example.org")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in "".join(lines)
    assert "IntegrityError" in "".join(lines)
    assert not [word for word in HANNAH if word in "".join(lines).replace("hannah.handle", "")]


def test_a_page_that_is_not_there_is_told_by_no_path(visit, lines):
    visit(None).get("/people/hannah-lindqvist?x=hannah@example.org")
    assert lines
    assert "hannah" not in "".join(lines)


def test_what_django_says_of_a_request_has_the_route_for_its_path(lines):
    request = RequestFactory().get("/people/hannah")
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", request.path, extra={"request": request, "status_code": 500}
    )
    assert "hannah" not in lines[0]
    assert "no address of ours" in lines[0]


@pytest.mark.parametrize(
    "text",
    [
        "mail to hannah@example.org failed",
        "from 192.0.2.44 and 2001:db8:0:0:1:2:3:4",
        "GET /search?q=Hannah+Lindqvist&page=2 failed",
    ],
)
def test_addresses_and_query_strings_are_left_out(text):
    assert not [word for word in (*HANNAH, "Hannah") if word in clean(text)]


def test_a_trace_keeps_where_and_loses_what():
    trace = "Traceback (most recent call last):\n  File \"views.py\", line 7, in page\nValueError: bad name: 'Hannah Lindqvist'"
    assert clean_trace(trace).splitlines()[1] == '  File "views.py", line 7, in page'
    assert "Hannah" not in clean_trace(trace)
    assert "ValueError" in clean_trace(trace)


def test_the_console_style_is_one_line_too():
    record = logging.LogRecord(
        "goodword.x", logging.WARNING, "", 1, "it went to %s", ("hannah@example.org",), None
    )
    line = formatter("console").format(record)
    assert "[mail]" in line
    assert "\n" not in line
