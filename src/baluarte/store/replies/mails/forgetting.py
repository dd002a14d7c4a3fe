"""The words of a mail are kept for a short time, what became of it for long.

Rows first: what they no longer name is then swept from the disk, together with second
copies that nobody ever named. What still waits for a person is kept until it is settled.
"""

from datetime import datetime, timedelta

from baluarte.core.ground.world import World
from baluarte.store.feeds.durable import drop
from baluarte.store.replies.mails.places import mail_store
from baluarte.store.replies.models import ReplyRow

KEPT = timedelta(days=30)


def forget_words(now: datetime) -> int:
    """Forget what was written in old replies that need nobody, and return in how many."""
    old = ReplyRow.objects.filter(via="mail", at__lt=now - KEPT).exclude(state="waiting").exclude(raw="")
    return old.update(text="", subject="", raw="")


def sweep_bytes(world: World) -> int:
    """Delete the bytes of mails that are old and that no reply names; return how many files that were."""
    root, before = mail_store(world).root, (world.machine_now() - KEPT).timestamp()
    named = set(ReplyRow.objects.exclude(raw="").values_list("raw", flat=True))
    swept = [path for path in root.rglob("*") if path.is_file() and path.name not in named and path.stat().st_mtime < before]
    for path in swept:
        drop(path)
    return len(swept)
