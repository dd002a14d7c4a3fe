"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate, pre_migrate


class WarningStore(AppConfig):
    """Tables of the room `warning`."""

    name = "baluarte.store.warning"
    label = "warning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the walls down before a migration and raise them after it.

        SQLite forgets the triggers of a table that it rebuilds, and refuses to rebuild one
        that a trigger of another table names.
        """
        pre_migrate.connect(_take_down, sender=self, dispatch_uid="warning.walls.down")
        post_migrate.connect(_raise_again, sender=self, dispatch_uid="warning.walls")


def _take_down(**_told: Any) -> None:
    from baluarte.store.warning.walls import take_down_walls  # noqa: PLC0415 - needs the app registry

    take_down_walls()


def _raise_again(**_told: Any) -> None:

    from baluarte.store.warning.walls import raise_walls  # noqa: PLC0415 - needs the app registry

    if "warning_outboxrow" in connection.introspection.table_names():
        raise_walls()
