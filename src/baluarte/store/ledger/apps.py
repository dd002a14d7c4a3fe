"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from baluarte.store.ground.frozen import freeze

FROZEN = ("ledger_mark", "ledger_accessrecord")


class LedgerStore(AppConfig):
    """Tables of the room `ledger`, and those of them that are written once."""

    name = "baluarte.store.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Freeze them again after every migration."""
        post_migrate.connect(_freeze, sender=self, dispatch_uid="ledger.frozen")


def _freeze(**_told: Any) -> None:
    freeze(FROZEN)
