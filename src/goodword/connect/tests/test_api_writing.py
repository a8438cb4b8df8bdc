"""The writing API: the verbs of the pages, for a person whose token it is."""

import pytest

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.spaces import make_space
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.actions.withhold import withhold
from goodword.conversations.models import Acceptance, Reply, Topic, Vote
from goodword.core.models import EventRecord
from goodword.people.models import Follow

pytestmark = pytest.mark.django_db
QUESTION = {"kind": "question", "title": "Do you wrap gifts?", "body": "In *brown* paper."}
REVIEW = {"stars": 2, "body": "It is dim.", "has_connection": False}


def done(answer, status=200):
    assert answer.status_code == status, answer.content[:600]
    if status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert not answer.cookies
    assert "Access-Control-Allow-Origin" not in answer.headers
    return answer.json() if answer.content else None


def test_a_question_is_asked_changed_and_taken_back(cast, program, visit):
    hannah = program(cast.hannah)
    space = make_space("The reading room", by=cast.tom)
    product = add_product(by=cast.tom, title="The Lamp")
    sent = {**QUESTION, "tags": ["gift wrap", "paper"], "space": space.slug, "about": [product.pk]}
    answer = hannah.ask("POST", "/topics", sent)
    told = done(answer, 201)
    topic = Topic.objects.get()
    assert answer.headers["Location"].endswith(f"/api/v1/topics/{topic.pk}")
    assert (topic.author, topic.title, topic.space, topic.written_as) == (
        cast.hannah,
        QUESTION["title"],
        space,
        "",
    )
    assert [tag["name"] for tag in told["tags"]] == ["gift wrap", "paper"]
    assert list(topic.about.all()) == [product]
    assert "<em>brown</em>" in told["body_html"]
    assert EventRecord.objects.filter(name="conversations.TopicOpened").count() == 1
    assert QUESTION["title"] in visit(None).get(topic.get_absolute_url()).content.decode()
    changed = done(hannah.ask("PATCH", f"/topics/{topic.pk}", {"body": "Or in blue."}))
    assert (changed["title"], changed["body"]) == (QUESTION["title"], "Or in blue.")
    assert changed["edited_at"] and len(changed["tags"]) == 2
    done(hannah.ask("DELETE", f"/topics/{topic.pk}"), 204)
    assert done(hannah.ask("GET", f"/topics/{topic.pk}"), 410)["state"] == "withdrawn"
    assert done(hannah.ask("PATCH", f"/topics/{topic.pk}", {"body": "Late."}), 410)["by"] == "the writer"


def test_only_the_writer_changes_and_takes_back(cast, program):
    topic = open_topic("question", by=cast.hannah, title="Do you wrap gifts?")
    reply = post_reply(topic, by=cast.maya, body="We do.")
    product = add_product(by=cast.tom, title="The Lamp")
    review = submit_review(product, by=cast.hannah, **REVIEW)
    for person in (cast.outsider, cast.tom):
        other = program(person)
        done(other.ask("PATCH", f"/topics/{topic.pk}", {"title": "Mine now"}), 403)
        done(other.ask("DELETE", f"/topics/{topic.pk}"), 403)
        done(other.ask("PATCH", f"/replies/{reply.pk}", {"body": "Mine now"}), 403)
        done(other.ask("DELETE", f"/replies/{reply.pk}"), 403)
        done(other.ask("PATCH", f"/reviews/{review.pk}", {"body": "It is splendid.", "stars": 5}), 403)
        done(other.ask("DELETE", f"/reviews/{review.pk}"), 403)
    topic.refresh_from_db(), review.refresh_from_db()
    assert (topic.title, review.body, review.state) == ("Do you wrap gifts?", "It is dim.", "published")


