"""The Django app of this room."""

from django.apps import AppConfig


class SourcesStore(AppConfig):
    """Tables of the room `sources`."""

    name = "baluarte.store.sources"
    label = "sources"
    default_auto_field = "django.db.models.BigAutoField"
