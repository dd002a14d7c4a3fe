"""The Django app of this room."""

from django.apps import AppConfig


class CampaignsStore(AppConfig):
    """Tables of the room `campaigns`."""

    name = "baluarte.store.campaigns"
    label = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"
