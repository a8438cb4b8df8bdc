"""Undoing a send: for thirty seconds nobody is told, and what is taken back loses no word (CV-10)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.models import Draft, Reply, ReviewDetail, Topic
from goodword.core import clock
from goodword.core.gate import Ref
from goodword.notices.models import Notice
from goodword.notices.queries import notices_of, unread_count
from goodword.people.actions.follows import follow
from goodword.people.queries import viewer_of

TOAST = 'class="toast"'


def text(response):
    return response.content.decode()


def later(seconds):
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


@pytest.fixture
def product(db):
    return add_product(by=None, title="The Summer Book", maker="Tove Jansson")


def test_only_the_writer_is_offered_it_and_only_for_thirty_seconds(question, cast, visit):
    address, undo = question.get_absolute_url(), f"/topics/{question.pk}/undo"
    page = text(visit(cast.hannah).get(address))
    region = page.split("data-toasts>")[1]
    assert 'role="status" aria-live="polite"' in page and "It is public." in region and undo in region
    for who in (None, cast.outsider, cast.tom):
        assert undo not in text(visit(who).get(address))
    with later(31):
        assert TOAST not in text(visit(cast.hannah).get(address))


def test_what_the_staff_alone_reads_is_not_called_public(private, cast, visit):
    region = text(visit(cast.noor).get(private[0].get_absolute_url())).split("data-toasts>")[1]
    assert "The staff can read it." in region and "It is public" not in region


def test_it_costs_no_query(question, answer, cast, visit):
    address, client = question.get_absolute_url(), visit(cast.samuel)
    client.get(address)
    with CaptureQueriesContext(connection) as fresh:
        assert TOAST in text(client.get(address))
    with later(60), CaptureQueriesContext(connection) as old:
        assert TOAST not in text(client.get(address))
    asked = [[query["sql"] for query in one if "core_setting" not in query["sql"]] for one in (fresh, old)]
    assert len(asked[0]) == len(asked[1])


def test_a_question_comes_back_into_its_form_whole(cast, visit, product):
    client = visit(cast.noor)
    sent = {
        "title": "Are you open on Sunday?",
        "body": "With my dad.",
        "tags": "hours, Sunday",
        "about": str(product.pk),
    }
    client.submit("/ask", {**sent, "audience": "staff"})
    topic = Topic.objects.get()
    undone = client.submit(f"/topics/{topic.pk}/undo", {"once": "k"})
    assert undone.status_code == 303 and undone["Location"] == "/ask"
    again = client.submit(f"/topics/{topic.pk}/undo", {"once": "k"})
    assert again.status_code == 303 and again["Location"] == "/ask", "a second press leads there too"
    topic.refresh_from_db()
    assert topic.state == "withdrawn" and topic.withdrawal.by == cast.noor
    form = client.get("/ask").context["form"]
    assert form["title"].value() == sent["title"] and form["body"].value() == sent["body"]
    assert form["tags"].value() == sent["tags"] and form["audience"].value() == "staff"
    page = text(client.get("/ask"))
    assert "Your draft is here again." in page
    assert re.search(f'<input type="checkbox" name="about" value="{product.pk}"[^>]* checked', page)
    assert client.submit("/ask", sent).status_code == 303
    assert not Draft.objects.exists() and Topic.objects.filter(state="published").count() == 1


@pytest.mark.parametrize(("kind", "form"), [("idea", "/ideas/new"), ("story", "/stories/new")])
def test_ideas_and_stories_come_back_too(cast, visit, kind, form):
    topic = open_topic(
        kind, by=cast.noor, title="A bell", body="On the stairs.", reuse_consent=kind == "story"
    )
    client = visit(cast.noor)
    assert client.submit(f"/topics/{topic.pk}/undo")["Location"] == form
    page = client.get(form)
    assert page.context["form"]["body"].value() == "On the stairs." and "Your draft is here again." in text(
        page
    )
    assert kind != "story" or page.context["form"]["reuse"].value() == "on"


def test_a_reply_comes_back_with_what_was_begun_since(question, cast, visit):
    client = visit(cast.samuel)
    client.submit(f"/topics/{question.pk}/replies", {"body": "In brown paper."})
    reply = Reply.objects.get()
    assert f"/replies/{reply.pk}/undo" in text(client.get(question.get_absolute_url()))
    client.submit(f"/drafts/topic-{question.pk}", {"body": "And with string."})
    undone = client.submit(f"/replies/{reply.pk}/undo")
    assert undone["Location"] == f"{question.get_absolute_url()}#write"
    page = client.get(question.get_absolute_url())
    assert page.context["form"]["body"].value() == "In brown paper.\n\nAnd with string."
    question.refresh_from_db()
    assert question.reply_count == 0 and "In brown paper" not in text(
        visit().get(question.get_absolute_url())
    )


def test_a_short_reply_comes_back_under_the_reply_it_answers(question, answer, cast, visit):
    client = visit(cast.noor)
    client.submit(f"/topics/{question.pk}/replies", {"body": "Thank you.", "parent": answer.pk})
    remark = Reply.objects.get(parent=answer)
    where = client.submit(f"/replies/{remark.pk}/undo")["Location"]
    assert where == f"/replies/{answer.pk}/remarks#write"
    assert client.get(where).context["form"]["body"].value() == "Thank you."
    assert f"/replies/{answer.pk}/remarks" in text(client.get("/drafts"))
    client.submit(f"/topics/{question.pk}/replies", {"body": "Thank you!", "parent": answer.pk})
    assert not Draft.objects.exists()


def test_a_review_comes_back_and_can_be_sent_again(cast, visit, product):
    client, address = visit(cast.hannah), f"/products/{product.pk}/review"
    sent = {
        "stars": "2",
        "body": "It is about an island.",
        "pros": "short",
        "has_connection": "no",
        "title": "",
    }
    page = client.submit(address, sent)["Location"]
    topic = Topic.objects.get()
    assert f"/topics/{topic.pk}/undo" in text(client.get(page))
    assert client.submit(f"/topics/{topic.pk}/undo")["Location"] == address
    form = client.get(address).context["form"]
    assert {name: form[name].value() or "" for name in sent} == sent and form[
        "friends_may_see"
    ].value() is False
    product.refresh_from_db()
    assert not ReviewDetail.objects.filter(current=True).exists() and product.rating_count == 0
    assert client.submit(address, {**sent, "stars": "3"}).status_code == 303 and not Draft.objects.exists()


def test_a_reply_to_a_review_comes_back(cast, visit, product):
    review = submit_review(product, by=cast.hannah, stars=2, body="Thin.", has_connection=False)
    client = visit(cast.samuel)
    client.submit(f"/reviews/{review.pk}/replies", {"body": "I found it deep."})
    reply = Reply.objects.get()
    assert f"/replies/{reply.pk}/undo" in text(client.get(review.get_absolute_url()))
    assert f"/replies/{reply.pk}/undo" not in text(visit(cast.noor).get(review.get_absolute_url()))
    assert client.submit(f"/replies/{reply.pk}/undo")["Location"] == f"{review.get_absolute_url()}#write"
    assert client.get(review.get_absolute_url()).context["form"]["body"].value() == "I found it deep."


def test_nobody_ever_hears_of_what_was_taken_back(question, cast, visit):
    follow(Ref("topic", question.pk), by=cast.noor)
    reply = post_reply(question, by=cast.samuel, body="They do, @pete.")
    told = set(Notice.objects.values_list("person_id", flat=True))
    assert {cast.hannah.pk, cast.noor.pk} <= told
    visit(cast.samuel).submit(f"/replies/{reply.pk}/undo")
    with later(3600):
        for who in (cast.hannah, cast.noor, cast.pete):
            assert notices_of(viewer_of(who)) == [] and unread_count(viewer_of(who)) == 0


def test_late_one_is_asked_first(question, answer, cast, visit):
    with later(31):
        assert (
            visit(cast.hannah).submit(f"/topics/{question.pk}/undo")["Location"]
            == f"/topics/{question.pk}/withdrawal"
        )
        assert (
            visit(cast.samuel).submit(f"/replies/{answer.pk}/undo")["Location"]
            == f"/replies/{answer.pk}/edit"
        )
    for post in (question, answer):
        post.refresh_from_db()
        assert post.state == "published"


def test_nobody_else_undoes_it(question, answer, private, cast, visit):
    for who in (cast.outsider, cast.tom, cast.ruth):
        for address in (f"/topics/{question.pk}/undo", f"/replies/{answer.pk}/undo"):
            assert visit(who).submit(address).status_code == 403
    assert visit(cast.outsider).submit(f"/topics/{private[0].pk}/undo").status_code == 404
    assert visit(cast.outsider).submit(f"/replies/{private[1].pk}/undo").status_code == 404
    assert visit().submit(f"/topics/{question.pk}/undo").status_code in (401, 403)
    assert visit(cast.hannah).get(f"/topics/{question.pk}/undo").status_code == 405
    assert visit(cast.hannah).post(f"/topics/{question.pk}/undo").status_code == 403
    question.refresh_from_db()
    assert question.state == "published" and not Draft.objects.exists()


def test_the_desk_offers_it_where_one_stays(question, cast, visit):
    client = visit(cast.ines)
    posted = client.submit(f"/topics/{question.pk}/replies", {"body": "We do.", "desk": "1"})
    assert f"/replies/{Reply.objects.get().pk}/undo" in text(client.get(posted["Location"]))
    assert TOAST not in text(visit(cast.maya).get("/desk"))


@pytest.mark.parametrize("address", ["/ask", "/ideas/new", "/stories/new"])
def test_each_kind_has_an_outline_that_can_be_read_without_script(address, visit, db):
    page = text(visit().get(address))
    outline = page.split("data-outline=")[1].split("</details>")[0]
    assert outline.count("<dt>") == 3 and 'type="button" hidden' in outline
    assert page.split('data-outline="')[1].split('"')[0] in page.split("<textarea")[1]
