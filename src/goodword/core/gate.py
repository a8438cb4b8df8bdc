"""The one gate for reading (law 4). A room registers, beside its noun, which ids a viewer may see; every surface asks here."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from goodword.core.viewer import Viewer

Visible = Callable[[set[int], Viewer], set[int]]
_kinds: dict[str, Visible] = {}


class Ref(NamedTuple):
    """The address of one object: its kind ("topic", "reply", "product" …) and its id."""

    kind: str
    id: int


def register(kind: str, visible: Visible) -> None:
    """Name the function that narrows a set of ids of `kind` to those a viewer may see. Raises ValueError on a second one."""
    if kind in _kinds and _kinds[kind] is not visible:
        raise ValueError(f"two gates for {kind!r}")
    _kinds[kind] = visible


def kinds() -> list[str]:
    """The kinds the gate knows, sorted."""
    return sorted(_kinds)


def ids(kind: str, wanted: Iterable[int], viewer: Viewer) -> set[int]:
    """The ids of `kind` among `wanted` that `viewer` may see. An unknown kind is never visible: the gate fails closed."""
    asked = set(wanted)
    check = _kinds.get(kind)
    return check(asked, viewer) & asked if check and asked else set()


def visible(refs: Iterable[Ref], viewer: Viewer) -> set[Ref]:
    """The refs among `refs` that `viewer` may see; one query a kind."""
    grouped: dict[str, set[int]] = defaultdict(set)
    for ref in refs:
        grouped[ref.kind].add(ref.id)
    return {Ref(kind, id) for kind, group in grouped.items() for id in ids(kind, group, viewer)}


def may_see(ref: Ref, viewer: Viewer) -> bool:
    """Whether `viewer` may see this one object."""
    return bool(ids(ref.kind, {ref.id}, viewer))
