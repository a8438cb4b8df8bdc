"""`/live/`: who may listen, what they hear, and when their line ends (law 4, law 5, NO)."""

import asyncio
import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.db import connections
from django.http import HttpRequest

from goodword.conversations.actions.replies import post_reply, withdraw_reply
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.models import Reply, Topic
from goodword.core import clock
from goodword.notices.actions import mark_read
from goodword.notices.models import Notice
from goodword.people.models import Session
from goodword.site.live import asking, front, hub
from goodword.site.live.asking import Asked


def session_of(person):
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, person, backend="goodword.people.backends.EmailBackend")
    request.session.save()
    return request.session.session_key


def tell(person, topic, cause="1"):
    return Notice.objects.create(
        person=person,
        kind="reply",
        about_kind="topic",
        about_id=topic.pk,
        cause=cause,
        visible_from=clock.now(),
    )


@pytest.fixture
def question(cast):
    return open_topic(Topic.Kind.QUESTION, title="Is the lamp lit?", body="At night.", by=cast.hannah)


class Browser:
    """Asks `/live/` as a browser does, and reads what comes."""

    def __init__(self, cookie="", query="", **headers):
        all_headers = {"host": "testserver", **headers} | (
            {"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"} if cookie else {}
        )
        self.scope = {
            "type": "http",
            "method": headers.pop("method", "GET"),
            "path": "/live/",
            "query_string": query.encode(),
            "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in all_headers.items()],
        }
        self.status, self.headers, self.words, self.ended = 0, {}, "", False
        self.left = asyncio.Event()

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            self.words += message.get("body", b"").decode()
            self.ended = not message.get("more_body", False)

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    def open(self):
        self.task = asyncio.ensure_future(front.application(self.scope, self.receive, self.send))
        return self.task

    async def until(self, true, seconds=5):
        async with asyncio.timeout(seconds):
            while not true():
                assert not self.task.done() or (self.ended and self.status == 200), (self.status, self.task)
                await asyncio.sleep(0.01)

    def news(self):
        return [json.loads(line[6:]) for line in self.words.splitlines() if line.startswith("data: ")]


