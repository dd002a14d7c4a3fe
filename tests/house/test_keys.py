"""Foreign keys are texts, so no import shows them; they must point down the same order as imports."""

import pytest
from django.apps import apps
from django.db import models
from tests.house.building import ROOMS

OURS = [model for model in apps.get_models() if model.__module__.startswith("baluarte.")]
KEYS = [
    (model, field)
    for model in OURS
    for field in model._meta.get_fields()
    if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField)
]


def room(model: type[models.Model]) -> str:
    return model.__module__.split(".")[2]


@pytest.mark.parametrize(("model", "field"), KEYS, ids=lambda value: getattr(value, "__name__", "") or value.name)
def test_a_foreign_key_points_down_the_order_of_rooms(model, field):
    target = field.related_model

    assert target.__module__.startswith("baluarte."), "a table of ours leans on one of ours"
    assert ROOMS.index(room(target)) <= ROOMS.index(room(model))


def test_no_table_of_the_framework_holds_what_we_know():
    named = {app.name for app in apps.get_app_configs()}

    assert "django.contrib.admin" not in named
    assert {room(model) for model in OURS} <= set(ROOMS)
