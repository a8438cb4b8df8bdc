"""Reads of the notices room: each notice asks the gate again when it is read (law 4)."""

from goodword.core import clock, gate
from goodword.core.gate import Ref
from goodword.core.viewer import Viewer
from goodword.notices.models import Notice
from goodword.notices.texts import Text, read_subjects, text_of


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
