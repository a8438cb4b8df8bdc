"""What a member has begun to write, kept on the server until it is sent."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.conversations.models import Draft, Reply, Topic
from goodword.core import clock
from goodword.core.errors import Invalid
from goodword.core.text import MAX_TEXT, clean_text
from goodword.people.models import Person

KEY = re.compile(r"[a-z]+(-[0-9a-z]+)*")
FIELDS = {
    *("title", "body", "details", "tags", "space", "audience", "about", "kind", "caption", "because"),
    *("stars", "pros", "cons", "has_connection", "connection", "friends_may_see", "reuse", "official"),
    *(f"sub_{number}" for number in range(8)),
}
MOST = 100  # drafts a person; the oldest goes


@transaction.atomic
def keep_draft(key: str, fields: dict[str, str], *, by: Person, at: datetime | None = None) -> Draft | None:
    """Keep the fields of a form under its key ("ask", "topic-12"). Empty fields forget the draft. Raises Invalid on a bad key."""
    if len(key) > 60 or not KEY.fullmatch(key):
        raise Invalid(_("There is no form of this name."))
    kept = {name: clean_text(value)[: MAX_TEXT + 1] for name, value in fields.items() if name in FIELDS}
    kept = {name: value for name, value in kept.items() if value}
    if not any(kept.get(name) for name in ("title", "body", "details")):
        forget_draft(key, by=by)
        return None
    row, _new = Draft.objects.update_or_create(
        person=by, key=key, defaults={"fields": kept, "saved_at": at or clock.now()}
    )
    too_many = (
        Draft.objects.filter(person=by).order_by("-saved_at", "-id").values_list("pk", flat=True)[MOST:]
    )
    Draft.objects.filter(pk__in=list(too_many)).delete()
    return row


def forget_draft(key: str, *, by: Person) -> None:
    """Drop a draft: it was sent, or its writer threw it away."""
    drafts = Draft.objects.filter(person=by, key=key)
    if (
        drafts.exists()
    ):  # mostly there is none, and a transaction that does nothing waits for the disk all the same
        drafts.delete()


@transaction.atomic
def give_back(key: str, fields: dict[str, str], *, by: Person) -> None:
    """Lay fields back into their form; what was begun there in the meantime stays below their words."""
    waiting = Draft.objects.filter(person=by, key=key).values_list("fields", flat=True).first() or {}
    later = [waiting.get("title", "") if "title" in fields else "", waiting.get("body", "")]
    words = [fields.get("body", ""), *(text for text in later if text not in fields.values())]
    keep_draft(key, {**fields, "body": "\n\n".join(text for text in words if text)}, by=by)


def key_of(post: Topic | Reply) -> str:
    """The key of the draft of the form a text was written in."""
    if isinstance(post, Reply):
        return f"reply-{post.parent_id}" if post.parent_id else f"topic-{post.topic_id}"
    if post.kind == Topic.Kind.REVIEW:
        return f"review-{post.review.product_id}"
    return {"question": "ask", "idea": "idea", "story": "story"}[post.kind]
