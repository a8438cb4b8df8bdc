"""When an imported writer turns out to be a member, or a member leaves: whose texts they are."""

from django.db import transaction

from goodword.conversations.actions.replies import withdraw_reply
from goodword.conversations.actions.stars import hand_over_stars
from goodword.conversations.actions.topics import withdraw_topic
from goodword.conversations.models import Draft, Reply, ReviewDetail, SameHere, Topic, Vote
from goodword.people.models import Person


@transaction.atomic
def hand_over(imported_id: int, person_id: int) -> int:
    """Everything an imported person wrote becomes the member's; label, time and source stay. Returns how many texts. May run twice."""
    moved = Topic.objects.filter(author_id=imported_id).update(author_id=person_id)
    moved += Reply.objects.filter(author_id=imported_id).update(author_id=person_id)
    reviewed = ReviewDetail.objects.filter(author_id=person_id, current=True).values("product_id")
    mine = ReviewDetail.objects.filter(author_id=imported_id)
    mine.filter(product_id__in=list(reviewed.values_list("product_id", flat=True))).update(
        author_id=person_id, current=False
    )
    mine.update(author_id=person_id)
    hand_over_stars(imported_id, person_id)
    return moved


def withdraw_everything(person_id: int) -> int:
    """Take back all that somebody wrote, as they would one by one. Returns how many texts. May run twice."""
    person = Person.objects.get(pk=person_id)
    count = 0
    for reply in Reply.objects.filter(author_id=person_id, state="published").order_by("pk").iterator():
        withdraw_reply(reply, by=person)
        count += 1
    for topic in Topic.objects.filter(author_id=person_id, state="published").order_by("pk").iterator():
        withdraw_topic(topic, by=person)
        count += 1
    return count


@transaction.atomic
def forget_traces(person_id: int) -> None:
    """Remove what somebody left besides texts: drafts, votes, same here. May run twice."""
    Draft.objects.filter(person_id=person_id).delete()
    SameHere.objects.filter(person_id=person_id).delete()
    Vote.objects.filter(person_id=person_id).delete()
