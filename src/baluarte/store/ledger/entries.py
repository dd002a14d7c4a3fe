"""One transaction, one mark: how every action begins and ends.

On success the mark is written in the same commit as the effect. On a refusal or a
failure the effect is rolled back, and the mark that says so is committed alone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from baluarte.core.errors import BaluarteError, Refused
from baluarte.core.ground.world import Kind
from baluarte.core.ledger.mark import Entry
from baluarte.store.ground.shortage import plainly
from baluarte.store.ledger.models import AccessRecord, Mark


@contextmanager
def one_entry(actor: str, action: str, kind: Kind, now: Callable[[], datetime]) -> Iterator[Entry]:
    """Run an action in one transaction that ends with its mark.

    Transactions of actions do not nest (`durable`): an action inside an action would
    leave two marks, and a later failure would take the inner one back.

    A read on SQLite is marked when it has read, and before its answer leaves: its one
    writer is then held for a mark, and not for as long as a page takes to read.
    """
    entry = Entry(actor, action, kind, now())
    reads_aside = kind == "read" and connection.vendor == "sqlite" and not connection.in_atomic_block
    try:
        with plainly(), nullcontext() if reads_aside else transaction.atomic(durable=True):
            yield entry
            if not reads_aside:
                write(entry)
        if reads_aside:
            with plainly():
                write(entry)
    except BaseException as error:
        entry.outcome = "refused" if isinstance(error, Refused) else "failed"
        entry.code = error.code if isinstance(error, BaluarteError) else type(error).__name__
        _write_alone(entry, error)
        raise


def write(entry: Entry) -> None:
    """Write a mark: an access record for a read, a pending ledger row for a change."""
    words = {
        "actor": entry.actor,
        "action": entry.action,
        "at": entry.at,
        "about": entry.about[:200],
        "count": entry.count,
        "outcome": entry.outcome,
        "code": entry.code[:100],
    }
    if entry.kind == "read":
        AccessRecord.objects.create(**words)
    else:
        Mark.objects.create(**words, kind=entry.kind, digest=entry.digest, numbers=entry.numbers)


def _write_alone(entry: Entry, error: BaseException) -> None:
    try:
        with transaction.atomic():
            write(entry)
    except DatabaseError:
        # The first error is the one that must be heard; a database that is gone says so itself.
        error.add_note("The mark of this failure could not be written.")
