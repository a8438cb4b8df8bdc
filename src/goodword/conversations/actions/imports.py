"""Texts that come with an import: many at once, with the promises of the single verbs.

What the single verbs promise holds here too: cleaned words, frozen labels, counts and clocks of the topic. What differs is said:
a batch publishes one quiet event, `TextsImported`, and votes without voters stay outside every count (R11).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from goodword.conversations.actions._words import title_of
from goodword.conversations.actions.tags import count_topics
from goodword.conversations.events import TextsImported
from goodword.conversations.models import Acceptance, ImportedTally, Reply, Tag, Topic
from goodword.conversations.queries.index import entries
from goodword.core import search
from goodword.core.errors import Invalid
from goodword.core.events import publish
from goodword.core.text import clean_line, clean_text, slug
from goodword.people.models import Person, RoleGrant
from goodword.people.queries import label_at

MAX_IMPORTED = (
    60_000  # characters: elsewhere people may have written longer than our forms take, and nothing is cut
)


@dataclass(frozen=True)
class NewText:
    """What an imported topic and reply have in common. html: safe, from `core.text`."""

    source_id: str
    author_id: int
    body: str
    html: str
    at: datetime
    edited_at: datetime | None = None
    link: str = ""
    licence: str = ""

    def columns(self, source: str, label: str) -> dict[str, Any]:
        """The columns of the row."""
        return {
            "source": source, "source_id": self.source_id, "source_link": self.link, "licence": self.licence,
            "author_id": self.author_id, "written_as": label, "body": self.body, "body_html": self.html,
            "created_at": self.at, "edited_at": self.edited_at,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewTopic(NewText):
    """A topic of another place. archived_at: when it was closed there."""

    title: str
    kind: str = "question"
    tags: tuple[str, ...] = field(default=())
    archived_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NewReply(NewText):
    """A reply of another place. remark: a comment, which does not make a question answered."""

    topic_id: int
    parent_id: int | None = None
    remark: bool = False


def checked_words(body: str) -> str:
    """The cleaned source of an imported text. Raises Invalid when nothing is left or it is beyond all bounds."""
    clean = clean_text(body)
    if not clean:
        raise Invalid(_("without words"), field="body")
    if len(clean) > MAX_IMPORTED:
        raise Invalid(_("longer than 60,000 characters"), field="body")
    return clean


def checked_title(title: str) -> str:
    """The cleaned title of an imported topic. Raises Invalid."""
    return title_of(title)


@transaction.atomic
def bring_topics(source: str, news: Sequence[NewTopic]) -> dict[str, int]:
    """Publish imported topics whose `source_id` is new. Out: source id to id."""
    labels = labels_of(news)
    topics = [
        Topic(kind=new.kind, title=new.title, active_at=new.at, archived_at=new.archived_at,
              **new.columns(source, labels.get(new.source_id, "")))
        for new in news
    ]  # fmt: skip
    made = Topic.objects.bulk_create(topics)
    ids = {topic.source_id: topic.pk for topic in made}
    tags = tags_named({name for new in news for name in new.tags})
    rows = {
        (ids[new.source_id], tags[slug(name)].pk) for new in news for name in new.tags if slug(name) in tags
    }
    Topic.tags.through.objects.bulk_create(
        (Topic.tags.through(topic_id=topic, tag_id=tag) for topic, tag in sorted(rows)), ignore_conflicts=True
    )
    count_topics({tag for _topic, tag in rows})
    if made:
        publish(TextsImported(source=source, topic_ids=list(ids.values()), reply_ids=[]))
    return ids


@transaction.atomic
def bring_replies(source: str, news: Sequence[NewReply]) -> dict[str, int]:
    """Publish imported replies whose `source_id` is new, also under topics that are closed by now. Out: source id to id."""
    labels = labels_of(news)
    replies = [
        Reply(
            topic_id=new.topic_id,
            parent_id=new.parent_id,
            **new.columns(source, labels.get(new.source_id, "")),
        )
        for new in news
    ]
    made = Reply.objects.bulk_create(replies)
    remarks = {new.source_id for new in news if new.remark}
    by_topic: dict[int, list[Reply]] = defaultdict(list)
    for reply in made:
        by_topic[reply.topic_id].append(reply)
    for topic in Topic.objects.filter(pk__in=by_topic).select_for_update().order_by("pk"):
        _note_replies(topic, by_topic[topic.pk], remarks)
    if made:
        ids = [reply.pk for reply in made]
        publish(TextsImported(source=source, topic_ids=sorted(by_topic), reply_ids=ids))
    return {reply.source_id: reply.pk for reply in made}


@transaction.atomic
def bring_acceptances(pairs: Sequence[tuple[int, int, datetime]]) -> int:
    """The askers accepted these replies: (topic, reply, when). What is accepted already stays. Returns how many are new."""
    known = {
        reply.pk: reply
        for reply in Reply.objects.filter(pk__in=[reply for _topic, reply, _at in pairs], acceptance=None)
        .select_related("topic")
        .order_by("pk")
    }
    rows = []
    for topic_id, reply_id, at in pairs:
        reply = known.pop(reply_id, None)
        if reply is None or reply.topic_id != topic_id:
            continue
        moment = max(at, reply.created_at)
        rows.append(Acceptance(reply=reply, by_id=reply.topic.author_id, by_asker=True, at=moment))
        Reply.objects.filter(pk=reply.pk, rank=0).update(rank=1)
        solved = reply.topic.solved_at
        Topic.objects.filter(pk=topic_id).update(
            accepted_count=F("accepted_count") + 1, solved_at=min(solved, moment) if solved else moment
        )
    return len(Acceptance.objects.bulk_create(rows))


@transaction.atomic
def bring_duplicate(copy: int, original: int) -> str:
    """The topic `copy` asks what `original` asks. Out: why that was refused, "" when it was not. No chains: it leads to the end."""
    line = _line_of(original)
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=copy)
    if topic.duplicate_of_id is not None:
        return (
            "here already" if topic.duplicate_of_id == line[-1] else "a duplicate of another question already"
        )
    if copy in line:
        return "each would be the duplicate of the other"
    Topic.objects.filter(Q(pk=copy) | Q(duplicate_of=copy)).update(duplicate_of_id=line[-1])
    return ""


@transaction.atomic
def bring_tallies(
    source: str, *, topics: dict[int, tuple[int, int]], replies: dict[int, tuple[int, int]]
) -> int:
    """Votes that came without voters: (up, down) for each target id. Bringing them again replaces them. Returns how many."""
    for name, tallies in (("topic_id", topics), ("reply_id", replies)):
        rows = [
            ImportedTally(source=source, up=up, down=down, **{name: target})
            for target, (up, down) in sorted(tallies.items())
        ]
        ImportedTally.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=[name.removesuffix("_id")], update_fields=["up", "down", "source"]
        )  # fmt: skip
    return len(topics) + len(replies)


@transaction.atomic
def tags_named(names: set[str]) -> dict[str, Tag]:
    """The tags of these names by slug, made where they are missing; a synonym or a merged tag leads to its heir."""
    wanted = {slug(name): clean_line(name, 80) for name in names}
    wanted.pop("-", None)
    Tag.objects.bulk_create(
        (Tag(name=name, slug=key) for key, name in sorted(wanted.items()) if not _synonym(key)),
        ignore_conflicts=True,
    )
    found = {
        tag.slug: tag.merged_into or tag
        for tag in Tag.objects.filter(slug__in=wanted).select_related("merged_into")
    }
    return found | {key: heir for key in wanted if key not in found and (heir := _synonym(key))}


@transaction.atomic
def describe_tag(name: str, words: str, *, first: bool) -> bool:
    """Add the words of a wiki to those of its tag, before what stands there (`first`) or below. False when they are there."""
    words = clean_text(words)
    for tag in tags_named({name}).values():
        if words in tag.line:
            return False
        parts = [words, tag.line] if first else [tag.line, words]
        Tag.objects.filter(pk=tag.pk).update(line="\n\n".join(filter(None, parts))[:MAX_IMPORTED])
    return True


def index_topics(ids: Sequence[int]) -> None:
    """Make imported topics findable, many at once."""
    found, _gone = entries(ids)
    search.index_many(found)


def _synonym(key: str) -> Tag | None:
    return Tag.objects.filter(synonyms__slug=key).first()


def _line_of(topic_id: int) -> list[int]:
    """A topic and what it is a duplicate of, to the end of the line."""
    line: list[int] = []
    at: int | None = topic_id
    while at is not None and at not in line:
        line.append(at)
        at = Topic.objects.filter(pk=at).values_list("duplicate_of_id", flat=True).first()
    return line


def labels_of(news: Sequence[NewText]) -> dict[str, str]:
    """The labels of those texts whose writer has, or had, a role here: an import is no way to write in disguise (law 6)."""
    authors = {new.author_id for new in news}
    with_role = set(RoleGrant.objects.filter(person_id__in=authors).values_list("person_id", flat=True))
    if not with_role:
        return {}
    persons = Person.objects.in_bulk(with_role)
    return {
        new.source_id: label_at(person, new.at) or label_at(person)
        for new in news
        if (person := persons.get(new.author_id))
    }


def _note_replies(topic: Topic, replies: list[Reply], remarks: set[str]) -> None:
    """Counts and clocks of a topic, as `post_reply` keeps them, but for remarks: a comment answers nothing."""
    changes: dict[str, Any] = {
        "reply_count": F("reply_count") + len(replies),
        "active_at": max([topic.active_at, *(reply.created_at for reply in replies)]),
    }
    others = [
        reply for reply in replies if reply.author_id != topic.author_id and reply.source_id not in remarks
    ]
    for name, moments in (
        ("answered_at", [reply.created_at for reply in others]),
        ("first_staff_reply_at", [reply.created_at for reply in others if reply.written_as == "staff"]),
    ):
        before = getattr(topic, name)
        if moments and (before is None or min(moments) < before):
            changes[name] = min(moments)
    Topic.objects.filter(pk=topic.pk).update(**changes)
