"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from baluarte.store.ground.folding import teach_sqlite


class GroundStore(AppConfig):
    """Tables of the room `ground`, and what every connection must know."""

    name = "baluarte.store.ground"
    label = "ground"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Teach each new connection what it must know; take the nets of all rooms down before a migration and raise them after it."""
        connection_created.connect(teach_sqlite, dispatch_uid="baluarte-fold")
        connection_created.connect(_say_for_whom, dispatch_uid="baluarte-tenants")
        pre_migrate.connect(_take_down, sender=self, dispatch_uid="ground.ties.down")
        post_migrate.connect(_raise_again, sender=self, dispatch_uid="ground.ties")


def _take_down(**_told: Any) -> None:
    from baluarte.store.ground.nets.ties import take_down_ties  # noqa: PLC0415 - needs the app registry

    take_down_ties()


def _raise_again(**_told: Any) -> None:
    from baluarte.store.ground.nets.tenants import raise_policies  # noqa: PLC0415 - the same
    from baluarte.store.ground.nets.ties import raise_ties  # noqa: PLC0415 - needs the app registry

    raise_ties()
    raise_policies()


def _say_for_whom(connection: BaseDatabaseWrapper, **_told: Any) -> None:
    from baluarte.store.ground.nets.tenants import on_connection  # noqa: PLC0415 - the same

    on_connection(connection)
