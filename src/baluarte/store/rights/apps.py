"""The Django app of this room."""

from django.apps import AppConfig


class RightsStore(AppConfig):
    """Tables of the room `rights`."""

    name = "baluarte.store.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"
