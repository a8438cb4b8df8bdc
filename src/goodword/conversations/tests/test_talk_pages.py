"""Pages of talk: they answer, cost the same whatever is in them, and say no where they must (CV-1, CV-2, CV-10)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodword.conversations.actions.answers import accept_answer, mark_outdated
from goodword.conversations.actions.replies import edit_reply, post_reply, withdraw_reply
from goodword.conversations.actions.same_here import say_same_here
from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.conversations.actions.withhold import withhold
from goodword.conversations.models import Draft, Reply, SameHere, Topic, Vote
from goodword.core import choices, counts
from goodword.core.models import DailyCount, EventRecord

LISTS = [
    "/questions",
    "/ideas",
    "/ideas/done",
    "/stories",
    "/spaces",
    "/tags",
    "/ask",
    "/ideas/new",
    "/stories/new",
]


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_lists_answer_empty_and_full_within_ten_queries(
    address, question, idea, cast, visit, django_assert_max_num_queries
):
    post_reply(question, by=cast.ines, body="We do.")
    for who in (None, cast.outsider, cast.tom):
        client = visit(who)
        client.get(address)
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


def queries_of(client, address):
    """The queries of one reading, without what was chosen or read lately."""
    choices.forget()
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in found if "core_setting" not in query["sql"]]


@pytest.mark.parametrize(("who", "budget"), [(None, 10), ("outsider", 16), ("hannah", 16), ("tom", 16)])
def test_a_question_costs_the_same_with_none_and_with_fifty_replies(question, cast, visit, who, budget):
    client = visit(getattr(cast, who) if who else None)
    address = question.get_absolute_url()
    writers = [cast.samuel, cast.noor, cast.maya, cast.gwen]
    first = post_reply(question, by=cast.ines, body="One.")
    post_reply(question, by=cast.noor, body="A remark.", parent=first)
    few = queries_of(client, address)
    assert len(few) < budget, "\n".join(few)
    for number in range(49):
        reply = post_reply(question, by=writers[number % 4], body=f"Answer number {number}.")
        post_reply(question, by=cast.pete, body="Hm.", parent=reply)
    many = queries_of(client, address)
    assert len(many) == len(few), "\n".join(many)
    html = text(client.get(address))
    assert html.count('<article class="post"') == 30 and "after=" in html


def test_a_long_thread_is_paged_whole_and_without_doubles(question, cast, visit):
    for number in range(65):
        post_reply(question, by=cast.samuel, body=f"Answer {number}.")
    accept_answer(Reply.objects.order_by("pk")[3], by=cast.hannah)
    mark_outdated(Reply.objects.order_by("pk")[5], by=cast.maya, reason="Gone.")
    seen, address, client = [], question.get_absolute_url(), visit()
    while address:
        html = text(client.get(address))
        seen += re.findall(r'<article class="post" id="reply-(\d+)"', html)
        more = re.search(r'rel="next" href="([^"]+)"', html)
        address = question.get_absolute_url() + more[1].replace("&amp;", "&") if more else ""
    ids = [str(pk) for pk in Reply.objects.order_by("pk").values_list("pk", flat=True)]
    assert len(seen) == 65 and sorted(seen) == sorted(ids)
    assert seen[0] == ids[3] and seen[-1] == ids[5]
    assert seen[1] == ids[-1], "then newest first"


@pytest.mark.parametrize("sort", ["newest", "oldest", "helpful", "stars; DROP"])
def test_the_order_can_be_changed(question, answer, visit, sort):
    assert visit().get(question.get_absolute_url(), {"sort": sort}).status_code == 200


def test_a_wrong_key_is_refused(question, visit):
    assert visit().get(question.get_absolute_url(), {"after": "xx"}).status_code == 422


def test_typing_shows_similar_questions_without_a_cookie(
    question, answer, cast, visit, django_assert_max_num_queries
):
    accept_answer(answer, by=cast.hannah)
    client = visit()
    with django_assert_max_num_queries(10):
        response = client.get("/ask/similar", {"q": "are books wrapped in paper"})
    assert "Do you <mark>wrap</mark>" in text(response) or "Do you wrap" in text(response)
    assert not response.cookies
    opened = client.get(f"/ask/answers/{question.pk}")
    assert "brown paper" in text(opened) and f"/questions/{question.pk}/solved-me" in text(opened)


@pytest.mark.parametrize(
    "words", ["", "a", "()" * 50_000, "' OR 1=1 --", 'a" NEAR "b', "*", "\u202eabc", "שלום עולם"]
)
def test_any_words_can_be_typed(words, question, visit):
    for address in ("/ask/similar", "/ask", "/tags"):
        assert visit().get(address, {"q": words[:4000]}).status_code == 200


def test_many_mistyped_words_cost_no_more(question, cast, visit):
    words = " ".join(f"wrapp{letter}ng{letter}" for letter in "abcdefghijklmnopqrst")
    assert len(queries_of(visit(), f"/ask/similar?q={words}")) <= 9


def test_that_solved_it_counts_without_a_person(question, visit):
    client = visit()
    before = EventRecord.objects.count()
    response = client.submit(f"/questions/{question.pk}/solved-me")
    assert response.status_code == 303 and not response.cookies
    assert counts.total("solved_me", object_id=question.pk) == 1
    assert DailyCount.objects.count() == 1 and EventRecord.objects.count() == before
    assert client.get(f"/questions/{question.pk}/solved-me").status_code == 405
    assert client.post(f"/questions/{question.pk}/solved-me").status_code == 403


def test_somebody_asks_and_a_second_click_does_not_ask_twice(cast, visit):
    client = visit(cast.noor)
    fields = {
        "title": "Are you open on Sunday?",
        "body": "With my dad.",
        "tags": "opening hours, Sunday",
        "once": "k1",
    }
    first = client.submit("/ask", fields)
    second = client.submit("/ask", fields)
    assert first.status_code == second.status_code == 303 and first["Location"] == second["Location"]
    topic = Topic.objects.get()
    assert sorted(topic.tags.values_list("slug", flat=True)) == ["opening-hours", "sunday"]
    assert topic.author == cast.noor and topic.audience == "everyone"


def test_who_is_not_signed_in_may_write_and_takes_the_text_along(visit, db):
    client = visit()
    response = client.submit("/ask", {"title": "Are you open on Sunday?", "body": "With my dad."})
    assert response.status_code == 401 and "With my dad." in text(response)
    assert not response.cookies and not Topic.objects.exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title": ""}, "required"),
        ({"title": "  \u200b "}, "title"),
        ({"title": "x" * 350}, "300"),
        ({"title": "Open?", "body": "y" * 20_500}, "20,000"),
        ({"title": "Open?", "tags": "a,b,c,d,e,f"}, "Five"),
        ({"title": "Open?", "space": "nowhere"}, "valid choice"),
        ({"title": "Open?", "audience": "nobody"}, "valid choice"),
        ({"title": "Open?", "about": "999999"}, "valid choice"),
    ],
)
def test_bad_input_stands_beside_the_field_and_writes_nothing(cast, visit, fields, says):
    response = visit(cast.noor).submit("/ask", {"body": "Kept words.", **fields})
    assert response.status_code == 422 and says in text(response) and not Topic.objects.exists()
    assert "body" in fields or "Kept words." in text(response)


def test_hostile_text_is_fast_and_harmless(cast, visit):
    body = (
        "<script>alert(1)</script> [x](javascript:alert(1)) "
        + "[" * 9000
        + "(" * 9000
        + "<img src=x onerror=alert(1)>"
    )
    response = visit(cast.noor).submit("/ask", {"title": "</script><b>Hm</b>", "body": body})
    assert response.status_code == 303
    html = text(visit().get(response["Location"]))
    assert "<script>alert" not in html and "<img src=x" not in html and 'href="javascript' not in html
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1]
    assert "<" not in block


def test_an_answer_is_posted_and_a_short_reply_stands_under_it(question, answer, cast, visit):
    client = visit(cast.noor)
    posted = client.submit(f"/questions/{question.pk}/replies", {"body": "Thank you.", "parent": answer.pk})
    assert posted.status_code == 303 and f"#reply-{Reply.objects.last().pk}" in posted["Location"]
    assert Reply.objects.last().parent == answer
    assert "Thank you." in text(client.get(question.get_absolute_url()))
    assert client.submit(f"/topics/{question.pk}/replies", {"body": "  "}).status_code == 422


def test_ids_of_another_conversation_do_not_fit(question, answer, cast, visit):
    other = open_topic("question", by=cast.noor, title="Another one?")
    client = visit(cast.pete)
    for name in ("parent", "quoted"):
        assert (
            client.submit(f"/topics/{other.pk}/replies", {"body": "Swapped.", name: answer.pk}).status_code
            == 404
        )
    assert not Reply.objects.filter(topic=other).exists()


VERBS = [
    "/replies/{reply}/acceptance", "/replies/{reply}/acceptance/end", "/replies/{reply}/confirmation", "/replies/{reply}/outdating",
    "/replies/{reply}/outdating/end", "/replies/{reply}/helpful", "/replies/{reply}/helpful/end", "/replies/{reply}/withdrawal",
    "/replies/{reply}/edit", "/topics/{topic}/same-here", "/topics/{topic}/same-here/end", "/topics/{topic}/vote",
    "/topics/{topic}/vote/end", "/topics/{topic}/withdrawal", "/topics/{topic}/edit", "/topics/{topic}/duplicate",
    "/topics/{topic}/follow", "/topics/{topic}/archive", "/topics/{topic}/replies", "/questions/{topic}/solved-me",
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_what_one_may_not_see_does_not_exist(private, cast, visit, verb):
    topic, reply = private
    fields = {"body": "x", "title": "x", "works": "1", "note": "x", "reason": "x", "original": "1"}
    for client in (visit(cast.outsider), visit(cast.gwen)):
        hidden = client.submit(verb.format(topic=topic.pk, reply=reply.pk), fields)
        nothing = client.submit(verb.format(topic=999_999, reply=999_999), fields)
        assert hidden.status_code == nothing.status_code == 404
    assert not Vote.objects.exists() and not SameHere.objects.exists() and Reply.objects.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_reading_an_address_that_writes_changes_nothing(question, answer, cast, visit, verb):
    address = verb.format(topic=question.pk, reply=answer.pk)
    before = (
        list(Topic.objects.values()),
        list(Reply.objects.values()),
        Vote.objects.count(),
        EventRecord.objects.count(),
    )
    client = visit(cast.hannah)
    for method in (client.get, client.head, client.options):
        assert method(address).status_code in (200, 302, 303, 403, 404, 405)
    after = (
        list(Topic.objects.values()),
        list(Reply.objects.values()),
        Vote.objects.count(),
        EventRecord.objects.count(),
    )
    assert before == after


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_writes_without_signing_in(question, answer, visit, verb):
    if "solved-me" in verb:
        return
    response = visit().submit(verb.format(topic=question.pk, reply=answer.pk), {"body": "x"})
    assert response.status_code in (401, 403) and not response.cookies


def test_one_does_not_vote_for_oneself_or_change_what_others_wrote(question, answer, cast, visit):
    assert visit(cast.samuel).submit(f"/replies/{answer.pk}/helpful").status_code == 403
    assert visit(cast.hannah).submit(f"/topics/{question.pk}/same-here").status_code == 403
    for who in (cast.outsider, cast.tom):
        client = visit(who)
        for address in (
            f"/replies/{answer.pk}/edit",
            f"/topics/{question.pk}/edit",
            f"/topics/{question.pk}/withdrawal",
            f"/replies/{answer.pk}/withdrawal",
        ):
            assert client.submit(address, {"title": "x", "body": "x"}).status_code == 403
    assert visit(cast.hannah).submit(f"/replies/{answer.pk}/helpful").status_code == 303


def test_verbs_swap_a_fragment_for_script(question, answer, cast, visit):
    client = visit(cast.hannah)
    swapped = client.submit(f"/replies/{answer.pk}/acceptance", headers={"HX-Request": "true"})
    assert (
        swapped.status_code == 200
        and text(swapped).lstrip().startswith("<article")
        and "Accepted" in text(swapped)
    )
    tools = visit(cast.noor).submit(f"/topics/{question.pk}/same-here", headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in text(tools) and "<html" not in text(tools)


def test_a_withheld_and_a_withdrawn_question_leave_a_tombstone(question, answer, cast, visit):
    address = question.get_absolute_url()
    withhold(question, by=cast.ruth, rule="private-data", rule_version=1, reason="A telephone number.")
    for who in (None, cast.outsider):
        response = visit(who).get(address)
        assert (
            response.status_code == 410
            and "In paper" not in text(response)
            and "telephone" not in text(response)
        )
    assert "In paper" in text(visit(cast.hannah).get(address)) and "telephone" in text(
        visit(cast.hannah).get(address)
    )
    machine = visit().get(address, headers={"accept": "application/json"})
    assert machine.status_code == 410 and machine["Content-Type"] == "application/problem+json"
    other = open_topic("question", by=cast.hannah, title="Do you sell stamps?")
    withdraw_topic(other, by=cast.hannah)
    assert visit().get(other.get_absolute_url()).status_code == 410


def test_a_fallen_reply_leaves_its_place_and_no_words(question, answer, cast, visit):
    post_reply(question, by=cast.noor, body="I agree.", parent=answer)
    withdraw_reply(answer, by=cast.samuel)
    html = text(visit().get(question.get_absolute_url()))
    assert "took it back" in html and "brown paper" not in html and "I agree." in html
    second = post_reply(question, by=cast.pete, body="Buy my lamps.")
    withhold(second, by=cast.ruth, rule="spam", rule_version=1, reason="Advertising.")
    html = text(visit().get(question.get_absolute_url()))
    assert "withheld" in html and "lamps" not in html


def test_a_staff_question_is_for_its_writer_and_the_staff(private, cast, visit):
    topic, _reply = private
    address = topic.get_absolute_url()
    assert [visit(who).get(address).status_code for who in (None, cast.outsider, cast.gwen)] == [
        404,
        404,
        404,
    ]
    assert [visit(who).get(address).status_code for who in (cast.noor, cast.ines)] == [200, 200]
    assert "ld+json" not in text(visit(cast.ines).get(address))
    for page in ("/questions", "/ask/similar?q=order+4711+where", "/people/noor"):
        assert "4711" not in text(visit(cast.outsider).get(page))


def test_what_was_said_before_stays_readable(question, answer, cast, visit):
    edit_reply(answer, by=cast.samuel, body="They do, in green paper.")
    html = text(visit().get(f"/replies/{answer.pk}/history"))
    assert "<del>brown</del>" in html and "<ins>green</ins>" in html
    visit(cast.hannah).submit(
        f"/topics/{question.pk}/edit", {"title": "Do you wrap presents?", "body": "In paper."}
    )
    assert "<del>books</del>" in text(visit().get(f"/topics/{question.pk}/history"))


def test_a_draft_waits_and_is_offered_back(question, cast, visit):
    client = visit(cast.noor)
    client.submit(f"/drafts/topic-{question.pk}", {"body": "Half a thou", "password": "x"})
    assert Draft.objects.get().fields == {"body": "Half a thou"}
    assert "Half a thou" in text(client.get(question.get_absolute_url()))
    assert "Half a thou" not in text(visit(cast.pete).get(question.get_absolute_url()))
    assert "Half a thou" in text(client.get("/drafts"))
    client.submit(f"/topics/{question.pk}/replies", {"body": "Half a thought."})
    assert not Draft.objects.exists()
    assert client.submit("/drafts/../../etc", {"body": "x"}).status_code in (404, 422)


def test_the_preview_is_safe_and_keeps_nothing(cast, visit):
    html = text(visit().submit("/compose/preview", {"text": "**Hm** <script>x</script> @hannah"}))
    assert "<strong>Hm</strong>" in html and "<script>" not in html
    assert cast.hannah and '/people/hannah"' in text(visit().submit("/compose/preview", {"text": "@hannah"}))


def test_people_who_share_a_question_cannot_be_listed(question, cast, visit):
    say_same_here(question, by=cast.noor)
    assert "Noor" not in text(visit().get(question.get_absolute_url()))
