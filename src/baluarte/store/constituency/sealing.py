"""What of a contact is sealed where no column does it by itself: in the history, and where many rows are written at once."""

from collections.abc import Iterable
from typing import Any

from baluarte.store.constituency.models import ContactRow
from baluarte.store.rights.keys.fields import SealedText
from baluarte.store.rights.keys.vault import STANDING, Place, vault

_SEALED = ("address", "key")


def sealed_history(record: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what the history keeps of a record: of a contact, its address and key under the key of its subject.

    The digest of a change is taken from this form: nobody can try out addresses against it,
    and it still fits when the key is gone.
    """
    subject = str(record.get("address") or "") if record else ""
    if record is None or not subject:
        return record
    box = vault()
    return {
        name: box.seal(str(value).encode(), Place("contact", STANDING, subject, f"history-{name}")) if name in _SEALED and value else value
        for name, value in record.items()
    }


def seal_keys(rows: Iterable[ContactRow]) -> None:
    """Seal the OpenPGP keys of rows that are about to be updated many at once, which no column sees."""
    column = ContactRow._meta.get_field("key")  # noqa: SLF001 - Django's public API, for all its underscore
    if isinstance(column, SealedText):
        for row in rows:
            row.key = column.sealed_for(row, row.key)
