"""Law 2: attack ideas, not people. Harsh words about a thing stay; words about a person's character come back to their writer.

The words that make the difference are judged by a person: the house has no word list that would take "I hate this book"
for an attack. What the machine guards is what the judgement may do, and that its writer reads why.
"""

import json

import pytest

from goodword.conversations.actions.topics import edit_topic, open_topic
from goodword.core.errors import Invalid, NotAllowed
from goodword.core.models import Leaf
from goodword.core.viewer import ANONYMOUS
from goodword.moderation.actions import decide_to_restore, decide_to_withhold
from goodword.moderation.rules import RULES
from goodword.notices.models import Notice
from goodword.notices.queries import notices_of
from goodword.people.queries import viewer_of

pytestmark = pytest.mark.django_db
NOT_WHOLE_YET = (
    "Nobody is nudged before a personal attack is posted: a text is public the moment it is sent, and judged afterwards.",
    "The offending sentence is not marked, and no edit is offered: the writer reads the rule and the reason.",
)
PEOPLE = "people-not-ideas"
HARSH_WORDS_ABOUT_THINGS = (
    "I hate this book. I hate it, and the cover too.",
    "Worst shop on this coast; the parcel came wet and nobody cared.",
    "Dull, badly bound, dear. Keep your money.",
    "The new opening hours are stupid.",
)


@pytest.fixture
def attack(cast):
    body = "It is a thin book. Its writer is a crook's son."
    return open_topic("question", by=cast.hannah, title="Who reads this?", body=body)


@pytest.fixture
def past_the_pause(monkeypatch):
    """Notices wait half a minute, so that a writer may take a text back; here nobody waits."""
    from datetime import timedelta

    from goodword.notices.actions import telling

    monkeypatch.setattr(telling, "TAKE_BACK", timedelta())


def test_the_rule_is_published_with_what_stays(visit):
    rule = next(rule for rule in RULES if rule.id == PEOPLE)
    assert "I hate this book" in str(rule.stays)
    page = visit(None).get("/trust/rules").content.decode()
    assert str(rule.name) in page.lower()
    listed = visit(None).get("/trust/rules.json").json()
    assert PEOPLE in {rule["id"] for rule in listed["rules"]}


def test_a_text_is_withheld_under_a_published_rule_only(cast, attack):
    for rule in ("tone", "negative", "people", ""):
        with pytest.raises(Invalid) as refused:
            decide_to_withhold(attack, by=cast.ruth, rule=rule, reason="We do not like it.")
        assert refused.value.field == "rule"
    assert not {"tone", "stars", "negative", "brand"} & {rule.id for rule in RULES}


@pytest.mark.parametrize("words", HARSH_WORDS_ABOUT_THINGS)
def test_harsh_words_about_a_thing_are_public_at_once(cast, visit, words):
    topic = open_topic("question", by=cast.pete, title=words[:60], body=words)
    assert topic.state == "published"
    page = visit(None).get(topic.get_absolute_url())
    assert page.status_code == 200
    assert words.split(".")[0].split(";")[0] in page.content.decode()


def test_a_text_is_not_withheld_without_a_reason_its_writer_can_read(cast, attack):
    for reason in ("", "   ", "\n\t"):
        with pytest.raises(Invalid) as refused:
            decide_to_withhold(attack, by=cast.ruth, rule=PEOPLE, reason=reason)
        assert refused.value.field == "reason"
    attack.refresh_from_db()
    assert attack.state == "published"
    assert not Leaf.objects.exists()


def test_its_writer_is_told_the_rule_and_the_reason(cast, attack, past_the_pause):
    decide_to_withhold(
        attack,
        by=cast.ruth,
        rule=PEOPLE,
        reason="The last sentence is about a person's family.",
    )
    told = [text.sentence for _notice, text in notices_of(viewer_of(cast.hannah))]
    assert len(told) == 1
    assert str(next(rule.name for rule in RULES if rule.id == PEOPLE)) in told[0]
    assert "The last sentence is about a person's family." in told[0]
    assert not notices_of(viewer_of(cast.outsider))


def test_when_it_is_shown_again_only_that_is_true(cast, attack, past_the_pause):
    decide_to_withhold(attack, by=cast.ruth, rule=PEOPLE, reason="A family is no argument.")
    decide_to_restore(attack, by=cast.ruth, reason="It was a quotation from the book.")
    told = [text.sentence for _notice, text in notices_of(viewer_of(cast.hannah))]
    assert len(told) == 1
    assert "shown again" in told[0]
    assert Notice.objects.filter(person=cast.hannah).count() == 2


def test_the_public_line_names_the_rule_and_repeats_nothing_that_was_said(cast, attack):
    decide_to_withhold(
        attack,
        by=cast.ruth,
        rule=PEOPLE,
        reason="The last sentence is about a person's family.",
    )
    line = Leaf.objects.get().line
    assert json.loads(line)["rule"] == {"id": PEOPLE, "version": 1}
    for words in ("crook", "thin book", "family", "Hannah", "hannah@example.org"):
        assert words not in line


def test_in_its_place_stands_a_tombstone_without_the_words(cast, attack, visit):
    address = attack.get_absolute_url()
    decide_to_withhold(attack, by=cast.ruth, rule=PEOPLE, reason="A family is no argument.")
    for reader in (None, cast.outsider):
        page = visit(reader).get(address)
        assert page.status_code == 410
        assert "crook" not in page.content.decode()


@pytest.mark.parametrize("who", ["maya", "ines", "gwen", "outsider"])
def test_who_is_offended_does_not_decide(cast, attack, who):
    """Withholding is for moderators, and never for the one whom it was written by."""
    with pytest.raises(NotAllowed):
        decide_to_withhold(attack, by=getattr(cast, who), rule=PEOPLE, reason="I do not like it.")


def test_nobody_but_its_writer_changes_the_words(cast, attack):
    """The house may withhold or answer; it never mends a text to mean something else."""
    for who in ("ruth", "tom", "outsider"):
        with pytest.raises(NotAllowed):
            edit_topic(attack, by=getattr(cast, who), title="Who reads this?", body="It is a fine book.")
    edit_topic(attack, by=cast.hannah, title="Who reads this?", body="It is a thin book.")
    from goodword.conversations.queries.visible import visible_topics

    assert visible_topics(ANONYMOUS).get(pk=attack.pk).body == "It is a thin book."
