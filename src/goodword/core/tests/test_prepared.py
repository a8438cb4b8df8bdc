"""Queries built once give what Django gives, for every value; parts kept by their rows are never stale."""

from datetime import UTC, datetime

import pytest
from django.db.models import Exists, OuterRef, Subquery

from goodword.core import choices, fragments, prepared
from goodword.core.models import DailyCount, Leaf, OnceKey, Opening

DAY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def keys(db):
    """Three keys on three days, two counts."""
    DailyCount.objects.create(name="b", day="2026-01-01", count=7)
    return [
        OnceKey.objects.create(key=key, outcome=f"to {key}", at=DAY.replace(day=at))
        for at, key in enumerate("abc", 1)
    ]


def after(value):
    """Keys from a moment on, but one, each with whether it is counted and how often."""
    counted = DailyCount.objects.filter(name=OuterRef("key"))
    rows = OnceKey.objects.filter(at__gte=value.at).exclude(key=value.but).order_by("key")
    return rows.annotate(is_counted=Exists(counted), times=Subquery(counted.values("count")[:1]))


def test_it_gives_what_django_gives_for_each_value(keys):
    for at in (1, 2, 3):
        for but in ("a", "c", "none"):
            values = {"at": DAY.replace(day=at), "but": but}
            found = prepared.find("after", after, **values)
            plain = list(after(type("Values", (), values)))
            assert [vars(one) | {"_state": 0} for one in found.objects()] == [
                vars(one) | {"_state": 0} for one in plain
            ]


def test_it_is_built_once(keys):
    built = []

    def build(value):
        built.append(value)
        return OnceKey.objects.filter(pk=value.pk)

    assert prepared.find("once", build, pk=keys[0].pk).first() == keys[0]
    assert prepared.find("once", build, pk=keys[1].pk).first() == keys[1]
    assert prepared.find("once", build, pk=0).first() is None
    assert len(built) == 1


def test_a_value_that_is_not_in_the_statement_is_a_mistake(db):
    with pytest.raises(ValueError, match="colour"):
        prepared.find("mistake", lambda value: OnceKey.objects.filter(pk=value.pk), pk=1, colour=2)


def test_objects_know_what_was_selected_beside_them(db, django_assert_num_queries):
    leaf = Leaf.objects.create(seq=1, kind="x", line="{}", at=DAY)
    Opening.objects.create(leaf=leaf, field="f", salt=b"s", value="v")
    with django_assert_num_queries(1):
        found = prepared.find(
            "beside", lambda v: Opening.objects.select_related("leaf").filter(field=v.f), f="f"
        ).first()
        assert found.leaf.seq == 1 and found.leaf.at == DAY


def test_a_list_of_ids_is_padded(keys):
    ids = [one.pk for one in keys]

    def build(value):
        return OnceKey.objects.filter(pk__in=prepared.listed(value, 5)).order_by("pk")

    for count in (1, 2, 3):
        found = prepared.find("padded", build, **prepared.padded(ids[:count], 5))
        assert [one.pk for one in found.objects()] == ids[:count]


def test_a_part_is_made_once_for_a_key_and_room_is_bounded(monkeypatch):
    made = []

    def part(key, size=10):
        return fragments.kept(key, lambda: made.append(key) or "x" * size)

    part(1), part(1), part(2)
    assert made == [1, 2]
    monkeypatch.setattr(fragments, "MOST_BYTES", 3 * (fragments._BESIDE + 100))
    for key in range(3, 12):
        part(key, 100)
    made.clear()
    part(11), part(1)
    assert made == [1] and fragments._bytes <= fragments.MOST_BYTES


def test_a_choice_serves_for_a_minute(monkeypatch):
    chosen = iter(["first", "second"])
    assert choices.lately("k", lambda: next(chosen)) == "first" == choices.lately("k", lambda: next(chosen))
    now = choices.time.monotonic()
    monkeypatch.setattr(choices.time, "monotonic", lambda: now + 61)
    assert choices.lately("k", lambda: next(chosen)) == "second"
