"""schema.org markup, built from what the page shows to everybody: nothing is in it that the gate would not show."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries.threads import Row, Thread
from goodword.core import fragments
from goodword.core.text import plain
from goodword.people.models import Person

_SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def script_of(item: dict[str, Any]) -> SafeString:
    """A JSON-LD block. The letters that could end the script element are escaped; browsers do not run data blocks."""
    body = json.dumps(item, ensure_ascii=False, separators=(",", ":")).translate(_SAFE)
    return SafeString(f'<script type="application/ld+json">{body}</script>')


def of_topic(topic: Topic, page: Thread) -> SafeString:
    """QAPage for a question with answers, DiscussionForumPosting else; nothing for what only the staff reads."""
    hidden_space = topic.space is not None and topic.space.staff_only
    if topic.audience != "everyone" or hidden_space or topic.state != "published":
        return SafeString("")
    counts = (topic.reply_count, topic.same_here_count)
    words = (topic.pk, topic.kind, topic.title, topic.body_html, topic.author.name, topic.author.handle)
    return fragments.kept(("markup", words, counts, page.key), lambda: _script_of_topic(topic, page))


def _script_of_topic(topic: Topic, page: Thread) -> SafeString:
    rows = [row for row in [*page.rows, *page.outdated] if row.reply.state == "published"]
    item = _question(topic, rows) if topic.kind == Topic.Kind.QUESTION else _posting(topic, rows)
    return script_of({"@context": "https://schema.org", **item})


def person(author: Person) -> dict[str, Any]:
    """An author by the name they gave; without one, by the address of the profile alone."""
    named = {"name": author.name} if author.name else {}
    return {"@type": "Person", **named, "url": absolute(author.get_absolute_url())}


def absolute(path: str) -> str:
    """The whole address of a path of this site."""
    return settings.GOODWORD_SITE_URL + path


def _question(topic: Topic, rows: list[Row]) -> dict[str, Any]:
    question = {
        "@type": "Question",
        "name": topic.title,
        "text": plain(topic.body_html) or topic.title,
        "answerCount": topic.reply_count,
        "upvoteCount": topic.same_here_count,
        "datePublished": topic.created_at.isoformat(),
        "author": person(topic.author),
        "url": absolute(topic.get_absolute_url()),
    }
    accepted = [_answer(row.reply, topic) for row in rows if row.acceptance]
    others = [_answer(row.reply, topic) for row in rows if not row.acceptance]
    if accepted:
        question["acceptedAnswer"] = accepted[0] if len(accepted) == 1 else accepted
    if others:
        question["suggestedAnswer"] = others
    return {"@type": "QAPage", "mainEntity": question}


def _answer(reply: Reply, topic: Topic) -> dict[str, Any]:
    return {
        "@type": "Answer",
        "text": plain(reply.body_html),
        "upvoteCount": reply.helpful_count,
        "datePublished": reply.created_at.isoformat(),
        "author": person(reply.author),
        "url": absolute(f"{topic.get_absolute_url()}#reply-{reply.pk}"),
    }


def _posting(topic: Topic, rows: list[Row]) -> dict[str, Any]:
    comments = [
        {
            "@type": "Comment",
            "text": plain(row.reply.body_html),
            "datePublished": row.reply.created_at.isoformat(),
            "author": person(row.reply.author),
        }
        for row in rows
    ]
    return {
        "@type": "DiscussionForumPosting",
        "headline": topic.title,
        "text": plain(topic.body_html) or topic.title,
        "datePublished": topic.created_at.isoformat(),
        "author": person(topic.author),
        "url": absolute(topic.get_absolute_url()),
        "commentCount": topic.reply_count,
        **({"comment": comments} if comments else {}),
    }
