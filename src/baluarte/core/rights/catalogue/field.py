"""The catalogue as data: classes of personal data, the fields that hold them, and how long each is kept."""

from dataclasses import dataclass

from baluarte.core.ground.text import Text


@dataclass(frozen=True)
class Kept:
    """One class of retention: how long, as people read it, and the days a job counts; None is for ever."""

    name: str
    words: Text
    days: int | None
    period: str = ""  # month, year, or empty: one key for as long as the subject is known


@dataclass(frozen=True)
class DataClass:
    """One class of personal data. `masked` is how the team sees it: plain values need two persons."""

    name: str
    words: Text
    whose: Text
    masked: bool


@dataclass(frozen=True)
class Field:
    """One field that can hold personal data, as `table.column`."""

    name: str
    data_class: str
    purposes: tuple[str, ...]
    retention: str
    exits: tuple[str, ...]  # of: page, api, export, mail, paper
    sealed: bool  # encrypted under a key of its subject


@dataclass(frozen=True)
class Catalogue:
    """One version of the catalogue. `cleared` are fields that look personal and are not, with the reason."""

    version: str
    classes: dict[str, DataClass]
    retention: dict[str, Kept]
    fields: dict[str, Field]
    cleared: dict[str, str]
    sha256: str = ""

    def of_class(self, name: str) -> tuple[Field, ...]:
        """Return the fields of one class, by name."""
        return tuple(field for _, field in sorted(self.fields.items()) if field.data_class == name)


EXITS = ("page", "api", "export", "mail", "paper")
