"""The Django app of signing in: it listens to what allauth did, so that each sign-in leaves its mark."""

from django.apps import AppConfig


class Identity(AppConfig):
    """Listens; it has no tables of its own."""

    name = "baluarte.wiring.identity"
    label = "identity"

    def ready(self) -> None:
        """Begin to listen."""
        from baluarte.wiring.identity import marks  # noqa: PLC0415 - it reads models, which are loaded by now

        marks.listen()
