"""Columns whose values are sealed: written and read as if they were in clear, and dead when their key is.

A mailbox is its own subject, so it can be compared with `=`, and with nothing else: a search
for a part of it, or in any other order than by chance, finds nothing. A text belongs to the
subject that another column of its row names.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from baluarte.core.rights.keys.sealing import erased_mailbox, is_erased, read_sealed
from baluarte.store.rights.keys.vault import STANDING, Place, vault

if TYPE_CHECKING:  # the stubs are generic, the classes of Django are not
    _Char = models.CharField[str, str]
    _Text = models.TextField[str, str]
    _Bytes = models.BinaryField[bytes | memoryview, bytes | memoryview]
else:
    _Char, _Text, _Bytes = models.CharField, models.TextField, models.BinaryField
_NOBODY = "sealed:none"  # what no column holds
_MAILBOX = "mailbox"


class SealedMailbox(_Char):
    """A mail address under the key of whoever it reaches. An erased one reads as a name that cannot exist."""

    def __init__(self, *args: Any, shelf: str = "contact", **kwargs: Any) -> None:
        self.shelf = shelf
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Return how a migration writes the field."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "shelf": self.shelf}

    def from_db_value(self, value: Any, _expression: object, _connection: object) -> Any:
        """Return the address in clear."""
        sealed = read_sealed(value) if value else None
        if sealed is None:
            return value
        opened = vault().open(value, _MAILBOX)
        return erased_mailbox(sealed.case) if opened is None else opened.decode()

    def get_prep_value(self, value: Any) -> Any:
        """Return what a comparison looks for: an address that nobody here has is found nowhere."""
        return self._sealed(value, create=False)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Return what is written."""
        return super().get_db_prep_save(value, connection) if hasattr(value, "as_sql") else self._sealed(value, create=True)

    def _sealed(self, value: Any, *, create: bool) -> Any:
        if not value or hasattr(value, "as_sql"):
            return value
        text = str(value)
        if is_erased(text) or read_sealed(text):
            return text
        return vault().seal(text.encode(), Place(self.shelf, STANDING, text, _MAILBOX), create=create) or _NOBODY


class SealedText(_Text):
    """A text under the key of the subject that another column names. `moment` is the column of its day; without one it stands."""

    def __init__(self, *args: Any, shelf: str = "", subject: str = "", moment: str = "", **kwargs: Any) -> None:
        self.shelf, self.subject, self.moment = shelf, subject, moment
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Return how a migration writes the field."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "shelf": self.shelf, "subject": self.subject, "moment": self.moment}

    def pre_save(self, model_instance: models.Model, add: Any) -> Any:
        """Seal the value for the subject of its row."""
        return self.sealed_for(model_instance, super().pre_save(model_instance, add))

    def sealed_for(self, row: models.Model, value: Any) -> Any:
        """Return a value sealed for the subject of a row; what is written without its row must pass here first."""
        if not value or hasattr(value, "as_sql"):
            return value
        return vault().seal(str(value).encode(), place_of(self, row))

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Refuse what nobody sealed: it would stand in clear."""
        if value and not hasattr(value, "as_sql") and read_sealed(str(value)) is None:
            raise TypeError(self.name)
        return super().get_db_prep_save(value, connection)

    def from_db_value(self, value: Any, _expression: object, _connection: object) -> Any:
        """Return the text in clear; an erased one is empty."""
        if not value or read_sealed(value) is None:
            return value
        opened = vault().open(value, str(self.name))
        return "" if opened is None else opened.decode()


class SealedBytes(_Bytes):
    """Bytes under the key of the subject that another column names; erased ones are empty."""

    def __init__(self, *args: Any, shelf: str = "", subject: str = "", moment: str = "", **kwargs: Any) -> None:
        self.shelf, self.subject, self.moment = shelf, subject, moment
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Return how a migration writes the field."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "shelf": self.shelf, "subject": self.subject, "moment": self.moment}

    def pre_save(self, model_instance: models.Model, add: Any) -> Any:
        """Seal the value for the subject of its row."""
        value = super().pre_save(model_instance, add)
        if not value or hasattr(value, "as_sql"):
            return value
        return vault().seal(bytes(value), place_of(self, model_instance)).encode()

    def from_db_value(self, value: Any, _expression: object, _connection: object) -> Any:
        """Return the bytes in clear."""
        raw = bytes(value) if value else b""
        text = raw.decode("ascii") if raw.startswith(b"sealed:") and raw.isascii() else ""
        if read_sealed(text) is None:
            return value
        return vault().open(text, str(self.name)) or b""


def place_of(field: SealedText | SealedBytes, row: models.Model) -> Place:
    """Return under which key a value of a row is sealed. Where the row names nobody, it is a subject of its own organisation."""
    subject = str(getattr(row, field.subject) or "") or f"of-{getattr(row, 'organisation_id', None)}"
    moment = getattr(row, field.moment) if field.moment else None
    return Place(field.shelf, month_of(moment) if moment else STANDING, subject, str(field.name))


def ensure_keys(rows: Iterable[models.Model]) -> None:
    """Make the keys that many new rows need in one write a file: one by one, each would be a synced write of its own."""
    wanted: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        for field in row._meta.local_fields:  # noqa: SLF001 - Django's public API, for all its underscore
            if isinstance(field, SealedText | SealedBytes) and getattr(row, field.attname):
                place = place_of(field, row)
                wanted.setdefault((place.shelf, place.period), {})[place.subject] = None
    for (shelf, period), subjects in wanted.items():
        vault().ensure(shelf, period, subjects)


def month_of(moment: date | datetime) -> str:
    """Return the period of a moment: its month.

    >>> month_of(date(2026, 3, 5))
    '2026-03'
    """
    return f"{moment:%Y-%m}"
