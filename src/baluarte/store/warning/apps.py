"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class WarningStore(AppConfig):
    """Tables of the room `warning`."""

    name = "baluarte.store.warning"
    label = "warning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Raise the walls again after every migration: SQLite forgets them when it rebuilds a table."""
        post_migrate.connect(_raise_again, sender=self, dispatch_uid="warning.walls")


def _raise_again(**_told: Any) -> None:

    from baluarte.store.warning.walls import raise_walls  # noqa: PLC0415 - needs the app registry

    if "warning_outboxrow" in connection.introspection.table_names():
        raise_walls()
