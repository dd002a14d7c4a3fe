"""Where the bytes of mails that came back lie: durable before anything of them is read."""

import hashlib
from pathlib import Path

from baluarte.core.ground.world import World
from baluarte.store.feeds.raw import RawStore
from baluarte.store.replies.models import BookmarkRow


def mail_store(world: World) -> RawStore:
    """Return the raw store of mails; it stands apart from deliveries, because nobody counts rows in it."""
    return RawStore(Path(world.data) / "mail", world.key("mail"))


def key_of(message_id: str, sender: str, raw: bytes) -> str:
    r"""Return what makes a mail the same one: its name, its sender and its body, whatever head the way has added.

    >>> head = b"Message-ID: <a@b>\r\n"
    >>> key_of("<a@b>", "x@y", head + b"\r\nFIXED") == key_of("<a@b>", "x@y", b"Received: z\r\n" + head + b"\r\nFIXED")
    True
    """
    if not message_id:
        return hashlib.sha256(raw).hexdigest()
    ends = [place + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (place := raw.find(mark)) >= 0]
    body = raw[min(ends) :] if ends else b""
    return hashlib.sha256(b"\n".join((message_id.encode(), sender.encode(), hashlib.sha256(body).digest()))).hexdigest()


def bookmark(name: str) -> tuple[int, int]:
    """Return how far a mailbox was read."""
    return BookmarkRow.objects.filter(name=name).values_list("numbering", "uid").first() or (0, 0)


def keep_bookmark(name: str, mark: tuple[int, int]) -> None:
    """Remember how far a mailbox was read."""
    BookmarkRow.objects.update_or_create(name=name, defaults={"numbering": mark[0], "uid": mark[1]})