def test_a_question_for_the_staff_is_seen_by_its_writer_and_the_staff(cast, program):
    hannah = program(cast.hannah)
    told = done(hannah.ask("POST", "/topics", {**QUESTION, "audience": "staff"}), 201)
    path = f"/topics/{told['id']}"
    done(hannah.ask("GET", path))
    done(program(cast.maya).ask("GET", path))
    done(program(cast.maya, "read", "replies:write").ask("GET", path), 404)
    done(program(cast.outsider).ask("GET", path), 404)
    for method, below, body in (
        ("POST", "/replies", {"body": "x"}), ("PUT", "/vote", {}), ("PUT", "/same-here", None), ("DELETE", "", None),
        ("PATCH", "", {"body": "x"}),
    ):  # fmt: skip
        done(program(cast.outsider).ask(method, path + below, body), 404)
    done(program(cast.outsider).ask("PUT", f"/follows/topic/{told['id']}"), 404)
    refused = done(
        hannah.ask("POST", "/topics", {"kind": "idea", "title": "A bench", "audience": "staff"}), 422
    )
    assert refused["errors"][0]["field"] == "audience"


def test_replies_and_remarks(cast, program):
    topic = open_topic("question", by=cast.hannah, title="Do you wrap gifts?")
    other = open_topic("question", by=cast.hannah, title="When does the van leave?")
    maya, hannah = program(cast.maya), program(cast.hannah)
    answer = maya.ask("POST", f"/topics/{topic.pk}/replies", {"body": "We do."})
    told = done(answer, 201)
    assert (told["label"], told["topic_id"], told["parent_id"]) == ("staff", topic.pk, None)
    assert answer.headers["Location"].endswith(f"/api/v1/replies/{told['id']}")
    remark = done(
        hannah.ask("POST", f"/topics/{topic.pk}/replies", {"body": "Thank you", "parent_id": told["id"]}), 201
    )
    assert remark["parent_id"] == told["id"]
    done(hannah.ask("POST", f"/topics/{other.pk}/replies", {"body": "x", "parent_id": told["id"]}), 404)
    done(hannah.ask("POST", "/topics/999999/replies", {"body": "x"}), 404)
    assert done(hannah.ask("PATCH", f"/replies/{remark['id']}", {"body": "Thanks"}))["body"] == "Thanks"
    done(hannah.ask("DELETE", f"/replies/{remark['id']}"), 204)
    topic.refresh_from_db()
    assert topic.reply_count == 1


def test_the_official_answer_takes_a_token_for_it(cast, program):
    idea = open_topic("idea", by=cast.hannah, title="A bench")
    path, sent = f"/topics/{idea.pk}/replies", {"body": "We build it.", "official": True}
    narrow = program(cast.maya, "read", "replies:write").ask("POST", path, sent)
    done(narrow, 403)
    assert 'scope="staff:answer"' in narrow.headers["WWW-Authenticate"]
    done(program(cast.hannah).ask("POST", path, sent), 403)
    assert done(program(cast.maya).ask("POST", path, sent), 201)["official"] is True
    done(program(cast.ines).ask("POST", path, sent), 409)


def test_accepting_an_answer(cast, program):
    topic = open_topic("question", by=cast.hannah, title="Do you wrap gifts?")
    reply = post_reply(topic, by=cast.noor, body="They do.")
    path = f"/replies/{reply.pk}/acceptance"
    done(program(cast.outsider).ask("PUT", path, {"note": "so"}), 403)
    done(program(cast.maya, "answers:write").ask("PUT", path, {"note": "so"}), 403)
    assert done(program(cast.maya).ask("PUT", path, {}), 422)["errors"][0]["field"] == "note"
    hannah = program(cast.hannah)
    assert done(hannah.ask("PUT", path, {}))["by_asker"] is True
    done(hannah.ask("PUT", path, {}), 409)
    assert done(hannah.ask("GET", f"/topics/{topic.pk}"))["answered"] is True
    done(hannah.ask("DELETE", path), 204)
    assert not Acceptance.objects.exists()
    assert done(program(cast.gwen).ask("PUT", path, {"note": "Tried it."}))["by_asker"] is False
    assert Acceptance.objects.get().by_label == "champion"


