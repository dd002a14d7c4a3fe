"""The Django app of this room."""

from django.apps import AppConfig


class RepliesStore(AppConfig):
    """Tables of the room `replies`."""

    name = "baluarte.store.replies"
    label = "replies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name what is tied to its owner."""
        from baluarte.store.ground.nets.ties import Tie, know  # noqa: PLC0415 - needs the app registry

        know(
            (
                Tie("replies_replyrow", "notice_id", "warning_noticerow"),
                Tie("replies_replyrow", "contact_id", "constituency_contactrow"),
            )
        )
