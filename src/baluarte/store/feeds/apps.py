"""The Django app of this room."""

from django.apps import AppConfig


class FeedsStore(AppConfig):
    """Tables of the room `feeds`."""

    name = "baluarte.store.feeds"
    label = "feeds"
    default_auto_field = "django.db.models.BigAutoField"
