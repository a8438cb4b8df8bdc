"""Hostile words in every field people can fill, read back on every surface: nothing runs, nothing breaks out, nothing leads away."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core import mail

from goodword.core import clock
from goodword.core.errors import Invalid
from tests.attacks.pages import page_of

pytestmark = pytest.mark.django_db
EVIL = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'><svg/onload=alert(1)>{{ 7|add:7 }}{% now "Y" %}]]>&#x6a;'
MARKDOWN = (
    "[a](javascript:alert(1)) [b](data:text/html;base64,PHNjcmlwdD4=) <javascript:alert(1)> ![x](https://evil.example/pixel.png)\n\n"
    "<iframe src=//evil.example></iframe><style>*{display:none}</style><form action=//evil.example><input name=password>\n\n"
    '[c]: javascript:alert(1)\n\n[c] [d](vbscript:x) [e](//evil.example/\\"onmouseover=alert(1))\n\n' + EVIL
)


@pytest.fixture
def places(cast: Any) -> list[str]:
    """A world in which every text is hostile; the pages on which it is read."""
    from goodword.catalog.actions.makers import add_maker
    from goodword.catalog.actions.products import add_product
    from goodword.catalog.actions.subjects import add_subject
    from goodword.conversations.actions.answers import accept_answer
    from goodword.conversations.actions.replies import post_reply
    from goodword.conversations.actions.reviews import submit_review
    from goodword.conversations.actions.spaces import make_space
    from goodword.conversations.actions.tags import tags_from_words
    from goodword.conversations.actions.topics import edit_topic, open_topic
    from goodword.conversations.actions.votes import vote
    from goodword.conversations.actions.withhold import withhold
    from goodword.gatherings.actions import announce_event
    from goodword.people.actions.profile import change_profile

    tom, hannah = cast.tom, cast.hannah
    words = {
        "name": EVIL[:100],
        "pronounced": EVIL[:60],
        "different": EVIL[:200],
        "interests": EVIL[:40],
        "goals": EVIL[:200],
    }
    change_profile(hannah, words, by=hannah)
    hannah.refresh_from_db()
    space = make_space(EVIL[:100], by=tom, line=EVIL, key="evil")
    subject = add_subject(EVIL[:100], by=tom)
    maker = add_maker(EVIL[:200], by=tom)
    product = add_product(
        by=tom, title=EVIL[:200], subject=subject, maker=maker, line=MARKDOWN, maker_note=EVIL[:150]
    )
    tags = tags_from_words("<script>alert(1)</script>, onload=x")
    question = open_topic(
        "question", by=hannah, title=EVIL[:200], body=MARKDOWN, space=space, tags=tags, about=[product]
    )
    reply = post_reply(question, by=cast.gwen, body=MARKDOWN)
    accept_answer(reply, by=hannah)
    post_reply(question, by=cast.maya, body=MARKDOWN, parent=reply)
    edit_topic(question, by=hannah, title="</title>" + EVIL[:150], body=MARKDOWN + "\n\nmore")
    idea = open_topic("idea", by=hannah, title=EVIL[:200], body=MARKDOWN)
    vote(idea, by=cast.outsider, value=1, because=EVIL[:200])
    story = open_topic("story", by=hannah, title=EVIL[:200], body=MARKDOWN)
    review = submit_review(
        product, by=hannah, stars=2, title=EVIL[:200], body=MARKDOWN, pros=EVIL[:250], cons=EVIL[:250], has_connection=True,
        connection=EVIL[:120],
    )  # fmt: skip
    gone = open_topic("question", by=hannah, title="Gone", body="x")
    withhold(gone, by=cast.ruth, rule="private-data", rule_version=1, reason=EVIL)
    event = announce_event(
        by=cast.sian, title=EVIL[:150], begins_at=clock.now() + timedelta(days=3), lasts=timedelta(hours=1), zone="Europe/London",
        place=EVIL[:150], body=MARKDOWN,
    )  # fmt: skip
    shown = (question, idea, story, review, gone, event, product, subject, maker, space, hannah, *tags)
    return [thing.get_absolute_url() for thing in shown] + [
        "/", "/questions", "/ideas", "/stories", "/reviews", "/events", "/staff", "/spaces", "/tags", "/shelves", "/search?q=alert",
        "/ask/similar?q=alert", f"/ask/answers/{question.pk}", "/ask?q=" + "alert", f"/topics/{question.pk}/history", "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/ask?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/he/questions", f"/he/products/{product.pk}/x",
    ]  # fmt: skip


def values(data: Any) -> Iterator[str]:
    """Every string inside JSON."""
    if isinstance(data, dict):
        for value in data.values():
            yield from values(value)
    elif isinstance(data, list):
        for value in data:
            yield from values(value)
    elif isinstance(data, str):
        yield data


def test_no_page_runs_what_people_wrote(places: list[str], visit: Any, cast: Any) -> None:
    wrong = []
    for person in (None, cast.hannah, cast.tom):
        client = visit(person)
        for path in [*places, *(["/desk", "/notices", "/you", "/drafts"] if person else [])]:
            answer = client.get(path, follow=True)
            page = page_of(answer)
            wrong += [f"{path}: {what}" for what in page.alarming]
            wrong += [
                f"{path} leads away: {link}"
                for link in page.links
                if link.startswith(("javascript", "data:", "vbscript"))
            ]
            if "14}" in answer.content.decode() or (
                "{{ 7" not in answer.content.decode() and "7|add" in answer.content.decode()
            ):
                wrong.append(f"{path} reads a template in what people wrote")
            if person is None and re.search(rb"<form[^>]+evil\.example", answer.content):
                wrong.append(f"{path} has a foreign form")
    assert not wrong, "\n".join(wrong[:40])


def test_the_markup_for_machines_is_one_block(places: list[str], visit: Any) -> None:
    """`</script>` inside JSON-LD does not end it: the block is read whole and holds the words as they were written."""
    client, blocks = visit(None), []
    for path in places:
        blocks += page_of(client.get(path, follow=True)).data
    assert blocks
    assert any("</script>" in text or "alert(1)" in text for text in values(blocks))


def test_feeds_and_sitemaps_are_whole(places: list[str], visit: Any) -> None:
    from goodword.catalog.models import Product
    from goodword.conversations.models import Tag

    feeds = ["/questions.atom", "/reviews.atom", "/ideas.atom", "/stories.atom", "/spaces/evil.atom", f"/products/{Product.objects.latest('pk').pk}/reviews.atom",
             "/sitemap.xml", "/sitemap-topic-0.xml", "/sitemap-product-0.xml", "/sitemap-tag-0.xml"]  # fmt: skip
    feeds += [f"/tags/{tag.slug}.atom" for tag in Tag.objects.all()]
    for path in feeds:
        answer = visit(None).get(path)
        assert answer.status_code == 200, path
        root = ElementTree.fromstring(answer.content)
        for content in root.iter("{http://www.w3.org/2005/Atom}content"):
            inside = content.text or ""
            assert not re.search(r"<(script|iframe|style|form|svg|img[^>]+onerror)", inside), path
            assert "javascript:" not in re.sub(r">[^<]*<", "><", inside), path


def test_the_api_gives_words_as_words_and_html_as_safe_html(places: list[str], visit: Any) -> None:
    from goodword.conversations.models import Topic

    for path in (
        "/api/v1/topics?limit=100",
        "/api/v1/reviews",
        "/api/v1/products",
        "/api/v1/people",
        "/api/v1/search?q=alert",
        f"/api/v1/topics/{Topic.objects.earliest('pk').pk}/replies",
    ):
        answer = visit(None).get(path)
        assert answer.headers["Content-Type"].startswith("application/json")
        assert (
            b"<script" not in answer.content.replace(b'"body": "', b"")
            or answer.headers["X-Content-Type-Options"] == "nosniff"
        )
        for item in json.loads(answer.content)["items"]:
            html = item.get("body_html", "")
            assert not re.search(r"<(script|iframe|style|form|svg)", html), path
            assert "javascript:" not in re.sub(r">[^<]*<", "><", html), path


def test_a_name_is_no_link_in_a_mail(visit: Any) -> None:
    """A name that reads like an address or a line of a head stays a name."""
    from goodword.core.jobs import work_once

    name = "pay at https://evil.example\r\nBcc: all@example.org"
    visit(None).submit(
        "/sign-up", {"name": name, "email": "new@example.org", "password": "a long enough sentence"}
    )
    while work_once("test"):
        pass
    letter = mail.outbox[-1]
    assert letter.to == ["new@example.org"] and not letter.bcc and "\n" not in letter.subject
    assert "https://evil.example" not in letter.body
    assert "Bcc" not in letter.message()


@pytest.mark.parametrize(("path", "fields", "field"), [
    ("/ask", {"title": "x" * 301, "body": "kept words", "audience": "everyone"}, "title"),
    ("/ask", {"title": "Fine", "body": "kept words " + "[" * 100_000, "audience": "everyone"}, "body"),
    ("/ask", {"title": "Fine", "body": "kept words", "tags": "a" * 50, "audience": "everyone"}, "tags"),
    ("/ask", {"title": "\0\u200b", "body": "kept words", "audience": "everyone"}, "title"),
    ("/ask", {"title": "Fine", "body": "kept words", "audience": "nobody-knows"}, "audience"),
    ("/ideas/new", {"title": "", "body": "kept words"}, "title"),
    ("/stories/new", {"title": "Fine", "body": "kept words" + "x" * 20_001}, "body"),
])  # fmt: skip
def test_what_cannot_be_taken_is_said_beside_the_field(
    visit: Any, cast: Any, path: str, fields: dict[str, str], field: str
) -> None:
    """422, the person's words kept, nothing written, within three seconds."""
    from goodword.conversations.models import Topic

    began = time.process_time()
    answer = visit(cast.hannah).submit(path, fields)
    assert time.process_time() - began < 3
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "kept words" in html and 'aria-invalid="true"' in html
    assert not Topic.objects.exists()


