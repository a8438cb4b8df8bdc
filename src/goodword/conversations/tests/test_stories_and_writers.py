"""Stories with pictures behind the gate; texts that change hands; what a writer hears (CV-7, CV-10, PE-9, law 4)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from goodword.conversations.actions.authorship import hand_over
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.conversations.actions.withhold import withhold
from goodword.conversations.models import PostPicture, Reply, Topic
from goodword.core.events import publish
from goodword.notices.models import Notice
from goodword.notices.queries import notices_of
from goodword.notices.texts import text_of
from goodword.people.actions.persons import add_person
from goodword.people.events import PersonDeleted
from goodword.people.models import Picture
from goodword.people.queries import viewer_of


def photo(name="quay.jpg"):
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def story(cast, visit):
    fields = {
        "title": "The night on the quay", "body": "It rained.", "reuse": "on", "picture_1": photo(),
        "alt_1": "A wet quay.", "caption_1": "Before the boat.",
    }  # fmt: skip
    response = visit(cast.noor).submit("/stories/new", fields)
    assert response.status_code == 303
    return Topic.objects.get()


def test_a_story_shows_its_picture_to_who_may_read_it(story, cast, visit):
    shot = PostPicture.objects.get()
    html = visit().get(story.get_absolute_url()).content.decode()
    assert (
        "Before the boat." in html
        and 'alt="A wet quay."' in html
        and f"/pictures/{shot.picture.puid}" in html
    )
    assert visit().get(f"/pictures/{shot.picture.puid}").status_code == 200
    withdraw_topic(story, by=cast.noor)
    for who in (None, cast.outsider, cast.tom):
        assert visit(who).get(f"/pictures/{shot.picture.puid}").status_code == 404
    assert visit(cast.noor).get(f"/pictures/{shot.picture.puid}").status_code == 200


def test_consent_to_reuse_is_the_writers_and_can_be_taken_back(story, cast, visit):
    assert story.reuse_consent_at
    assert visit(cast.tom).submit(f"/topics/{story.pk}/reuse", {"agreed": "0"}).status_code == 403
    visit(cast.noor).submit(f"/topics/{story.pk}/reuse", {"agreed": "0"})
    story.refresh_from_db()
    assert story.reuse_consent_at is None


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\x00" * 5000])
def test_a_file_that_lies_leaves_nothing_behind(cast, visit, content):
    fields = {"title": "Hm", "body": "Kept words.", "picture_1": SimpleUploadedFile("a.png", content or b" ")}
    response = visit(cast.noor).submit("/stories/new", fields)
    assert response.status_code == 422 and "Kept words." in response.content.decode()
    assert not Topic.objects.exists() and not Picture.objects.exists()


def test_a_picture_is_its_owners_until_a_text_uses_it(question, cast, visit):
    sent = visit(cast.noor).submit("/compose/pictures", {"picture": photo(), "alt": "A quay"})
    assert sent.status_code == 201 and sent.json()["markdown"].startswith("![A quay](/pictures/")
    url = sent.json()["url"]
    assert [visit(who).get(url).status_code for who in (None, cast.hannah, cast.noor)] == [404, 404, 200]
    post_reply(question, by=cast.pete, body=f"![stolen]({url})")
    assert visit().get(url).status_code == 404, "only its owner's text shows it"
    post_reply(question, by=cast.noor, body=f"![A quay]({url})")
    assert visit().get(url).status_code == 200
    assert visit().submit("/compose/pictures", {"picture": photo()}).status_code == 401


def test_what_an_imported_writer_wrote_becomes_the_members(cast):
    old = add_person(name="P. F.", source="old-forum", source_id="7", state="imported")
    topic = open_topic("question", by=old, title="When does the boat go?")
    reply = post_reply(topic, by=old, body="Never mind.")
    assert hand_over(old.pk, cast.pete.pk) == 2 and hand_over(old.pk, cast.pete.pk) == 0
    topic.refresh_from_db(), reply.refresh_from_db()
    assert topic.author == reply.author == cast.pete


@pytest.mark.parametrize(("keep", "state"), [(True, "published"), (False, "withdrawn")])
def test_a_member_who_leaves_keeps_or_takes_their_texts(question, answer, cast, keep, state):
    publish(PersonDeleted(person_id=cast.samuel.pk, keep_texts=keep))
    answer.refresh_from_db()
    assert answer.state == state and Topic.objects.get(pk=question.pk).state == "published"


def test_the_writer_of_a_withheld_text_reads_rule_and_reason(question, answer, cast):
    withhold(answer, by=cast.ruth, rule="private-data", rule_version=1, reason="A telephone number.")
    notice = Notice.objects.select_related("actor").get(kind="withheld")
    said = text_of(notice, viewer_of(cast.samuel))
    assert notice.person == cast.samuel and "A telephone number." in said.sentence
    assert text_of(notice, viewer_of(cast.outsider)) is None


def test_a_notice_says_only_what_still_holds(question, cast):
    reply = post_reply(question, by=cast.ines, body="We do.")
    notice = Notice.objects.select_related("actor").get(kind="answer")
    said = text_of(notice, viewer_of(cast.hannah))
    assert said.sentence == "Ines Duarte answered your question “Do you wrap books?”."
    withhold(reply, by=cast.ruth, rule="spam", rule_version=1, reason="No.")
    later = Notice.objects.get(kind="answer")
    assert text_of(later, viewer_of(cast.hannah)) is None
    assert Reply.objects.get().state == "withheld"


def test_somebody_without_a_name_is_not_given_one(question, cast, visit):
    post_reply(question, by=cast.noname, body="In string.")
    notice = Notice.objects.select_related("actor").get(kind="answer")
    assert text_of(notice, viewer_of(cast.hannah)).sentence.startswith("Somebody answered")
    assert "no name given" in visit().get(question.get_absolute_url()).content.decode()


def test_many_notices_cost_no_more_than_a_few(question, cast, django_assert_max_num_queries):
    for number in range(20):
        post_reply(question, by=cast.ines, body=f"Answer {number}.")
    Notice.objects.update(visible_from=question.created_at)
    viewer = viewer_of(cast.hannah)
    with django_assert_max_num_queries(4):
        assert len(notices_of(viewer)) == 20
