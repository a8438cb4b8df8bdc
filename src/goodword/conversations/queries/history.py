"""What a text said before, version by version, with what changed."""

import difflib
import re
from dataclasses import dataclass
from datetime import datetime

from goodword.conversations.models import Reply, Revision, Topic

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 4000  # words compared one by one; beyond that whole lines are


@dataclass(frozen=True)
class Version:
    """One edit: when, the digest of what stood before, and the parts [(same | ins | del, text)] from before to after."""

    at: datetime
    digest: str
    parts: list[tuple[str, str]]


def of_topic(topic: Topic) -> list[Version]:
    """The edits of a topic, newest first."""
    rows = list(Revision.objects.filter(topic=topic).order_by("-at", "-pk")[:100])
    return _versions(rows, f"{topic.title}\n\n{topic.body}")


def of_reply(reply: Reply) -> list[Version]:
    """The edits of a reply, newest first."""
    return _versions(list(Revision.objects.filter(reply=reply).order_by("-at", "-pk")[:100]), reply.body)


def _versions(rows: list[Revision], now: str) -> list[Version]:
    versions, after = [], now
    for row in rows:
        before = f"{row.title}\n\n{row.body}" if row.topic_id else row.body
        versions.append(Version(row.at, row.digest, changes(before, after)))
        after = before
    return versions


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """What changed between two texts, as parts of kind same, ins or del."""
    old, new = _pieces(before), _pieces(after)
    if len(old) + len(new) > LONGEST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=True)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            parts.append(("del", "".join(old[a:b])))
        if d > c:
            parts.append(("ins", "".join(new[c:d])))
    return parts


def _pieces(text: str) -> list[str]:
    return _WORDS.findall(text)
