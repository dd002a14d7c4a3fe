"""Does everything that must be sealed stand sealed, and is everything gone that is over?"""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from baluarte.core.rights.keys.sealing import is_erased, read_sealed
from baluarte.store.promises.erasing.expiry import lapsed_contacts, over
from baluarte.store.rights.keys.fields import SealedBytes, SealedMailbox, SealedText
from baluarte.store.rights.personal.delays import ended

_SEALED = (SealedMailbox, SealedText, SealedBytes)


def sealed_columns() -> list[tuple[str, str]]:
    """Return every column of the database that is sealed, as model and name."""
    found = ((model._meta.label, field) for model in apps.get_models() for field in model._meta.get_fields())  # noqa: SLF001 - Django's public API, for all its underscore
    return [(label, field.name) for label, field in found if isinstance(field, _SEALED)]


def clear_values() -> Iterator[tuple[str, bool]]:
    """Return for each value of a sealed column where it stands, and whether somebody could read it without a key."""
    for label, name in sealed_columns():
        model = apps.get_model(label)
        if isinstance(model._meta.get_field(name), SealedBytes):  # noqa: SLF001 - the same
            yield from _clear_bytes(label, model._meta.db_table, name)  # noqa: SLF001 - the same
            continue
        raw = model._default_manager.annotate(_raw=Cast(name, TextField()))  # noqa: SLF001 - the same
        for number, told in raw.exclude(_raw="").values_list("pk", "_raw").iterator():
            text = str(told or "")
            yield f"{label}.{name} {number}", bool(text) and read_sealed(text) is None and not is_erased(text)


def _clear_bytes(label: str, table: str, name: str) -> Iterator[tuple[str, bool]]:
    with connection.cursor() as cursor:
        mark = "'\\x7365616c65643a'::bytea" if connection.vendor == "postgresql" else "X'7365616c65643a'"
        cursor.execute(f"SELECT id, substr({name}, 1, 7) = {mark} FROM {table} WHERE length({name}) > 0")  # noqa: S608 - names of ours
        yield from ((f"{label}.{name} {number}", not sealed) for number, sealed in cursor.fetchall())


def overdue(now: datetime) -> Iterator[str]:
    """Return one sentence for each thing that should be gone, or shown, by now."""
    for shelf, period in over(now.date()):
        yield f"The key of '{shelf}' for {period} should have been destroyed."
    late = len(dict.fromkeys(lapsed_contacts(now)))
    if late:
        yield f"{late} contacts are kept longer than the catalogue says."
    if ended(now.date()).exists():
        yield "Notices of access are held back although their delay has ended."
