"""What a linter cannot see: a relation between two tables is an import too. Relations point down only."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps

# From the top of the house to its floor; siblings share a height.
FLOORS = (
    {"site"},
    {"connect"},
    {"insight"},
    {"outreach"},
    {"care"},
    {"listening"},
    {"moderation"},
    {"gatherings"},
    {"conversations"},
    {"catalog", "notices"},
    {"people"},
    {"core"},
)
HEIGHT = {room: -index for index, rooms in enumerate(FLOORS) for room in rooms}


def relations() -> Iterator[tuple[str, str, str, Any]]:
    """(name, room of the model, room it points to, field) of every relation written in our models."""
    for model in apps.get_models(include_auto_created=True):
        here = model._meta.app_label
        if here not in HEIGHT:
            continue
        for field in model._meta.get_fields(include_hidden=True):
            if not field.is_relation or field.auto_created or getattr(field, "related_model", None) is None:
                continue
            there = field.related_model._meta.app_label
            yield f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}", here, there, field


def test_every_room_with_tables_has_its_floor() -> None:
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("goodword.")}
    assert ours <= set(HEIGHT)


def test_relations_point_down_only() -> None:
    upward = [
        name
        for name, here, there, _ in relations()
        if there in HEIGHT and here != there and HEIGHT[there] >= HEIGHT[here]
    ]
    assert upward == []


def test_a_lower_table_does_not_know_who_points_at_it() -> None:
    """A reverse name would let a lower room read a higher one without an import that a linter could see."""
    named = [
        name
        for name, here, there, field in relations()
        if there in HEIGHT and here != there and not field.remote_field.hidden
    ]
    assert named == []


@pytest.mark.parametrize(
    "label", [app.label for app in apps.get_app_configs() if app.name.startswith("goodword.")]
)
def test_no_logic_hides_in_save_or_in_signals(label: str) -> None:
    """Verbs are the only writers: a model that acts when it is saved writes behind their back."""
    from django.db import models

    for model in apps.get_app_config(label).get_models():
        assert model.save is models.Model.save or model.save.__module__.startswith("django."), model
        assert model.delete is models.Model.delete or model.delete.__module__.startswith("django."), model
