"""The Django app of this room."""

from django.apps import AppConfig


class GroundStore(AppConfig):
    """Tables of the room `ground`."""

    name = "baluarte.store.ground"
    label = "ground"
    default_auto_field = "django.db.models.BigAutoField"
