"""The Django app of this room."""

from django.apps import AppConfig


class RepliesStore(AppConfig):
    """Tables of the room `replies`."""

    name = "baluarte.store.replies"
    label = "replies"
    default_auto_field = "django.db.models.BigAutoField"
