"""The Django app of this room."""

from django.apps import AppConfig


class LedgerStore(AppConfig):
    """Tables of the room `ledger`."""

    name = "baluarte.store.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
