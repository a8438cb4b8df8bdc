"""Reads of the notices room: each notice asks the gate again when it is read (law 4)."""

from goodword.core import clock, gate
from goodword.core.gate import Ref
from goodword.core.viewer import Viewer
from goodword.notices.channels import Channel, channels
from goodword.notices.habits import Habits, habits_of
from goodword.notices.models import Notice, PushSubscription, Returned
from goodword.notices.suppressed import suppressed
from goodword.notices.texts import Text, read_subjects, text_of
from goodword.people.models import Person


def notices_of(viewer: Viewer, limit: int = 50) -> list[tuple[Notice, Text]]:
    """The latest notices of a person whose object they may still see, with their words; newest first."""
    mine = Notice.objects.filter(person_id=viewer.id, visible_from__lte=clock.now())
    latest = list(mine.select_related("actor").order_by("-visible_from", "-id")[:limit])
    seen = gate.visible([Ref(notice.about_kind, notice.about_id) for notice in latest], viewer)
    shown = [notice for notice in latest if Ref(notice.about_kind, notice.about_id) in seen]
    read_subjects(shown, viewer)
    told = [(notice, text_of(notice, viewer)) for notice in shown]
    return [(notice, text) for notice, text in told if text is not None]


def unread_count(viewer: Viewer) -> int:
    """How many unread notices a person has whose object they may see; counts pass the gate like everything else."""
    unread = Notice.objects.filter(person_id=viewer.id, read_at__isnull=True, visible_from__lte=clock.now())
    refs = [Ref(kind, id) for kind, id in unread.values_list("about_kind", "about_id")[:100]]
    seen = gate.visible(refs, viewer)
    return sum(ref in seen for ref in refs)


def habits(person: Person) -> Habits:
    """How one person wants to be told."""
    return habits_of([person])[person.pk]


def channels_for(person: Person) -> list[Channel]:
    """The channels a person can choose a pace on: mail, and what they have set up themselves."""
    return [channel for channel in channels() if channel.key == "email" or not channel.unreachable([person])]


def trouble_of(person: Person) -> str:
    """Why no mail goes to a person at the moment: "unconfirmed", "bounce", "complaint", "unsubscribed" or ""."""
    if not person.email or person.email_confirmed_at is None:
        return "unconfirmed"
    found = suppressed([person.email])
    return str(found[person.email].cause) if found else ""


def browsers_of(person: Person) -> list[PushSubscription]:
    """The browsers of a person that take push messages, latest first."""
    return list(PushSubscription.objects.filter(person=person).order_by("-made_at", "-id"))


def returned_of(person: Person) -> list[Returned]:
    """What says that mail to a person's present address does not arrive: the latest lasting failure or complaint."""
    if not person.email or not suppressed([person.email]):
        return []
    lasting = Returned.objects.filter(person=person).exclude(kind=Returned.Kind.TRANSIENT)
    return list(lasting.order_by("-at")[:1])
