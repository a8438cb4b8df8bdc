"""What the machine cannot do is told as what it is; a fault of ours stays one."""

import errno

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError

from goodword.core import outages


def from_server(state: str) -> OperationalError:
    error = OperationalError("the server says so")
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database or disk is full"), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (from_server("53100"), 507),
        (OperationalError("database is locked"), 503),
        (from_server("57P01"), 503),
        (OperationalError("connection failed"), 503),
    ],
)
def test_an_outage_has_its_own_answer(error: Exception, status: int) -> None:
    told = outages.as_refusal(error)
    assert told is not None and told.status == status
    assert told.retry_after


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("twice"),
        ProgrammingError("no such column"),
        ValueError(),
        OSError(errno.ENOENT, "none"),
    ],
)
def test_a_fault_of_ours_stays_one(error: Exception) -> None:
    assert outages.as_refusal(error) is None


def test_the_page_of_a_silent_database_asks_it_nothing(cast, visit, monkeypatch):
    def silent(*args, **kwargs):
        raise OperationalError("the connection is closed")

    client = visit(cast.hannah)
    monkeypatch.setattr("goodword.site.context.unread_count", silent)
    monkeypatch.setattr("goodword.site.context.site_setting", silent)
    client.raise_request_exception = False
    answer = client.get("/questions")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert b"Closed for a moment" in answer.content
