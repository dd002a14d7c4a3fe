"""The Django app of this room."""

from django.apps import AppConfig


class WarningStore(AppConfig):
    """Tables of the room `warning`."""

    name = "baluarte.store.warning"
    label = "warning"
    default_auto_field = "django.db.models.BigAutoField"