def test_reviews(cast, program):
    product = add_product(by=cast.tom, title="The Lamp")
    noor = program(cast.noor)
    path = f"/products/{product.pk}/reviews"
    sent = {**REVIEW, "cons": "dim", "sub_ratings": {}}
    answer = noor.ask("POST", path, sent)
    told = done(answer, 201)
    assert (told["stars"], told["counted"], told["product"]["id"]) == (2, True, product.pk)
    assert answer.headers["Location"].endswith(f"/api/v1/reviews/{told['id']}")
    done(noor.ask("POST", path, sent), 409)
    for field, value in (
        ("stars", 0), ("stars", 11), ("stars", -1), ("stars", 2**63), ("stars", "5 "), ("stars", 2.5), ("likes", 999),
        ("helpful_count", 9), ("has_connection", None), ("sub_ratings", {"smell": 5}), ("verification", "order"),
    ):  # fmt: skip
        refused = done(program(cast.hannah).ask("POST", path, {**sent, field: value}), 422)
        assert field in refused["errors"][0]["field"] or field in refused["detail"], refused
    added = done(noor.ask("PATCH", f"/reviews/{told['id']}", {"body": "Better now.", "stars": 4}))
    assert (added["stars"], added["body"], len(added["updates"])) == (4, "It is dim.", 1)
    done(noor.ask("DELETE", f"/topics/{told['id']}"), 409)
    done(noor.ask("PATCH", f"/topics/{told['id']}", {"body": "x"}), 409)
    done(noor.ask("DELETE", f"/reviews/{told['id']}"), 204)
    sums = done(noor.ask("GET", path))
    assert (sums["received"], sums["published"], sums["withdrawn"]) == (1, 0, 1)
    done(noor.ask("POST", "/products/999999/reviews", sent), 404)


def test_votes_count_once(cast, program):
    idea = open_topic("idea", by=cast.hannah, title="A bench")
    reply = post_reply(idea, by=cast.noor, body="Yes.")
    gwen = program(cast.gwen)
    told = done(gwen.ask("PUT", f"/topics/{idea.pk}/vote", {"because": "for the sun"}))
    assert (told["value"], told["because"]) == (1, "for the sun")
    done(gwen.ask("PUT", f"/topics/{idea.pk}/vote", {"value": 1}))
    assert done(gwen.ask("GET", f"/topics/{idea.pk}"))["vote_count"] == 1
    done(gwen.ask("PUT", f"/topics/{idea.pk}/vote", {"value": -1}), 422)
    for value in (0, 2, 1.5, "1e309", None):
        done(gwen.ask("PUT", f"/replies/{reply.pk}/vote", {"value": value}), 422)
    done(gwen.ask("PUT", f"/replies/{reply.pk}/vote", {"value": -1}))
    assert Vote.objects.get(reply=reply).value == -1
    done(program(cast.hannah).ask("PUT", f"/topics/{idea.pk}/vote", {}), 403)
    done(gwen.ask("DELETE", f"/topics/{idea.pk}/vote"), 204)
    done(gwen.ask("DELETE", f"/topics/{idea.pk}/vote"), 204)
    assert done(gwen.ask("GET", f"/topics/{idea.pk}"))["vote_count"] == 0


def test_same_here(cast, program):
    topic = open_topic("question", by=cast.hannah, title="Do you wrap gifts?")
    gwen, path = program(cast.gwen), f"/topics/{topic.pk}/same-here"
    first = done(gwen.ask("PUT", path))
    assert done(gwen.ask("PUT", path)) == first
    done(program(cast.hannah).ask("PUT", path), 403)
    topic.refresh_from_db()
    assert topic.same_here_count == 1
    done(gwen.ask("DELETE", path), 204)
    assert not Follow.objects.filter(person=cast.gwen).exists()


