"""The public log: dense, canonical, silent about persons, never changed (law 3)."""

import json

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from goodword.core import ledger, receipts
from goodword.core.gate import Ref
from goodword.core.models import Leaf, Opening, Receipt

LEAVES = st.text(max_size=9) | st.integers()
VALUES = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.text(max_size=9), LEAVES, max_size=3)


@given(st.dictionaries(st.text(max_size=9), VALUES, max_size=4))
def test_a_canonical_line_has_one_form(value):
    line = ledger.canonical(value)
    assert "\n" not in line
    assert ledger.canonical(json.loads(line)) == line


@pytest.mark.parametrize("value", [1.5, None, True, {"a": [None]}, {1: "a"}, b"x"])
def test_only_strings_and_integers_enter(value):
    with pytest.raises(TypeError):
        ledger.canonical(value)


def test_numbers_are_dense_and_values_are_committed_not_told(db):
    leaves = [ledger.append("decision", {"n": n}, {"facts": f"a secret {n}"}) for n in range(3)]
    assert [leaf.seq for leaf in leaves] == [0, 1, 2]
    line = json.loads(leaves[1].line)
    assert "secret" not in leaves[1].line
    opening = Opening.objects.get(leaf=leaves[1])
    assert line["c"]["facts"] == ledger.commitment(bytes(opening.salt), "facts", opening.value)
    assert ledger.commitment(b"another salt", "facts", opening.value) != line["c"]["facts"]


def test_an_opening_can_go_and_the_line_stays(db):
    leaf = ledger.append("decision", {"n": 1}, {"facts": "a name"})
    before = leaf.line
    Opening.objects.all().delete()
    assert Leaf.objects.get().line == before


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("model", [Leaf, Receipt])
def test_the_database_refuses_to_change_what_is_on_record(db, model, change):
    ledger.append("decision", {"n": 1})
    receipts.give("abc", about=Ref("product", 7), text="fine words")
    rows = model.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(at="2020-01-01T00:00:00Z") if change == "update" else rows._raw_delete("default")


def test_received_counts_rows(db):
    for n in range(3):
        receipts.give(f"review{n}", about=Ref("product", 7), text="words")
    assert receipts.received(Ref("product", 7)) == 3
    assert receipts.received(Ref("product", 8)) == 0
