"""The Django app of this room."""

from django.apps import AppConfig


class ConstituencyStore(AppConfig):
    """Tables of the room `constituency`."""

    name = "baluarte.store.constituency"
    label = "constituency"
    default_auto_field = "django.db.models.BigAutoField"
