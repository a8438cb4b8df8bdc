"""Decisions about texts: by whom, under which rule, told to whom, undone how (law 3, MO)."""

from datetime import timedelta

import pytest

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.topics import open_topic
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.moderation.actions import decide_to_restore, decide_to_withhold
from goodword.moderation.rules import BY_ID, RULES, VERSION
from goodword.notices.queries import notices_of
from goodword.people.queries import viewer_of


@pytest.fixture
def question(cast):
    return open_topic("question", by=cast.hannah, title="Is it good?", body="His telephone is 12345.")


def path_of(post, kind="topic"):
    return f"/desk/withhold/{kind}/{post.pk}"


def test_rules_have_ids_numbers_and_words():
    assert [rule.number for rule in RULES] == list(range(1, len(RULES) + 1))
    assert set(BY_ID) == {"people-not-ideas", "private-data", "fraud", "off-topic", "spam", "unlawful"}
    assert all(str(rule.words) and str(rule.stays) for rule in RULES)


def test_a_moderator_reads_judges_and_takes_back(question, cast, visit):
    desk = visit(cast.ruth)
    assert "12345" in desk.get(path_of(question)).content.decode()
    sent = desk.submit(path_of(question), {"rule": "private-data", "reason": "A private number."})
    assert sent.status_code in (302, 303)
    question.refresh_from_db()
    assert (question.state, question.withholding.rule, question.withholding.rule_version) == (
        "withheld",
        "private-data",
        VERSION,
    )
    page = desk.get(path_of(question)).content.decode()
    assert "A private number." in page and "on record as entry" in page
    assert desk.submit(path_of(question), {"reason": "It was the shop's."}).status_code in (302, 303)
    question.refresh_from_db()
    assert question.state == "published"


@pytest.mark.parametrize("who", ["outsider", "ines", "maya", "sian", "gwen", "hannah"])
def test_nobody_else_comes_near(question, cast, visit, who):
    client = visit(getattr(cast, who))
    assert client.get(path_of(question)).status_code == 404
    assert client.submit(path_of(question), {"rule": "spam", "reason": "x"}).status_code == 404
    with pytest.raises(NotAllowed):
        decide_to_withhold(question, by=getattr(cast, who), rule="spam", reason="x")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"rule": "spam"},
        {"reason": "x"},
        {"rule": "tone", "reason": "x"},
        {"rule": "spam", "reason": " "},
        {"rule": "spam", "reason": "x" * 2001},
    ],
)
def test_rule_and_reason_are_both_needed(question, cast, visit, fields):
    assert visit(cast.ruth).submit(path_of(question), fields).status_code == 422
    question.refresh_from_db()
    assert question.state == "published"


def test_nobody_judges_their_own(cast, visit):
    own = open_topic("question", by=cast.ruth, title="Mine")
    assert "somebody else decides" in visit(cast.ruth).get(path_of(own)).content.decode()
    assert visit(cast.ruth).submit(path_of(own), {"rule": "spam", "reason": "x"}).status_code == 403


def test_the_writer_is_told_rule_and_reason(question, cast, monkeypatch):
    decide_to_withhold(question, by=cast.ruth, rule="private-data", reason="A private number.")
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    told = [text.sentence for _notice, text in notices_of(viewer_of(cast.hannah))]
    assert any(
        "leave private things private" in sentence and "A private number." in sentence for sentence in told
    )


def test_replies_are_judged_by_the_same_way(question, cast, visit):
    reply = post_reply(question, by=cast.samuel, body="You crook.")
    sent = visit(cast.ruth).submit(
        path_of(reply, "reply"), {"rule": "people-not-ideas", "reason": "An insult."}
    )
    assert sent.status_code in (302, 303)
    reply.refresh_from_db()
    assert reply.state == "withheld"
    assert "You crook" not in visit(None).get(question.get_absolute_url()).content.decode()


def test_twice_is_once(question, cast):
    decide_to_withhold(question, by=cast.ruth, rule="spam", reason="x")
    with pytest.raises(Conflict):
        decide_to_withhold(question, by=cast.tom, rule="spam", reason="x")
    decide_to_restore(question, by=cast.tom, reason="No.")
    with pytest.raises(Invalid):
        decide_to_withhold(question, by=cast.ruth, rule="too-negative", reason="x")


def test_unknown_things_cannot_be_judged(cast, visit):
    for path in ("/desk/withhold/topic/999", "/desk/withhold/person/1", f"/desk/withhold/topic/{2**63}"):
        assert visit(cast.ruth).get(path).status_code == 404


def test_moderators_find_the_way_from_the_review(cast, visit):
    topic = submit_review(
        add_product(by=None, title="Emma"), by=cast.hannah, stars=1, body="Dull.", has_connection=False
    )
    assert path_of(topic) in visit(cast.ruth).get(topic.get_absolute_url()).content.decode()
    for who in (None, cast.hannah, cast.ines):
        assert path_of(topic) not in visit(who).get(topic.get_absolute_url()).content.decode()
