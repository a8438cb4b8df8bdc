"""What this room holds of one person, as plain values: for giving it to them (P1)."""

from typing import Any

from django.db.models import QuerySet

from goodword.conversations.models import Draft, Reply, Topic, Vote


def topics_of(person_id: int) -> list[dict[str, Any]]:
    """Their questions, ideas, reviews and stories, with state and times."""
    columns = (
        "id",
        "kind",
        "title",
        "body",
        "state",
        "audience",
        "written_as",
        "created_at",
        "edited_at",
        "source",
    )
    return _rows(Topic.objects.filter(author_id=person_id), columns)


def replies_of(person_id: int) -> list[dict[str, Any]]:
    """Their answers and remarks."""
    columns = ("id", "topic_id", "body", "state", "written_as", "created_at", "edited_at", "source")
    return _rows(Reply.objects.filter(author_id=person_id), columns)


def votes_of(person_id: int) -> list[dict[str, Any]]:
    """Their votes, each with its because."""
    return _rows(Vote.objects.filter(person_id=person_id), ("topic_id", "reply_id", "value", "because", "at"))


def drafts_of(person_id: int) -> list[dict[str, Any]]:
    """What they have begun and not sent."""
    return _rows(Draft.objects.filter(person_id=person_id), ("key", "fields", "saved_at"))


def _rows(found: QuerySet[Any], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = found.order_by("pk").values(*columns)
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in rows
    ]
