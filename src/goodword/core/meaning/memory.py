"""The vectors of a site in the memory of the process that searches: read once, caught up by `id > last seen`, compared one by one.

100,000 vectors take 40 MB and 7 ms of one processor a question. Every row says of what it is and who may know of it, but only the
gate decides what is delivered. Needs numpy: import this module only where `model.available()`.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from goodword.core.gate import Ref
from goodword.core.meaning.model import DIMENSIONS
from goodword.core.models import SearchVector

FRESH = 0.25  # seconds that the memory is taken for whole
AFRESH = (
    6 * 3600.0
)  # seconds without a look after which all is read anew; empty rows of what is gone are kept for longer
BLOCK = 1024  # vectors compared at once: they fit the processor's cache as floats
GROWTH = 8192
READ_AT_ONCE = 2000
KIND_BITS = 56
COLUMNS = ("id", "kind", "object_id", "facet", "audience", "answered", "state", "vector")


class Near(NamedTuple):
    """An object whose meaning is near. cosine: 1 is the same, 0 has nothing to do with it. public: its audience is everybody."""

    ref: Ref
    facet: str
    answered: bool
    public: bool
    cosine: float


@dataclass
class Codes:
    """Short numbers for the few names of kinds, facets and audiences."""

    names: list[str] = field(default_factory=list)

    def of(self, name: str) -> int:
        """The number of a name, a new one where it is new."""
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)


class Memory:
    """The vectors of one site. Threads may ask at the same time; one of them catches up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds, self._facets, self._audiences = Codes(), Codes(), Codes()
        self._count, self._last, self._looked_at = 0, 0, 0.0
        self._empty()

    def __len__(self) -> int:
        return int(self._alive[: self._count].sum())

    @property
    def size(self) -> int:
        """Bytes held."""
        arrays = (self._keys, self._facet, self._audience, self._answered, self._alive, self._scale)
        return sum(block.nbytes for block in self._blocks) + sum(array.nbytes for array in arrays)

    def nearest(
        self, vector: np.ndarray, audiences: list[str], facets: list[str] | None, limit: int
    ) -> list[Near]:
        """The `limit` objects nearest to `vector` of these audiences and facets, nearest first."""
        with self._lock:
            self._catch_up()
            count = self._count
            wanted = self._alive[:count] & self._one_of(self._audience, self._audiences, audiences)
            if facets:
                wanted &= self._one_of(self._facet, self._facets, facets)
            cosines = np.where(wanted, self._cosines(vector), -2.0)
            some = np.argpartition(-cosines, min(limit, count) - 1)[:limit].tolist() if count else []
            best = sorted((place for place in some if wanted[place]), key=lambda place: -cosines[place])
            return [self._near(place, float(cosines[place])) for place in best]

    def rows(self, refs: list[Ref]) -> np.ndarray:
        """The vectors of these objects as rows of length 1, in their order; zeros for one that has none."""
        with self._lock:
            keys = [self._key(ref.kind, ref.id) for ref in refs]
            places = {int(self._keys[place]): place for place in self._places(np.array(keys, np.int64))}
            found = np.zeros((len(refs), DIMENSIONS), np.float32)
            for number, key in enumerate(keys):
                place = places.get(key)
                if place is not None:
                    found[number] = self._blocks[place // GROWTH][place % GROWTH] * self._scale[place]
            return found

    def _near(self, place: int, cosine: float) -> Near:
        key = int(self._keys[place])
        ref = Ref(self._kinds.names[key >> KIND_BITS], key & ((1 << KIND_BITS) - 1))
        audience = self._audiences.names[self._audience[place]]
        return Near(
            ref,
            self._facets.names[self._facet[place]],
            bool(self._answered[place]),
            audience == "everyone",
            cosine,
        )

    def _one_of(self, column: np.ndarray, codes: Codes, names: list[str]) -> Any:
        return np.isin(column[: self._count], [codes.of(name) for name in names])

    def _cosines(self, vector: np.ndarray) -> np.ndarray:
        query = unit(vector)
        found = np.empty(self._count, np.float32)
        for start in range(0, self._count, BLOCK):
            end = min(start + BLOCK, self._count)
            block = self._blocks[start // GROWTH][start % GROWTH : start % GROWTH + end - start]
            found[start:end] = block.astype(np.float32) @ query
        return found * self._scale[: self._count]

    def _key(self, kind: str, object_id: int) -> int:
        return (self._kinds.of(kind) << KIND_BITS) | object_id

    def _places(self, keys: np.ndarray) -> list[int]:
        return [int(place) for place in np.flatnonzero(np.isin(self._keys[: self._count], keys))]

    def _catch_up(self) -> None:
        """Read what is new, at most four times a second; all of it after a long time without a look."""
        now = time.monotonic()
        if self._looked_at and now - self._looked_at < FRESH:
            return
        if self._looked_at and now - self._looked_at > AFRESH:
            self._empty()
        rows = SearchVector.objects.filter(id__gt=self._last)
        part: list[tuple[Any, ...]] = []
        for row in rows.order_by("id").values_list(*COLUMNS).iterator(chunk_size=READ_AT_ONCE):
            part.append(row)
            if len(part) == READ_AT_ONCE:
                self._take(part)
                part = []
        if part:
            self._take(part)
        self._looked_at = now

    def _take(self, rows: list[tuple[Any, ...]]) -> None:
        """Put rows where the older ones of their objects are, or at the end; only a row with a vector is alive."""
        keys = np.array([self._key(row[1], row[2]) for row in rows], np.int64)
        old = {int(self._keys[place]): place for place in self._places(keys)}
        for key, (id_, _kind, _object, facet, audience, answered, state, vector) in zip(
            keys.tolist(), rows, strict=True
        ):
            self._last = id_
            there = state == SearchVector.State.THERE and len(vector) == DIMENSIONS
            place = old.get(key)
            if place is None:
                if not there:
                    continue
                place = old[key] = self._new_place()
            numbers = np.frombuffer(vector, np.int8) if there else np.zeros(DIMENSIONS, np.int8)
            self._blocks[place // GROWTH][place % GROWTH] = numbers
            length = float(np.linalg.norm(numbers.astype(np.float32)))
            self._keys[place], self._alive[place], self._answered[place] = key, there, answered
            self._facet[place], self._audience[place] = self._facets.of(facet), self._audiences.of(audience)
            self._scale[place] = 1 / length if length else 0.0

    def _new_place(self) -> int:
        if self._count == len(self._blocks) * GROWTH:
            self._blocks.append(np.zeros((GROWTH, DIMENSIONS), np.int8))
            for name in ("_keys", "_facet", "_audience", "_answered", "_alive", "_scale"):
                array = getattr(self, name)
                setattr(self, name, np.concatenate([array, np.zeros(GROWTH, array.dtype)]))
        self._count += 1
        return self._count - 1

    def _empty(self) -> None:
        self._blocks: list[np.ndarray] = []
        self._keys = np.zeros(0, np.int64)
        self._facet = np.zeros(0, np.uint8)
        self._audience = np.zeros(0, np.uint8)
        self._answered = np.zeros(0, bool)
        self._alive = np.zeros(0, bool)
        self._scale = np.zeros(0, np.float32)
        self._count, self._last, self._looked_at = 0, 0, 0.0


_memory = Memory()


def memory() -> Memory:
    """The memory of this process."""
    return _memory


def forget() -> None:
    """Read all vectors anew (between tests, and where the database is another one)."""
    global _memory
    _memory = Memory()


def unit(vector: np.ndarray) -> np.ndarray:
    """The same direction as floats, with length 1."""
    whole = vector.astype(np.float32)
    return whole / max(float(np.linalg.norm(whole)), 1e-9)
