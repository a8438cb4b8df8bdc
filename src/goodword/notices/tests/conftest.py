"""What the tests of this room share: a clock that stands at noon, and mails made of what somebody was told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from goodword.core import clock
from goodword.core.gate import Ref
from goodword.notices import texts
from goodword.notices.channels import Line, Parcel
from goodword.notices.models import Notice, Outgoing
from goodword.people.models import Person
from goodword.people.queries import viewer_of

NOON = "2026-11-25T12:00:00Z"  # a Wednesday


@pytest.fixture
def now() -> Iterator[Any]:
    """A clock that stands still at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def parcel(db: None) -> Callable[..., Parcel]:
    """A function (person, *texts, form=…) that makes a parcel of lines with these words."""

    def make(
        person: Person,
        *words: texts.Text,
        form: str = "instant",
        kind: str = "answer",
        thread: str = "topic:7",
    ) -> Parcel:
        outgoing = Outgoing.objects.create(
            person=person, channel="email", form=form, made_at=clock.now(), next_try_at=clock.now(),
            message_id=f"<{Outgoing.objects.count()}@testserver>",
        )  # fmt: skip
        about = Ref("person", person.pk)
        lines = []
        for number, text in enumerate(words):
            notice = Notice.objects.create(
                person=person, kind=kind, about_kind=about.kind, about_id=about.id, cause=f"{kind}:{outgoing.pk}:{number}",
                thread=thread, visible_from=clock.now(),
            )  # fmt: skip
            lines.append(Line(notice, text))
        return Parcel(outgoing, person, viewer_of(person), tuple(lines))

    return make
