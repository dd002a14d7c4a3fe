"""The Django app of this room."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from baluarte.store.ground.folding import teach_sqlite


class GroundStore(AppConfig):
    """Tables of the room `ground`, and what every connection must know."""

    name = "baluarte.store.ground"
    label = "ground"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Teach each new connection to fold."""
        connection_created.connect(teach_sqlite, dispatch_uid="baluarte-fold")
