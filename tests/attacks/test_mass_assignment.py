"""What a form does not ask for cannot be sent with it: labels, counts, states and owners are the server's (law 6, R11)."""

import pytest

from goodword.catalog.actions.products import add_product
from goodword.catalog.models import Product, Rating
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.models import Reply, Topic
from goodword.people.models import Person
from goodword.people.queries import label_at

SMUGGLED = {
    "written_as": "staff", "label": "staff", "state": "withheld", "kind": "story", "official": "1", "rank": "9", "source": "elsewhere",
    "helpful_count": "999", "likes": "999", "same_here_count": "999", "vote_count": "999", "accepted_count": "9", "counted": "1",
    "solved_at": "2020-01-01", "created_at": "2001-01-01", "author": "1", "author_id": "1", "verification": "order",
    "role": "owner", "is_staff": "1", "handle": "tom", "email_confirmed_at": "2020-01-01", "rating_count": "99",
}  # fmt: skip


def test_a_question_takes_its_words_and_nothing_else(cast, visit):
    fields = {**SMUGGLED, "title": "Is there a lamp?", "body": "By the door.", "audience": "everyone"}
    assert visit(cast.hannah).submit("/ask", fields).status_code in (302, 303)
    topic = Topic.objects.get(title="Is there a lamp?")
    assert (topic.kind, topic.state, topic.written_as, topic.author_id) == (
        "question",
        "published",
        "",
        cast.hannah.pk,
    )
    assert (topic.helpful_count, topic.same_here_count, topic.vote_count, topic.accepted_count) == (
        0,
        0,
        0,
        0,
    )
    assert topic.solved_at is None
    assert topic.created_at.year > 2020
    assert topic.source == ""


def test_a_reply_takes_its_words_and_nothing_else(cast, visit):
    topic = open_topic("question", by=cast.hannah, title="Is there a lamp?")
    path, fields = f"/topics/{topic.pk}/replies", {**SMUGGLED, "body": "Two."}
    assert (
        visit(cast.samuel).submit(path, fields).status_code == 403
    )  # the official answer is asked for, and is not theirs
    assert not Reply.objects.exists()
    fields.pop("official")
    assert visit(cast.samuel).submit(path, fields).status_code in (302, 303)
    reply = Reply.objects.get()
    assert (reply.written_as, reply.official, reply.rank, reply.helpful_count) == ("", False, 0, 0)
    assert reply.author_id == cast.samuel.pk


def test_a_review_cannot_verify_or_count_itself(cast, visit):
    book = add_product(by=None, title="Lamps")
    fields = {
        **SMUGGLED,
        "stars": "5",
        "title": "Bright",
        "body": "It shone.",
        "has_connection": "yes",
        "connection": "My aunt's",
    }
    assert visit(cast.samuel).submit(f"/products/{book.pk}/review", fields).status_code in (302, 303)
    assert Topic.objects.get(kind="review").review.verification == "none"
    assert not Rating.objects.get().counted
    assert Product.objects.get(pk=book.pk).rating_count == 0


def test_a_profile_gives_no_roles_and_no_other_handle(cast, visit):
    before = cast.hannah.handle
    visit(cast.hannah).submit("/you", {**SMUGGLED, "name": "Hannah"})
    person = Person.objects.get(pk=cast.hannah.pk)
    assert person.handle == before
    assert label_at(person) == ""


@pytest.mark.parametrize("path", ["replies", "edit"])
def test_a_reply_of_another_question_is_no_parent(cast, visit, path):
    here = open_topic("question", by=cast.hannah, title="Here")
    there = post_reply(open_topic("question", by=cast.noor, title="There"), by=cast.ines, body="Yes.")
    fields = {"body": "Where?", "parent": str(there.pk), "quoted": str(there.pk), "title": "Here"}
    visit(cast.samuel).submit(f"/topics/{here.pk}/{path}", fields)
    assert not Reply.objects.filter(topic=here, parent=there).exists()
    assert not Reply.objects.filter(topic=here, quoted=there).exists()