def test_following(cast, program):
    product = add_product(by=cast.tom, title="The Lamp")
    topic = open_topic("question", by=cast.maya, title="Q", tags=[])
    space, back = (
        make_space("The reading room", by=cast.tom),
        make_space("The back", by=cast.tom, staff_only=True),
    )
    gwen = program(cast.gwen)
    wanted = [
        ("person", "maya"),
        ("product", str(product.pk)),
        ("topic", str(topic.pk)),
        ("space", space.slug),
    ]
    for kind, key in wanted:
        assert done(gwen.ask("PUT", f"/follows/{kind}/{key}"))["key"] == key
    first = done(gwen.ask("PUT", "/follows/person/maya"))["since"]
    assert done(gwen.ask("PUT", "/follows/person/maya"))["since"] == first
    assert [(one["kind"], one["key"]) for one in done(gwen.ask("GET", "/follows"))["items"]] == wanted[::-1]
    for missing in (
        "person/nobody",
        "product/0",
        "product/x",
        f"space/{back.slug}",
        "topic/99999",
        "tag/none",
        "product/²",
    ):
        done(gwen.ask("PUT", f"/follows/{missing}"), 404)
    done(gwen.ask("PUT", "/follows/planet/mars"), 422)
    done(gwen.ask("PUT", "/follows/person/gwen"), 422)
    withhold(topic, by=cast.ruth, rule="spam", rule_version=1, reason="A test.")
    assert len(done(gwen.ask("GET", "/follows"))["items"]) == 3
    done(gwen.ask("DELETE", "/follows/person/maya"), 204)
    assert not Follow.objects.filter(person=cast.gwen, kind="person").exists()


def test_me_and_all_of_ones_own(cast, program, visit):
    open_topic("question", by=cast.hannah, title="My order", audience="staff")
    open_topic("question", by=cast.noor, title="Another's")
    hannah = program(cast.hannah, "read")
    told = done(hannah.ask("GET", "/me"))
    assert (told["handle"], told["label"], told["token"]["scopes"]) == ("hannah", "", ["read"])
    own = done(hannah.ask("GET", "/topics?author=hannah"))["items"]
    assert [topic["title"] for topic in own] == ["My order"]
    assert done(program(cast.outsider).ask("GET", "/topics?author=hannah"))["items"] == []
    done(hannah.ask("GET", "/topics?author=nobody"), 422)
    done(visit(None).get("/api/v1/me"), 401)
    done(visit(None).get("/api/v1/follows"), 401)


def test_the_writer_of_a_text_without_a_name_cannot_be_asked_for(cast, program):
    open_topic("question", by=cast.noor, title="Q")
    cast.noor.state, cast.noor.email, cast.noor.handle = "deleted", None, "gone-1"
    cast.noor.save()
    done(program(cast.hannah).ask("GET", "/topics?author=gone-1"), 422)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"title=x&kind=question", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"[]", "application/json", 422),
        (b"", "application/json", 422),
        (b'{"kind": "question", "title": "' + b"x" * 300_000 + b'"}', "application/json", 413),
        (b'{"kind": "question", "title": "' + b"x" * 301 + b'"}', "application/json", 422),
        (b'{"kind": "question", "title": "\\ud800"}', "application/json", 422),
        (b'{"kind": "question", "title": " \\u0000 "}', "application/json", 422),
        (b'{"kind": "question", "title": "x", "author": 1}', "application/json", 422),
    ],
)
def test_what_cannot_be_read_is_said(cast, program, body, kind, status):
    hannah = program(cast.hannah)
    answer = hannah.generic("POST", "/api/v1/topics", body, kind, **hannah.shown)
    told = done(answer, status)
    assert told["status"] == status
    assert not Topic.objects.exists() and not Reply.objects.exists()


def test_no_header_changes_the_method(cast, program):
    topic = open_topic("question", by=cast.hannah, title="Q")
    hannah = program(cast.hannah)
    path = f"/topics/{topic.pk}"
    for extra in ({"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}, {"HTTP_X_METHOD_OVERRIDE": "DELETE"}):
        hannah.ask("GET", f"{path}?_method=DELETE", **extra)
        hannah.ask("HEAD", path, **extra)
    for method in ("OPTIONS", "TRACE", "POST", "PUT"):
        answer = hannah.ask(method, path)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "DELETE, GET, HEAD, PATCH"
    topic.refresh_from_db()
    assert topic.state == "published"