@pytest.mark.parametrize("body", ["[" * 20_000, "> " * 10_000, "*_" * 10_000, "`" * 20_000, "![" * 10_000, "<" * 20_000, "- " * 9_999,
                                  "a" + "\u0301" * 19_000, "|" * 19_000 + "\n" + "|-" * 400, "http://" * 2_800, "&" * 20_000,
                                  "\n".join(" " * (n % 80) + "- x" for n in range(400))])  # fmt: skip
def test_markdown_that_is_hard_to_read_is_read_quickly(body: str) -> None:
    from goodword.core.text import render_markdown

    began = time.process_time()
    with suppress(Invalid):
        render_markdown(body)
    assert time.process_time() - began < 3


def test_lone_surrogates_and_wrong_encodings(visit: Any, cast: Any) -> None:
    client = visit(cast.hannah)
    client.raise_request_exception = False
    page = page_of(client.get("/ask"))
    token = next(form for form in page.forms if form.action.startswith("/ask") or "title" in form.fields)
    from goodword.testing.cast import PageClient

    assert isinstance(client, PageClient)
    for raw in (b"title=%ED%A0%80ok&body=%ED%B0%80", b"title=%FF%FE&body=%C0%80", b"title=a%00b&body=c%00d"):
        answer = client.submit(
            "/ask",
            {
                "title": raw.decode("latin-1"),
                "body": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
            },
        )
        assert answer.status_code < 500
    assert token is not None
    answer = client.get("/search?q=%ED%A0%80%FF%00")
    assert answer.status_code == 200
    for path in (
        "/api/v1/search?q=%ED%A0%80",
        "/api/v1/topics?limit=%FF",
        "/api/v1/topics?limit=9e9",
        "/api/v1/topics?limit=-1",
        "/tags/%00",
        "/people/%FF",
    ):
        assert visit(None).get(path).status_code in (200, 400, 404, 422), path
