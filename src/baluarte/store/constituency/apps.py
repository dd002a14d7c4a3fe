"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate

from baluarte.store.ground.frozen import freeze

FROZEN = ("constituency_historyrow",)


class ConstituencyStore(AppConfig):
    """Tables of the room `constituency`, and those of them that are written once."""

    name = "baluarte.store.constituency"
    label = "constituency"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Freeze them again after every migration, and let assets change their stamp."""
        post_migrate.connect(_freeze, sender=self, dispatch_uid="constituency.frozen")
        post_migrate.connect(_stamp, sender=self, dispatch_uid="constituency.stamp")


def _freeze(**_told: Any) -> None:
    freeze(FROZEN)


def _stamp(**_told: Any) -> None:
    from baluarte.store.constituency.stamp import raise_stamp  # noqa: PLC0415 - needs the app registry

    if "constituency_assetstamp" in connection.introspection.table_names():
        raise_stamp()
