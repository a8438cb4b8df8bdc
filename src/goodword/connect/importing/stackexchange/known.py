"""What of a source is here already: by old id, a batch at a time, in a dry run together with what would have come."""

from collections.abc import Iterable

from goodword.conversations.models import Reply, Topic
from goodword.people.models import Person

_MODELS = {"person": Person, "topic": Topic, "reply": Reply}
WOULD_BE = 0  # the id, in a dry run, of what a real run would have made


class Known:
    """Ids by kind and old id."""

    def __init__(self, source: str, *, dry: bool) -> None:
        self._source = source
        self._dry = dry
        self._would_be: dict[str, set[str]] = {kind: set() for kind in _MODELS}

    def ids(self, kind: str, source_ids: Iterable[str]) -> dict[str, int]:
        """The ids of those that are here."""
        asked = set(source_ids)
        here = _MODELS[kind]._default_manager.filter(source=self._source, source_id__in=asked)
        found = dict(here.values_list("source_id", "pk"))
        return dict.fromkeys(asked & self._would_be[kind], WOULD_BE) | found

    def topics_of(self, source_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
        """For replies that are here: (topic, reply)."""
        asked = set(source_ids)
        here = Reply.objects.filter(source=self._source, source_id__in=asked)
        found = {old: (topic, reply) for old, topic, reply in here.values_list("source_id", "topic_id", "pk")}
        return dict.fromkeys(asked & self._would_be["reply"], (WOULD_BE, WOULD_BE)) | found

    def add(self, kind: str, source_ids: Iterable[str]) -> None:
        """In a dry run: these would be here now."""
        if self._dry:
            self._would_be[kind].update(source_ids)
