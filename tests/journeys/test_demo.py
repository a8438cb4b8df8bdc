"""The demo community is what a newcomer judges: it is whole, lived in, and made by the same verbs as everything else."""

from collections import Counter

import pytest
from django.core import mail

from goodword.catalog.models import Product, Subject
from goodword.conversations.models import IdeaDetail, Reply, ReviewDetail, Topic
from goodword.conversations.queries.answer_times import answer_time
from goodword.core import clock
from goodword.core.models import Leaf, Receipt
from goodword.core.viewer import ANONYMOUS
from goodword.gatherings.models import Event
from goodword.notices.deliveries import deliver
from goodword.notices.models import Notice, Outgoing
from goodword.notices.queries import notices_of
from goodword.people.models import Person
from goodword.people.queries import staff_ids, viewer_of
from goodword.site import home

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The whole demo, made once for this file and taken away again."""
    from django.db import transaction

    from goodword.site.demo.load import load

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield load(lambda name: None)
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def test_it_is_as_large_as_promised(demo):
    assert Product.objects.filter(variant_of=None).count() >= 400
    assert Subject.objects.filter(products__isnull=False).distinct().count() == 23
    assert len(staff_ids()) == 6
    assert Person.objects.count() == 46
    assert Topic.objects.filter(kind="question").count() >= 60
    assert ReviewDetail.objects.count() >= 150


def test_ideas_are_in_every_status(demo):
    found = Counter(IdeaDetail.objects.values_list("status", flat=True))
    assert set(found) == {"open", "under_review", "planned", "started", "done", "declined"}


def test_stars_are_spread_honestly(demo):
    stars = Counter(ReviewDetail.objects.filter(rating__counted=True).values_list("stars", flat=True))
    assert set(stars) == {1, 2, 3, 4, 5}
    low = (stars[1] + stars[2]) / sum(stars.values())
    assert 0.1 < low < 0.3


def test_nothing_lies_in_the_future_but_what_is_coming_up(demo):
    now = clock.now()
    for model in (Topic, Reply):
        assert not model.objects.filter(created_at__gt=now).exists()
    assert Event.objects.filter(begins_at__gt=now).count() >= 3
    assert not Topic.objects.filter(solved_at__gt=now).exists()


def test_every_review_has_its_receipt_and_every_withheld_text_its_line(demo):
    assert Receipt.objects.filter(about_kind="product").count() == ReviewDetail.objects.count()
    withheld = Topic.objects.filter(state="withheld").count()
    assert withheld == Leaf.objects.filter(kind="decision").count() > 0


def test_only_the_two_whose_links_are_printed_were_told(demo):
    assert set(Notice.objects.values_list("person__handle", flat=True)) == {"hannah", "ines"}
    read: dict[str, set[bool]] = {}
    for handle in ("hannah", "ines"):
        rows = notices_of(viewer_of(Person.objects.get(handle=handle)))
        read[handle] = {notice.read_at is not None for notice, _text in rows}
    assert False in read["ines"], "something new"
    assert read["hannah"] == {False, True}, "something new, and something that was read"


def test_the_mailbox_holds_a_digest_and_a_mail_of_one_thing(demo):
    """At any hour of the day: she has no quiet hours, and what was planned for this morning is due."""
    deliver.call()
    hers = Outgoing.objects.filter(person__handle="hannah", state="sent")
    assert set(hers.values_list("form", flat=True)) == {"digest", "instant"}
    digest = next(one for one in mail.outbox if "What you follow" in one.body)
    assert "Hello Hannah Lindqvist," in digest.body and "Why you hear of it: You follow" in digest.body


def test_the_first_page_is_full(demo):
    shelves = home.shelves(ANONYMOUS)
    assert len(shelves.answered) == 5
    assert sorted(review.stars >= 4 for review in shelves.reviews) == [False, True]
    assert len(shelves.changes) == 3
    assert len(shelves.events) == 3
    middle = answer_time().middle.total_seconds() / 60
    assert 30 < middle < 240


def test_answers_stand_in_their_order(demo):
    topic = Topic.objects.filter(accepted_count__gt=1).first()
    ranks = list(
        topic.replies.filter(parent=None).order_by("-rank", "created_at").values_list("rank", flat=True)
    )
    assert ranks == sorted(ranks, reverse=True)
