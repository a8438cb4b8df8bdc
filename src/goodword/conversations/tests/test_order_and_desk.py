"""Order and the desk: duplicates, closed conversations, tags, spaces, and what the staff looks after (CV-12)."""

from goodword.conversations.actions.duplicates import archive_topic, mark_duplicate
from goodword.conversations.actions.spaces import make_space
from goodword.conversations.actions.tags import add_synonym, merge_tags, tag_named, tag_topic
from goodword.conversations.actions.topics import open_topic
from goodword.core.gate import Ref
from goodword.people.actions.follows import follow
from goodword.people.models import Follow


def text(response):
    return response.content.decode()


def test_a_duplicate_leads_to_the_original_and_can_still_be_read(question, cast, visit):
    other = open_topic("question", by=cast.noor, title="Is there wrapping?")
    assert (
        visit(cast.gwen)
        .submit(f"/topics/{other.pk}/duplicate", {"original": question.get_absolute_url()})
        .status_code
        == 303
    )
    response = visit().get(other.get_absolute_url())
    assert (
        response.status_code == 301
        and response["Location"] == f"{question.get_absolute_url()}?from={other.pk}"
    )
    assert visit().get(f"{other.get_absolute_url()}?here=1").status_code == 200
    assert other.title not in text(visit().get("/questions"))
    assert (
        visit(cast.outsider).submit(f"/topics/{question.pk}/duplicate", {"original": "1"}).status_code == 403
    )
    assert (
        visit(cast.gwen).submit(f"/topics/{question.pk}/duplicate", {"original": str(other.pk)}).status_code
        == 422
    )


def test_chains_of_duplicates_end_at_the_original(question, cast):
    first = open_topic("question", by=cast.noor, title="One?")
    second = open_topic("question", by=cast.noor, title="Two?")
    mark_duplicate(second, by=cast.maya, original=first)
    mark_duplicate(first, by=cast.maya, original=question)
    second.refresh_from_db()
    assert second.duplicate_of == question


def test_a_closed_conversation_takes_no_replies(question, cast, visit):
    archive_topic(question, by=cast.maya)
    html = text(visit(cast.noor).get(question.get_absolute_url()))
    assert "<textarea" not in html
    assert visit(cast.noor).submit(f"/topics/{question.pk}/replies", {"body": "Late."}).status_code == 403


def test_tags_take_their_followers_and_other_spellings_lead_to_them(question, cast, visit):
    wrap, wrapping = tag_named("wrap"), tag_named("wrapping")
    tag_topic(question, [wrap])
    follow(Ref("tag", wrap.pk), by=cast.noor)
    add_synonym(wrapping, "gift wrap", by=cast.tom)
    merge_tags(wrap, into=wrapping, by=cast.tom)
    wrapping.refresh_from_db()
    assert list(question.tags.all()) == [wrapping] and wrapping.topic_count == 1
    assert Follow.objects.get().object_id == wrapping.pk
    for address in ("/tags/wrap", "/tags/gift-wrap"):
        assert visit().get(address)["Location"] == "/tags/wrapping"
    assert tag_named("Gift wrap") == wrapping and tag_named("wrap") == wrapping


def test_a_staff_space_is_for_staff(cast, visit):
    space = make_space("Back room", by=cast.tom, staff_only=True)
    topic = open_topic("question", by=cast.ines, title="Who has the key?", space=space)
    for who in (None, cast.outsider):
        assert visit(who).get(space.get_absolute_url()).status_code == 404
        assert visit(who).get(topic.get_absolute_url()).status_code == 404
    assert visit(cast.maya).get(topic.get_absolute_url()).status_code == 200


def test_the_desk_shows_who_waits_longest_and_nobody_else_sees_it(
    question, private, cast, visit, django_assert_max_num_queries
):
    later = open_topic("question", by=cast.pete, title="A later one?")
    client = visit(cast.tom)
    client.get("/desk")
    with django_assert_max_num_queries(24):
        html = text(client.get("/desk"))
    assert html.index(question.title) < html.index(later.title)
    for who in (None, cast.outsider, cast.gwen):
        assert visit(who).get("/desk").status_code == 404
    posted = client.submit(f"/topics/{question.pk}/replies", {"body": "We do.", "desk": "1"})
    assert (
        posted["Location"] == "/desk"
        and question.title not in text(client.get("/desk")).split("desk-case")[0]
    )
    assert (
        visit(cast.maya).get("/desk/spaces").status_code == 404
        and client.get("/desk/spaces").status_code == 200
    )


def test_the_desk_looks_after_spaces_and_tags(cast, visit, question):
    client = visit(cast.sian)
    assert client.submit("/desk/spaces", {"name": "The quay", "position": 3}).status_code == 303
    assert client.submit("/desk/spaces", {"name": "The quay", "position": 3}).status_code == 422
    assert client.submit("/desk/spaces", {"name": "The mole", "position": -3}).status_code == 422
    tag, heir = tag_named("boat"), tag_named("boats")
    tag_topic(question, [tag])
    assert client.submit(f"/desk/tags/{tag.pk}", {"deed": "merge", "into": "Boats"}).status_code == 303
    assert list(question.tags.all()) == [heir]
    assert client.submit(f"/desk/tags/{heir.pk}", {"deed": "merge", "into": "nothing"}).status_code == 422
