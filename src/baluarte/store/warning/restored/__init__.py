"""After a backup came back: what left since then is not sent again.

The outbox of last night does not know what left this morning. So everything that had not
left when the backup was made waits for a person, unless the record of the mail gateway says
that it left: then it is called sent, under the name by which the gateway knows it.
"""

from collections.abc import Iterable

from django.db import transaction

from baluarte.core.ground.post.handed import Handed
from baluarte.store.warning.models import OutboxRow

RESTORED = "restored"  # why a message is held
_NOT_LEFT = ("queued", "sending", "temporary-failure")


def hold_everything(handed: Iterable[Handed]) -> tuple[int, int]:
    """Hold what had not left, and call sent what the record says left; return how many of each."""
    left = {one.message_id: one for one in handed}
    sent = held = 0
    with transaction.atomic():
        for row in OutboxRow.objects.filter(state__in=_NOT_LEFT).order_by("id").only("id", "message_id"):
            known = left.get(row.message_id)
            mine = OutboxRow.objects.filter(id=row.id)
            if known is not None:
                sent += mine.update(state="accepted", sent_at=known.at, provider_id=known.provider_id[:400], leased_until=None, note="")
            else:
                held += mine.update(state="held", note=RESTORED, leased_until=None)
    return held, sent
