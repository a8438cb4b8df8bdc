"""Fifty at once, on the served site: votes, acceptances, "same here", double submits. One row each, and counts that are true."""

import http.client
import json
import re
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

from goodword.testing.site import Site

pytestmark = pytest.mark.slow
MANY, THREADS = 50, 8


class Browser:
    """One person with one session; may be used by many threads."""

    def __init__(self, site: Site, person: str) -> None:
        self.site, self.cookie = site, f"session={site.people[person]}"
        self.token = ""
        _status, _location, page = self._send("GET", "/ask")
        found = re.search(r'name="_form" value="([^"]+)"', page)
        assert found, "no form on /ask"
        self.token = found[1]

    def get(self, path: str) -> Any:
        """What the API says."""
        return json.loads(self._send("GET", path)[2])

    def submit(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Send a form of ours; status and where it leads."""
        body = urlencode({**(fields or {}), "_form": self.token})
        status, location, _text = self._send("POST", path, body)
        return status, location

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        line = http.client.HTTPConnection(urlsplit(self.site.url).netloc, timeout=60)
        headers = {
            "Cookie": self.cookie,
            "Origin": self.site.url,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line.request(method, quote(path, safe="/?=&%"), body, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, answer.getheader("Location", ""), text


def at_once(number: int, deed: Callable[[int], Any]) -> Counter[Any]:
    """Do it `number` times in threads that start together; what each gave back, counted."""
    gate, results, lock = threading.Barrier(THREADS), Counter[Any](), threading.Lock()
    left = iter(range(number))

    def work() -> None:
        gate.wait()
        while True:
            with lock:
                mine = next(left, None)
            if mine is None:
                return
            outcome = deed(mine)
            with lock:
                results[outcome] += 1

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


@pytest.fixture
def asker(site: Site) -> Browser:
    return Browser(site, "eleanor")


@pytest.fixture
def question(asker: Browser, request: pytest.FixtureRequest) -> int:
    """The id of a new question."""
    status, address = asker.submit(
        "/ask", {"title": f"Asked for {request.node.name}", "body": "Now.", "audience": "everyone"}
    )
    assert status == 303, status
    return int(address.split("/")[2])


@pytest.fixture
def answer(site: Site, question: int) -> int:
    """The id of an answer to it."""
    status, address = Browser(site, "maya").submit(f"/topics/{question}/replies", {"body": "We do."})
    assert status == 303, status
    return int(address.rsplit("-", 1)[1])


def test_one_vote_however_often_it_is_sent(site: Site, answer: int) -> None:
    browser = Browser(site, "outsider")
    got = at_once(MANY, lambda _: browser.submit(f"/replies/{answer}/helpful")[0])
    assert set(got) <= {303, 409}, got
    assert browser.get(f"/api/v1/replies/{answer}")["helpful_count"] == 1


def test_one_acceptance(asker: Browser, question: int, answer: int) -> None:
    got = at_once(MANY, lambda _: asker.submit(f"/replies/{answer}/acceptance")[0])
    assert set(got) <= {303, 409}, got
    assert asker.get(f"/api/v1/topics/{question}")["accepted_count"] == 1


def test_one_same_here(site: Site, question: int) -> None:
    browser = Browser(site, "outsider")
    got = at_once(MANY, lambda _: browser.submit(f"/topics/{question}/same-here")[0])
    assert set(got) <= {303, 409}, got
    assert browser.get(f"/api/v1/topics/{question}")["same_here_count"] == 1


def test_many_people_are_all_counted(site: Site, asker: Browser, question: int) -> None:
    people = [
        Browser(site, key)
        for key in ("gwen", "joris", "samuel", "noor", "bettina", "pete", "hannah", "outsider")
    ]
    got = at_once(len(people), lambda n: people[n].submit(f"/topics/{question}/same-here")[0])
    assert got == {303: len(people)}
    assert asker.get(f"/api/v1/topics/{question}")["same_here_count"] == len(people)


def test_a_question_sent_twice_is_one_question(site: Site) -> None:
    browser = Browser(site, "outsider")
    fields = {
        "title": "Sent once, clicked often",
        "body": "Really.",
        "audience": "everyone",
        "once": "one-and-the-same",
    }
    got = at_once(16, lambda _: browser.submit("/ask", fields))
    assert len(got) == 1 and next(iter(got))[0] == 303, got
    titles = [item["title"] for item in browser.get("/api/v1/topics?kind=question&limit=100")["items"]]
    assert titles.count(fields["title"]) == 1


def test_one_review_a_person_and_product(site: Site) -> None:
    browser = Browser(site, "joris")
    before = browser.get("/api/v1/products/3")
    fields = {
        "stars": "2",
        "body": "The mistakes are mine, it says.",
        "has_connection": "no",
        "title": "A map",
    }
    got = at_once(16, lambda n: browser.submit("/products/3/review", {**fields, "once": f"review-{n}"})[0])
    assert max(got) < 500, got
    after = browser.get("/api/v1/products/3")
    assert after["rating_count"] == before["rating_count"] + 1
    assert len(browser.get("/api/v1/products/3/reviews")["items"]) == 1


def test_replies_at_once_are_all_counted(site: Site, asker: Browser, question: int) -> None:
    browser = Browser(site, "outsider")
    got = at_once(
        12,
        lambda n: browser.submit(
            f"/topics/{question}/replies", {"body": f"Word {n}", "once": f"word-{question}-{n}"}
        )[0],
    )
    assert got == {303: 12}
    assert asker.get(f"/api/v1/topics/{question}")["reply_count"] == 12
