"""The shape of a list: its columns, as data. Screen, API, export and import share it."""

from dataclasses import dataclass
from typing import Literal

from baluarte.core.ground.text import Text

ColumnKind = Literal["text", "number", "moment", "day", "choice", "flag", "list"]


@dataclass(frozen=True)
class Column:
    """One column: machine name, words, kind, and how it may be asked for."""

    name: str
    label: Text
    kind: ColumnKind = "text"
    choices: tuple[tuple[str, Text], ...] = ()  # of a choice column: value and its words
    searched: bool = False  # `q` looks here
    shown: bool = True  # on screen unless the reader chooses otherwise

    def words(self, value: str) -> Text:
        """Return the words of a choice; a value without words stands for itself."""
        return dict(self.choices).get(value, Text(value, value))


@dataclass(frozen=True)
class Shape:
    """A list: its machine name, title, columns, and the column that breaks ties."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    identity: str
    main_time: str = ""  # what `since` bounds
    sort: str = ""  # in the form of the `sort` key

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """All column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns a reader sees first."""
        return tuple(column.name for column in self.columns if column.shown)
