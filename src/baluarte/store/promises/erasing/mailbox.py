"""Erase whoever a mailbox reaches, from every room.

What stays is what the accounts of the house need: that a message was written, when, and how
it ended. Whom it reached reads as a name that cannot exist, another one each time.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from baluarte.core.ground.world import World
from baluarte.core.rights.keys.erased import Erased
from baluarte.core.rights.keys.sealing import erased_mailbox, read_sealed
from baluarte.store.constituency.models import ContactRow
from baluarte.store.feeds.durable import drop
from baluarte.store.ground.models import IdempotencyKey
from baluarte.store.replies.mails.places import mail_store
from baluarte.store.replies.models import ReplyRow
from baluarte.store.rights.keys.fields import SealedMailbox
from baluarte.store.rights.keys.vault import STANDING, vault
from baluarte.store.warning.forgetting import FINAL
from baluarte.store.warning.models import OutboxRow

_COPIES = ("outgoing",)  # folders of the data folder that hold mails as files, where there is no mail server


def erase(world: World, address: str) -> Erased:
    """Erase a mailbox everywhere. Keys and files go before the transaction is committed: a crash leaves less, never more."""
    stands_for = erased_mailbox(secrets.token_hex(16))
    raws = list(_sealed_for(ReplyRow.objects.all(), "sender", "reply", address).exclude(raw="").values_list("raw", flat=True))
    items = _forget_rows(address, stands_for)
    world.step("rights.erase.rows-forgotten")
    copies = list(_copies(world, address))
    for path in copies:
        drop(path)
    files = sum(_drop_mail(world, name) for name in raws) + len(copies)
    keys = sum(vault().destroy(address).values())
    world.step("rights.erase.keys-destroyed")
    return Erased(items + files, keys)


def truncate_log() -> None:
    """Empty the write-ahead log of SQLite: the pages that were overwritten stand in it until then."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _forget_rows(address: str, stands_for: str) -> int:
    count = 0
    for row in _sealed_for(ContactRow.objects.all(), "address", "contact", address):
        row.address, row.key, row.status = stands_for, "", "retired"
        row.save(update_fields=["address", "key", "status"])
        count += 1
    boxes = _sealed_for(OutboxRow.objects.all(), "recipient", "contact", address)
    numbers = list(boxes.values_list("id", flat=True))
    OutboxRow.objects.filter(id__in=numbers).exclude(state__in=FINAL).update(state="recalled", leased_until=None, note="erased")
    count += OutboxRow.objects.filter(id__in=numbers).update(recipient=stands_for, message=b"")
    replies = _sealed_for(ReplyRow.objects.all(), "sender", "reply", address)
    count += replies.update(sender=stands_for, subject="", text="", why="", message_id="", raw="")
    count += _forget_elsewhere(address, stands_for)
    told = IdempotencyKey.objects.annotate(said=Cast("answer", TextField())).filter(said__icontains=address)
    return count + told.delete()[0]


def _forget_elsewhere(address: str, stands_for: str) -> int:
    """Put the name that cannot exist into every other column of mailboxes, whichever room added it."""
    known, count = {(ContactRow, "address"), (OutboxRow, "recipient"), (ReplyRow, "sender")}, 0
    for model in apps.get_models():
        for field in model._meta.local_fields:  # noqa: SLF001 - Django's public API, for all its underscore
            if isinstance(field, SealedMailbox) and (model, field.name) not in known:
                rows = _sealed_for(model._default_manager.all(), field.name, field.shelf, address)  # noqa: SLF001 - the same
                count += rows.update(**{field.name: stands_for})
    return count


def _sealed_for(rows: QuerySet, column: str, shelf: str, address: str) -> QuerySet:  # type: ignore[type-arg]
    """Return the rows whose column is sealed for a mailbox, however its letters are written."""
    keys = next((one for one in vault().files() if (one.path.parent.name, one.path.stem) == (shelf, STANDING)), None)
    case = keys.case(address) if keys else None
    raw = rows.annotate(_raw=Cast(column, TextField()))
    return raw.filter(_raw__startswith=f"sealed:{shelf}/{STANDING}/{case}:") if case else rows.none()


def _drop_mail(world: World, name: str) -> int:
    """Destroy the key of the bytes of a mail, and the file."""
    path = mail_store(world).root / name[:2] / name[2:4] / name
    if not path.is_file():
        return 0
    sealed = read_sealed(path.read_text("ascii", errors="replace"))
    if sealed is not None:
        vault().destroy_case(sealed)
    drop(path)
    return 1


def _copies(world: World, address: str) -> Iterator[Path]:
    """Return the files of mails that name a mailbox."""
    for folder in _COPIES:
        for path in sorted((Path(world.data) / folder).glob("*")):
            if path.is_file() and address.casefold().encode() in path.read_bytes().lower():
                yield path
