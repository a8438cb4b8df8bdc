"""The verbs and forms of reviews: what is taken, what is refused, who may do what (CV-5)."""

import io
import json

import pytest
from PIL import Image

from goodword.catalog.actions.claims import claim_purchase, confirm_claim, decline_claim
from goodword.catalog.actions.makers import add_maker, change_maker
from goodword.catalog.actions.products import add_product
from goodword.catalog.actions.purchases import record_purchase
from goodword.catalog.models import Rating
from goodword.conversations.actions.reviews import submit_review, update_review, vouch
from goodword.conversations.actions.topics import withdraw_topic
from goodword.conversations.actions.withhold import withhold
from goodword.conversations.models import ReviewDetail, Topic
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.models import Leaf, Receipt
from goodword.notices.queries import notices_of
from goodword.people.queries import viewer_of

GOOD = {"stars": "4", "body": "It is about an island.", "has_connection": "no"}


@pytest.fixture
def product(db):
    return add_product(by=None, title="The Summer Book", maker="Tove Jansson")


def write(product, by, stars=4, **more):
    return submit_review(product, by=by, stars=stars, **{"body": "Words.", "has_connection": False, **more})


def test_eight_parts_can_be_rated_and_no_ninth(product, cast):
    parts = {f"part {number}": 4 for number in range(9)}
    with pytest.raises(Invalid) as refused:
        write(product, cast.hannah, sub_ratings=parts)
    assert refused.value.field == "sub_ratings"
    parts.pop("part 8")
    assert write(product, cast.hannah, sub_ratings=parts).review.sub_ratings == parts


def address(product):
    return f"/products/{product.pk}/review"


def png(width=8, height=8):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    out.seek(0)
    out.name = "island.png"
    return out


def test_a_review_is_written_by_form_and_public_at_once(product, cast, visit):
    answer = visit(cast.hannah).submit(
        address(product), {**GOOD, "title": "Sea", "pros": "short", "cons": "too short"}
    )
    assert answer.status_code == 303
    topic = Topic.objects.get(kind="review")
    assert answer.headers["Location"].startswith(topic.get_absolute_url())
    assert "It is about an island." in visit(None).get(topic.get_absolute_url()).content.decode()
    assert Receipt.objects.get().subject_puid == topic.puid


@pytest.mark.parametrize(
    "stars", ["11", "0", "5 ", "NaN", "1e309", str(2**63), "-1", "", "½", "４", "four", "3.5", "\x00"]
)
def test_other_stars_are_refused_and_the_text_is_kept(product, cast, visit, stars):
    page = visit(cast.hannah).submit(address(product), {**GOOD, "stars": stars})
    assert page.status_code == 422
    assert "It is about an island." in page.content.decode()
    assert not Topic.objects.exists() and not Receipt.objects.exists() and not Rating.objects.exists()


