"""The product page: figures, order, markup, budgets (CV-5, CA-5 to CA-7, laws 3 and 6)."""

import json
import re
from datetime import timedelta

import pytest

from goodword.catalog.actions.makers import add_maker
from goodword.catalog.actions.products import add_product, note_recall
from goodword.catalog.actions.purchases import record_purchase
from goodword.catalog.actions.subjects import add_subject
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review, update_review
from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.conversations.actions.withhold import restore, withhold
from goodword.conversations.models import ReviewDetail
from goodword.conversations.queries import reviews
from goodword.core import clock
from goodword.core.gate import Ref
from goodword.core.viewer import ANONYMOUS
from goodword.notices.models import Notice
from goodword.people.actions.follows import follow


@pytest.fixture
def product(db):
    shelf = add_subject("Fiction in translation", by=None)
    return add_product(
        by=None,
        title="The Summer Book",
        maker="Tove Jansson",
        subject=shelf,
        year=1972,
        stock=6,
        price="9.99",
    )


def write(product, by, stars=4, **more):
    fields = {"body": f"Words of {by.handle}.", "has_connection": False, **more}
    return submit_review(product, by=by, stars=stars, **fields)


def markup_of(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode(), re.S)
    return json.loads(found[1])


def test_a_product_without_reviews_shows_no_figure_and_asks(product, cast, visit):
    page = visit(None).get(product.get_absolute_url())
    assert page.status_code == 200
    text = page.content.decode()
    assert "Nobody here has said what this is like" in text
    assert "aggregateRating" not in text and "/how-reviews-work" in text and "data-review-list" in text


def test_the_sum_adds_up_through_a_life(product, cast, visit):
    kept, gone, hidden = (
        write(product, who, stars) for who, stars in ((cast.gwen, 5), (cast.samuel, 1), (cast.noor, 3))
    )
    withdraw_topic(gone, by=cast.samuel)
    withhold(hidden, by=cast.ruth, rule="private-data", rule_version=1, reason="A telephone number.")
    found = reviews.sums(product)
    assert found["received"] == 3 == found["published"] + sum(found["withheld"].values()) + found["withdrawn"]
    assert found["withheld"] == {"private-data": 1} and found["withdrawn"] == 1
    product.refresh_from_db()
    assert (product.rating_count, product.rating_sum) == (1, 5)
    text = visit(None).get(product.get_absolute_url()).content.decode()
    assert "<b>3</b> received" in text and "A review stood here." in text and "Words of noor" not in text
    assert "leave private things private" in text and "Words of gwen" in text
    restore(hidden, by=cast.ruth, reason="It was the shop's.")
    write(product, cast.samuel, 2)
    product.refresh_from_db()
    assert (product.rating_count, product.rating_sum) == (3, 10)
    assert reviews.sums(product)["received"] == 4
    assert kept.get_absolute_url() in visit(None).get(product.get_absolute_url()).content.decode()


def test_the_mean_of_the_public_pages_is_the_mean_of_page_and_markup(product, cast, visit):
    people = [
        cast.gwen,
        cast.joris,
        cast.samuel,
        cast.noor,
        cast.hannah,
        cast.eleanor,
        cast.pete,
        cast.shira,
        cast.noname,
        cast.outsider,
    ]
    for number, person in enumerate(people):
        write(product, person, 1 + number % 5, at=clock.now() - timedelta(hours=number))
    write(product, cast.maya, 5)
    write(product, cast.bettina, 5, has_connection=True, connection="Had a free copy")
    client, stars, address = visit(None), [], product.get_absolute_url()
    while address:
        text = client.get(address).content.decode()
        for article in re.findall(r"<article class=\"review\".*?</article>", text, re.S):
            if "not in the average" not in article:
                stars.append(int(re.search(r'aria-label="(\d) of 5 stars"', article)[1]))
        older = re.search(r'rel="next" href="(\?[^"]+)"', text)
        address = product.get_absolute_url() + older[1].replace("&amp;", "&") if older else ""
    assert len(stars) == 10
    aggregate = markup_of(client.get(product.get_absolute_url()))["aggregateRating"]
    assert aggregate["ratingValue"] == pytest.approx(sum(stars) / len(stars))
    assert aggregate["ratingCount"] == len(stars) == sum(reviews.histogram(product).values())
    product.refresh_from_db()
    assert product.mean == pytest.approx(sum(stars) / len(stars))
    assert "1 by our own staff" in client.get(product.get_absolute_url()).content.decode()


def test_markup_cannot_be_broken_out_of(product, cast, visit):
    write(product, cast.gwen, 5, title="</script><b>x", body="Nice & good </script> <!-- ")
    page = visit(None).get(product.get_absolute_url())
    assert markup_of(page)["review"][0]["name"] == "</script><b>x"


