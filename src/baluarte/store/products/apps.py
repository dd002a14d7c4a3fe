"""The Django app of this room."""

from django.apps import AppConfig


class ProductsStore(AppConfig):
    """Tables of the room `products`."""

    name = "baluarte.store.products"
    label = "products"
    default_auto_field = "django.db.models.BigAutoField"