@pytest.mark.parametrize("stars", [0, 6, True, None, 4.0, float("nan"), "5 ", [5], 2**70])
def test_the_verb_refuses_them_too(product, cast, stars):
    with pytest.raises(Invalid):
        write(product, cast.hannah, stars)
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"body": ""}, "few words"),
        ({"body": "x" * 20_001}, "20"),
        ({"body": "\x00\x01 \u200b"}, "few words"),
        ({"has_connection": ""}, "yes or no"),
        ({"has_connection": "perhaps"}, "choice"),
        ({"has_connection": "yes"}, "what connects you"),
        ({"pros": "x" * 301}, "300"),
        ({"title": "x" * 301}, "300"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(product, cast, visit, fields, word):
    page = visit(cast.hannah).submit(address(product), {**GOOD, **fields})
    assert page.status_code == 422 and word in page.content.decode()
    assert not Topic.objects.exists()


def test_without_the_question_of_connection_nothing_is_taken(product, cast):
    with pytest.raises(Invalid):
        submit_review(product, by=cast.hannah, stars=5, body="Words.", has_connection=None)


def test_a_lone_surrogate_and_a_flood_of_marks_do_no_harm(product, cast):
    topic = write(product, cast.hannah, body="a\ud800b" + "\u0301" * 500)
    assert "\ud800" not in topic.body and len(topic.body) < 20


def test_hostile_words_are_words(product, cast, visit):
    topic = write(
        product,
        cast.hannah,
        title="<img src=x onerror=alert(1)>",
        body="<script>alert(1)</script>",
        pros="<b>",
    )
    for path in (topic.get_absolute_url(), product.get_absolute_url(), "/reviews"):
        text = visit(None).get(path).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text


def test_pictures_are_reencoded_and_liars_refused(product, cast, visit):
    liar = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    liar.name = "nice.png"
    page = visit(cast.hannah).submit(address(product), {**GOOD, "picture_1": liar})
    assert page.status_code == 422 and "could not be read as a picture" in page.content.decode()
    assert not Topic.objects.exists()
    answer = visit(cast.hannah).submit(address(product), {**GOOD, "picture_1": png(), "alt_1": "An island"})
    assert answer.status_code == 303
    topic = Topic.objects.get()
    shot = topic.pictures.get()
    assert shot.picture.alt == "An island"
    assert (
        f"/pictures/{shot.picture.puid}.webp" in visit(None).get(product.get_absolute_url()).content.decode()
    )
    assert visit(None).get(f"/pictures/{shot.picture.puid}.webp").status_code == 200


def test_sent_twice_it_is_one_review(product, cast, visit):
    client = visit(cast.hannah)
    first, second = (client.submit(address(product), {**GOOD, "once": "abc"}) for _ in range(2))
    assert first.status_code == 303 and Topic.objects.count() == 1 == Receipt.objects.count()
    assert second.status_code == 303
    with pytest.raises(Conflict):
        write(product, cast.hannah)


def test_the_anonymous_write_first_and_sign_in_after(product, visit):
    page = visit(None).get(address(product))
    assert page.status_code == 200 and "set-cookie" not in page.headers
    answer = visit(None).submit(address(product), GOOD)
    assert answer.status_code == 401 and "It is about an island." in answer.content.decode()
    assert not Topic.objects.exists()


def test_updates_are_dated_and_the_former_stars_stay_readable(product, cast, visit):
    topic = write(product, cast.hannah, 2, body="Slow.")
    update_review(topic, by=cast.hannah, stars=4, body="It grew on me.")
    product.refresh_from_db()
    assert (product.rating_count, product.rating_sum) == (1, 4)
    text = visit(None).get(topic.get_absolute_url()).content.decode()
    assert "Slow." in text and "It grew on me." in text and "from 2 to 4 stars" in text
    with pytest.raises(NotAllowed):
        update_review(topic, by=cast.tom, stars=1, body="No.")
    assert (
        visit(cast.outsider).submit(f"/reviews/{topic.pk}/more", {"stars": "1", "body": "x"}).status_code
        == 404
    )


def test_a_writer_takes_it_back_and_writes_another(product, cast, visit):
    topic = write(product, cast.hannah, 1)
    assert visit(cast.hannah).submit(f"/reviews/{topic.pk}/withdrawal").status_code == 303
    product.refresh_from_db()
    assert product.rating_count == 0 and not Rating.objects.exists()
    assert visit(None).get(topic.get_absolute_url()).status_code == 410
    assert "Words." in visit(cast.hannah).get(topic.get_absolute_url()).content.decode()
    write(product, cast.hannah, 5)
    assert ReviewDetail.objects.filter(current=True).count() == 1 and Receipt.objects.count() == 2


def test_a_withheld_review_is_read_by_its_writer_alone(product, cast, visit):
    topic = write(product, cast.hannah, 1, body="His telephone is 12345.")
    withhold(topic, by=cast.ruth, rule="private-data", rule_version=1, reason="A private telephone number.")
    path = f"/reviews/{topic.pk}/x"
    for who in (None, cast.outsider, cast.ines):
        page = visit(who).get(path)
        assert page.status_code == 410 and "12345" not in page.content.decode()
        assert "private telephone" not in page.content.decode()
    own = visit(cast.hannah).get(path)
    assert (
        own.status_code == 200
        and "12345" in own.content.decode()
        and "A private telephone number." in own.content.decode()
    )
    leaf = Leaf.objects.get(kind="decision")
    assert f"entry {leaf.seq}" in visit(None).get(path).content.decode()
    assert "stars" not in json.loads(leaf.line)
    twin = visit(None).get(path, headers={"accept": "application/json"})
    assert (
        twin.status_code == 410
        and twin.json()["detail"] == "withheld"
        and twin.json()["rule"] == "private-data"
    )


def test_helpful_counts_once_and_never_on_ones_own(product, cast, visit):
    topic = write(product, cast.hannah)
    path = f"/reviews/{topic.pk}/helpful"
    client = visit(cast.samuel)
    for _ in range(2):
        assert client.submit(path, {"value": "1"}).status_code == 303
    topic.refresh_from_db()
    assert (topic.helpful_count, topic.unhelpful_count) == (1, 0)
    client.submit(path, {"value": "-1"})
    client.submit(path, {"value": "0"})
    topic.refresh_from_db()
    assert (topic.helpful_count, topic.unhelpful_count) == (0, 0)
    assert client.submit(path, {"value": "999"}).status_code == 422
    assert visit(cast.hannah).submit(path, {"value": "1"}).status_code == 403


def test_one_answer_by_the_house_and_one_by_the_maker(product, cast, visit):
    maker = add_maker("Tove Jansson", by=None)
    change_maker(maker, by=None, name="Tove Jansson", person=cast.bettina)
    topic = write(product, cast.hannah, 1)
    reply = f"/reviews/{topic.pk}/replies"
    assert visit(cast.maya).submit(reply, {"body": "We are sorry.", "official": "on"}).status_code == 303
    second = visit(cast.ines).submit(reply, {"body": "Me too.", "official": "on"})
    assert second.status_code == 422 or second.status_code == 409
    assert visit(cast.samuel).submit(reply, {"body": "I am the shop.", "official": "on"}).status_code in (
        403,
        422,
    )
    assert visit(cast.bettina).submit(reply, {"body": "I meant it so."}).status_code == 303
    text = visit(None).get(product.get_absolute_url()).content.decode()
    assert "the shop’s one answer" in text and "the maker’s answer" in text and "I meant it so." in text
    assert "I am the shop." not in text
    assert topic.replies.get(author=cast.bettina).written_as == "maker"


def test_the_receipt_is_the_writers(product, cast, visit):
    topic = write(product, cast.hannah)
    page = visit(cast.hannah).get(f"/reviews/{topic.pk}/receipt")
    assert page.status_code == 200 and "It fits what stands here today." in page.content.decode()
    found = visit(cast.hannah).get(f"/reviews/{topic.pk}/receipt.json").json()
    assert found["review_puid"] == topic.puid and found["hash"].startswith("sha256:")
    assert visit(cast.outsider).get(f"/reviews/{topic.pk}/receipt").status_code == 404
    update_review(topic, by=cast.hannah, stars=1, body="More.")
    assert "It fits" in visit(cast.hannah).get(f"/reviews/{topic.pk}/receipt").content.decode()


def test_a_receipt_from_the_shop_is_shown_confirmed_and_told(product, cast, visit):
    topic = write(product, cast.hannah)
    sent = visit(cast.hannah).submit(f"/products/{product.pk}/receipt", {"words": "No 71, 3 May"})
    assert sent.status_code == 303
    claim = cast_claim(product)
    page = visit(cast.ines).get(f"/desk/receipts/{claim.pk}")
    assert page.status_code == 200 and "No 71, 3 May" in page.content.decode()
    assert visit(cast.outsider).get(f"/desk/receipts/{claim.pk}").status_code == 404
    done = visit(cast.ines).submit(f"/desk/receipts/{claim.pk}", {"decision": "confirm", "number": "71"})
    assert done.status_code in (302, 303)
    assert ReviewDetail.objects.get(topic=topic).verification == "receipt"
    other = claim_purchase(product, by=cast.samuel, words="No 71, 3 May")
    with pytest.raises(Conflict):
        confirm_claim(other, by=cast.ines, number="71")
    with pytest.raises(Invalid):
        decline_claim(other, by=cast.ines, reason=" ")


def cast_claim(product):
    from goodword.catalog.models import ReceiptClaim

    return ReceiptClaim.objects.get(product=product, state="open")


def test_staff_vouch_but_not_for_themselves(product, cast):
    topic = write(product, cast.hannah)
    with pytest.raises(NotAllowed):
        vouch(topic, by=cast.outsider)
    assert vouch(topic, by=cast.ines).verification == "vouched"
    with pytest.raises(Conflict):
        vouch(topic, by=cast.ines)
    own = write(product, cast.ines)
    with pytest.raises(NotAllowed):
        vouch(own, by=cast.ines)


def test_notices_about_a_thing_stop_being_said_once_untrue(product, cast, time_machine_or_now):
    record_purchase(product, by=None, person=cast.hannah, number="1")
    time_machine_or_now()
    viewer = viewer_of(cast.hannah)
    assert [text.sentence for _notice, text in notices_of(viewer) if "Would you?" in text.sentence]
    write(product, cast.hannah)
    assert not [text for _notice, text in notices_of(viewer) if "Would you?" in text.sentence]


@pytest.fixture
def time_machine_or_now(monkeypatch):
    """Lets the half minute pass in which a writer may take something back."""
    from datetime import timedelta

    from goodword.core import clock

    def later():
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=1))

    return later