@pytest.mark.parametrize("count", [2, 10])
def test_the_page_costs_the_same_with_few_and_many_reviews(
    product, cast, visit, count, django_assert_max_num_queries
):
    people = ["gwen", "joris", "samuel", "noor", "hannah", "eleanor", "pete", "shira", "noname", "bettina"][
        :count
    ]
    for name in people:
        topic = write(product, getattr(cast, name))
        update_review(topic, by=getattr(cast, name), body="Later.", stars=3)
        post_reply(topic, by=cast.maya, body="Thank you.", official=True)
    record_purchase(product, by=None, person=cast.hannah, number="1")
    open_topic("question", by=cast.noor, title="Is it sad?", about=[product])
    client, member = visit(None), visit(cast.outsider)
    client.get(product.get_absolute_url()), member.get(product.get_absolute_url())
    with django_assert_max_num_queries(12):
        assert client.get(product.get_absolute_url()).status_code == 200
    with django_assert_max_num_queries(18):
        assert member.get(product.get_absolute_url()).status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get("/reviews").status_code == 200


def test_friends_show_only_mutual_and_willing_ones(product, cast, visit):
    for person, shown in ((cast.samuel, True), (cast.noor, False), (cast.joris, True)):
        write(product, person, 4, friends_may_see=shown)
        follow(Ref("person", person.pk), by=cast.hannah)
    for person in (cast.samuel, cast.noor):
        follow(Ref("person", cast.hannah.pk), by=person)
    side = visit(cast.hannah).get(product.get_absolute_url()).content.decode().split("Your friends rated")[1]
    side = side.split("</section>")[0]
    assert "Samuel Adeyemi" in side and "Noor Rahman" not in side and "Joris" not in side
    assert "Your friends rated" not in visit(cast.outsider).get(product.get_absolute_url()).content.decode()


def test_owners_are_counted_truly_and_asked_once(product, cast, visit):
    record_purchase(product, by=None, person=cast.gwen, number="1")
    record_purchase(product, by=None, person=cast.gwen, number="2")
    record_purchase(product, by=None, email="stranger@example.org", number="3")
    cast.pete.just_looking = True
    cast.pete.save()
    record_purchase(product, by=None, person=cast.pete, number="4")
    Notice.objects.all().delete()
    text = visit(cast.hannah).get(product.get_absolute_url()).content.decode()
    assert "3 of our customers have this" in text
    answer = visit(cast.hannah).submit(f"/products/{product.pk}/asked")
    assert answer.status_code == 303
    visit(cast.samuel).submit(f"/products/{product.pk}/asked")
    told = Notice.objects.filter(kind="review_wanted").values_list("person__handle", flat=True)
    assert list(told) == ["gwen"]


def test_a_question_goes_to_five_owners_and_to_nobody_just_looking(product, cast):
    owners = [cast.gwen, cast.joris, cast.samuel, cast.noor, cast.eleanor, cast.shira, cast.pete]
    cast.pete.just_looking = True
    cast.pete.save()
    for number, person in enumerate(owners):
        record_purchase(
            product, by=None, person=person, number=str(number), at=clock.now() - timedelta(days=9 - number)
        )
    topic = open_topic("question", by=cast.hannah, title="Is it sad?", about=[product])
    told = set(
        Notice.objects.filter(kind="owner_question", about_id=topic.pk).values_list(
            "person__handle", flat=True
        )
    )
    assert told == {"joris", "samuel", "noor", "eleanor", "shira"}
    secret = open_topic("question", by=cast.hannah, title="My order?", about=[product], audience="staff")
    assert not Notice.objects.filter(kind="owner_question", about_id=secret.pk).exists()


def test_a_recall_is_told_to_everybody_who_has_it(product, cast, visit):
    cast.pete.just_looking = True
    cast.pete.save()
    record_purchase(product, by=None, person=cast.pete, number="1")
    note_recall(product, by=cast.maya, note="The glue is bad. Bring it back.")
    assert Notice.objects.filter(kind="recall", person=cast.pete).count() == 1
    assert "The glue is bad" in visit(None).get(product.get_absolute_url()).content.decode()


def test_wrong_addresses_lead_to_the_right_one_or_nowhere(product, visit):
    client = visit(None)
    assert client.get(f"/products/{product.pk}/wrong").headers["Location"] == product.get_absolute_url()
    assert client.get(f"/p/{product.pk}").status_code == 301
    for bad in ("/products/999999/x", f"/products/{2**63}/x"):
        assert client.get(bad).status_code == 404
    for bad in ("?sort=nonsense", "?stars=6", "?after=@@@", "?after=WzFd"):
        assert client.get(product.get_absolute_url() + bad).status_code == 422


def test_a_product_called_review_keeps_its_page(db, visit):
    odd = add_product(by=None, title="Review", maker=add_maker("Nobody", by=None))
    assert visit(None).get(odd.get_absolute_url()).status_code == 200


def test_every_public_review_says_how_it_is_verified(product, cast):
    record_purchase(product, by=None, person=cast.gwen, number="1")
    assert write(product, cast.gwen).review.verification == "order"
    late = write(product, cast.samuel)
    record_purchase(product, by=None, person=cast.samuel, proof="receipt", number="2")
    assert ReviewDetail.objects.get(topic=late).verification == "receipt"
    assert all(review.verification for review in reviews.visible_reviews(ANONYMOUS))
