"""The Django app of this room."""

from django.apps import AppConfig


class MeasuresStore(AppConfig):
    """Tables of the room `measures`."""

    name = "baluarte.store.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"