def test_somebody_elses_review_cannot_be_answered_for(product, cast, visit):
    topic = write(product, cast.hannah)
    withdraw_topic(topic, by=cast.hannah)
    for path in ("helpful", "replies", "more", "withdrawal", "vouching"):
        answer = visit(cast.samuel).submit(f"/reviews/{topic.pk}/{path}", {"value": "1", "body": "x"})
        assert answer.status_code == 404, path
    assert visit(cast.samuel).get(f"/reviews/{2**63}/x").status_code == 404


def test_the_switch_for_friends_is_ones_own(product, cast, visit):
    topic = write(product, cast.hannah)
    path = f"/reviews/{topic.pk}/friends"
    assert visit(cast.samuel).submit(path, {"shown": "0"}).status_code == 404
    assert visit(cast.hannah).submit(path, {"shown": "0"}).status_code == 303
    assert Rating.objects.get().friends_may_see is False
    assert visit(cast.hannah).get(path).status_code == 405


def test_a_receipts_picture_is_for_its_owner_and_the_order_desk(product, cast, visit):
    visit(cast.hannah).submit(f"/products/{product.pk}/receipt", {"words": "No 71", "picture": png()})
    path = f"/pictures/{cast_claim(product).picture.puid}.webp"
    for who in (cast.hannah, cast.ines, cast.tom):
        assert visit(who).get(path).status_code == 200
    for who in (None, cast.outsider, cast.maya, cast.ruth):
        assert visit(who).get(path).status_code == 404
