"""Undoing a send: the text is taken back and its words wait as a draft in the form they came from (CV-10)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from goodword.conversations.actions.drafts import give_back, key_of
from goodword.conversations.actions.replies import withdraw_reply
from goodword.conversations.actions.reviews import first_words
from goodword.conversations.actions.topics import withdraw_topic
from goodword.conversations.models import PostPicture, Reply, ReviewDetail, Topic
from goodword.conversations.queries.pictures import pictures_of
from goodword.core.settings_registry import site_setting
from goodword.people.models import Person


@transaction.atomic
def undo_topic(topic: Topic, *, by: Person, at: datetime | None = None) -> Topic:
    """Take one's own topic back and keep all its fields as a draft. Raises NotAllowed. Whether it is early enough, the view asks."""
    fields = _fields_of(topic)
    withdrawn = withdraw_topic(topic, by=by, at=at)
    give_back(key_of(topic), fields, by=by)
    return withdrawn


@transaction.atomic
def undo_reply(reply: Reply, *, by: Person, at: datetime | None = None) -> Reply:
    """Take one's own reply back and keep its words as a draft. Raises NotAllowed."""
    fields = {"body": reply.body, "official": "on" if reply.official else ""}
    withdrawn = withdraw_reply(reply, by=by, at=at)
    give_back(key_of(reply), fields, by=by)
    return withdrawn


def _fields_of(topic: Topic) -> dict[str, str]:
    """A topic as the fields of the form it was written in. Pictures sent as files come back as words that show them."""
    shots = [_shot(picture) for picture in pictures_of(topic)]
    fields = {"title": topic.title, "body": "\n\n".join(part for part in (topic.body, *shots) if part)}
    if topic.kind == Topic.Kind.REVIEW:
        return fields | _fields_of_review(topic.review, topic)
    return fields | {
        "tags": ", ".join(topic.tags.values_list("name", flat=True)),
        "space": topic.space.slug if topic.space else "",
        "audience": topic.audience,
        "about": ",".join(str(pk) for pk in topic.about.order_by("pk").values_list("pk", flat=True)),
        "reuse": "on" if topic.reuse_consent_at else "",
    }


def _fields_of_review(detail: ReviewDetail, topic: Topic) -> dict[str, str]:
    parts = [str(name) for name in site_setting("reviews.sub_ratings")][:8]
    rated: dict[str, Any] = detail.sub_ratings
    return {
        "title": "" if topic.title == first_words(topic.body_html) else topic.title,
        "stars": str(detail.stars),
        "pros": detail.pros,
        "cons": detail.cons,
        "has_connection": "yes" if detail.has_connection else "no",
        "connection": topic.connection,
        "friends_may_see": "on" if detail.rating and detail.rating.friends_may_see else "",
        **{f"sub_{n}": str(rated[name]) for n, name in enumerate(parts) if name in rated},
    }


def _shot(row: PostPicture) -> str:
    words = (row.picture.alt or row.caption).replace("[", "(").replace("]", ")")
    return f"![{words}](/pictures/{row.picture.puid})" + (f"\n{row.caption}" if row.caption else "")