@pytest.fixture
def run(monkeypatch):
    """Runs a story in a loop of its own, with the questions asked on the test's connection."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    monkeypatch.setattr(hub, "PAUSE", 0.02)
    monkeypatch.setattr(front, "_hubs", {})

    async def ask(self, question, *given):
        return question(*given)

    monkeypatch.setattr(hub.Hub, "ask", ask)
    ours = connections["default"]

    async def told(story):
        connections["default"] = (
            ours  # a loop would open a connection of its own, which sees nothing of this test
        )
        await story

    return lambda story: asyncio.run(told(story))


async def answer(browser):
    await browser.open()
    return browser.status


# ------------------------------------------------------------------------------------------------- who may listen


def test_nobody_who_is_not_signed_in_listens_and_no_cookie_is_set(db, run):
    async def story():
        for browser in (Browser(), Browser("no-such-session"), Browser("\u00e9" * 10), Browser("x" * 5000)):
            assert await answer(browser) == 204
            assert browser.ended
            assert "set-cookie" not in browser.headers
            assert browser.headers["cache-control"].startswith("no-store")

    run(story())


def test_other_sites_other_hosts_and_other_methods_are_refused(cast, run):
    key = session_of(cast.hannah)

    async def story():
        assert await answer(Browser(key, sec_fetch_site="cross-site")) == 403
        assert await answer(Browser(key, host="elsewhere.example")) == 400
        assert await answer(Browser(key, method="POST")) == 405

    run(story())


@pytest.mark.parametrize("state", ["suspended", "deleted"])
def test_whoever_may_not_be_signed_in_is_let_go(cast, question, run, monkeypatch, state):
    monkeypatch.setattr(hub, "RECHECK", 0.1)
    key = session_of(cast.gwen)

    async def story():
        browser = Browser(key)
        browser.open()
        await browser.until(browser.news)
        type(cast.gwen).objects.filter(pk=cast.gwen.pk).update(state=state)
        await browser.until(lambda: browser.ended)
        assert await answer(Browser(key)) == 204

    run(story())


def test_the_end_of_a_session_ends_its_line(cast, run, monkeypatch):
    monkeypatch.setattr(hub, "RECHECK", 0.1)
    key = session_of(cast.gwen)

    async def story():
        browser = Browser(key)
        browser.open()
        await browser.until(browser.news)
        Session.objects.filter(session_key=key).delete()
        await browser.until(lambda: browser.ended)

    run(story())


def test_a_session_is_asked_again_within_a_minute():
    assert hub.RECHECK + hub.PAUSE < 60
    assert hub.PATIENCE <= 60


def test_lines_are_bounded(cast, run, monkeypatch):
    keys = [session_of(cast.gwen), session_of(cast.hannah)]
    monkeypatch.setattr(front, "A_PERSON", 2)

    async def story():
        mine = [Browser(keys[0]) for _ in range(3)]
        for browser in mine:
            browser.open()
            await browser.until(browser.news)
        await mine[0].until(lambda: mine[0].ended)
        assert not mine[1].ended and not mine[2].ended
        monkeypatch.setattr(front, "most_lines", lambda: 2)
        refused = Browser(keys[1])
        assert await answer(refused) == 503
        assert int(refused.headers["retry-after"]) > 0
        mine[1].left.set()
        await mine[1].task
        assert len(front.hub().lines) == 1

    run(story())


def test_a_process_that_leaves_ends_its_lines_and_takes_no_more(cast, run):
    key = session_of(cast.gwen)

    async def story():
        browser = Browser(key)
        browser.open()
        await browser.until(browser.news)
        front.leave()
        await browser.until(lambda: browser.ended)
        assert await answer(Browser(key)) == 503

    run(story())


# --------------------------------------------------------------------------------------------------- what is heard


def test_the_bell_counts_what_comes_and_what_is_read(cast, question, run):
    key = session_of(cast.gwen)

    async def story():
        browser = Browser(key)
        browser.open()
        await browser.until(browser.news)
        assert browser.news() == [{"unread": 0, "bell": "Notices, 0 new"}]
        tell(cast.gwen, question)
        await browser.until(lambda: len(browser.news()) == 2)
        assert browser.news()[-1] == {"unread": 1, "bell": "Notices, 1 new"}
        mark_read(cast.gwen.pk)
        await browser.until(lambda: len(browser.news()) == 3)
        assert browser.news()[-1]["unread"] == 0
        browser.left.set()

    run(story())


def test_new_replies_of_others_are_counted_on_an_open_page(cast, question, run):
    key, since = session_of(cast.hannah), clock.now().timestamp()

    async def story():
        browser = Browser(key, f"topic={question.pk}&since={since}")
        browser.open()
        await browser.until(browser.news)
        assert browser.news()[-1]["replies"] == 0
        post_reply(question, body="It is.", by=cast.gwen)
        await browser.until(lambda: browser.news()[-1]["replies"] == 1)
        assert browser.news()[-1]["words"] == "1 new reply"
        post_reply(question, body="Thank you.", by=cast.hannah)
        post_reply(question, body="Every night.", by=cast.joris)
        await browser.until(lambda: browser.news()[-1]["replies"] == 2)
        browser.left.set()

    run(story())


def test_a_browser_that_comes_back_is_not_told_again(cast, run):
    key = session_of(cast.gwen)

    async def story():
        browser = Browser(key, last_event_id="0-")
        browser.open()
        await browser.until(lambda: "retry:" in browser.words)
        assert browser.news() == []
        browser.left.set()

    run(story())


def test_the_gate_is_asked_at_delivery(cast, question):
    """Neither the bell nor the line tells of what may not be seen; staff-only topics stay with the staff."""
    since = clock.now().timestamp() - 60
    outsider = Asked(session_of(cast.outsider), topic=question.pk, since=since)
    staff = Asked(session_of(cast.maya), topic=question.pk, since=since)
    post_reply(question, body="It is.", by=cast.gwen)
    tell(cast.outsider, question)
    assert asking.news_for(outsider)[1]["unread"] == 1
    assert asking.news_for(outsider)[1]["replies"] == 1
    Topic.objects.filter(pk=question.pk).update(audience="staff")
    assert asking.news_for(outsider)[1]["unread"] == 0
    assert asking.news_for(outsider)[1]["replies"] == 0
    assert asking.news_for(staff)[1]["replies"] == 1
    Topic.objects.filter(pk=question.pk).update(audience="everyone")
    withdraw_reply(Reply.objects.get(), by=cast.gwen)
    assert asking.news_for(outsider)[1]["replies"] == 0


def test_whoever_is_just_looking_hears_of_their_own_notices_alone(cast, question):
    since = clock.now().timestamp() - 60
    post_reply(question, body="It is.", by=cast.gwen)
    tell(cast.outsider, question)
    key = session_of(cast.outsider)
    assert asking.news_for(Asked(key, gpc=True, topic=question.pk, since=since))[1] == {
        "unread": 1,
        "bell": "Notices, 1 new",
    }


def test_words_come_in_the_language_of_the_page(cast):
    assert asking.news_for(Asked(session_of(cast.shira), language="he"))[1]["bell"] != "Notices, 0 new"


def test_asking_costs_two_queries_however_many_listen(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        asking.events_after(0)
        asking.marks(range(200))


def test_events_that_commit_late_are_heard(cast, question, run):
    """Numbers are given out in another order than transactions end."""
    key, since = session_of(cast.hannah), clock.now().timestamp()

    async def story():
        browser = Browser(key, f"topic={question.pk}&since={since}")
        browser.open()
        await browser.until(browser.news)
        from goodword.core.models import EventRecord

        newest = asking.last_event()
        EventRecord.objects.create(id=newest + 5, name="x", payload={}, at=clock.now())
        await asyncio.sleep(0.1)
        Reply.objects.create(
            topic=question, author=cast.gwen, body="Late.", body_html="Late.", created_at=clock.now()
        )
        EventRecord.objects.create(id=newest + 3, name="y", payload={"topic_id": question.pk}, at=clock.now())
        await browser.until(lambda: browser.news()[-1]["replies"] == 1)
        browser.left.set()

    run(story())


def test_a_page_of_a_member_says_where_to_listen_and_a_visitors_does_not(cast, question, visit):
    path = question.get_absolute_url()
    page = visit(cast.gwen).get(path).content.decode()
    assert 'data-live="/live/"' in page and f'data-live-topic="{question.pk}"' in page
    assert "data-live" not in visit(None).get(path).content.decode()


def test_numbers_of_an_address_are_bounded():
    assert front._number({"since": ["1e400"]}, "since") == 0.0
    assert front._number({"since": ["nan"]}, "since") == 0.0
    assert front._number({"topic": ["-3"]}, "topic") == 0.0
    assert front._number({"topic": ["12"]}, "topic") == 12.0
    assert timedelta(seconds=front.HEARTBEAT) < timedelta(seconds=60)
