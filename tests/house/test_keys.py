"""Foreign keys are texts, so no import shows them; they must point down the same order as imports."""

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils.translation import override
from tests.house.building import ROOMS, SRC

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


def test_every_change_of_a_table_has_its_migration():
    loader = MigrationLoader(None)
    # Labels of the framework are translated; a migration holds them as they were written.
    with override(None):
        now = ProjectState.from_apps(apps)
        detector = MigrationAutodetector(loader.project_state(), now, NonInteractiveMigrationQuestioner(dry_run=True))
        changes = detector.changes(graph=loader.graph)

    assert {app: [str(migration) for migration in migrations] for app, migrations in changes.items()} == {}


def test_a_reverse_name_is_taken_only_where_it_is_used():
    used = "".join(path.read_text("utf-8") for path in (SRC / "store").rglob("*.py"))
    named = {
        (model.__name__, field.remote_field.related_name) for model, field in KEYS if field.remote_field.related_name not in {"+", None}
    }
    silent = {(model.__name__, field.name) for model, field in KEYS if field.remote_field.related_name is None}

    assert silent == set()
    assert [pair for pair in sorted(named) if used.count(pair[1]) < 2] == []
