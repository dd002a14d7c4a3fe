"""The list of a backup: what is in it, of which release and moment, and how one knows that it came back whole."""

from dataclasses import dataclass, field

FORM = 1  # of the list; a later one is read by a later program


@dataclass(frozen=True)
class Kept:
    """One file of a backup: where it belongs, its content, and its length."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Listing:
    """Everything one backup says of itself."""

    name: str
    at: str
    release: str
    vendor: str  # of the database: sqlite or postgresql
    migrations: dict[str, str]  # the last of each app
    database: tuple[Kept, ...]  # one file (SQLite), or one a table (PostgreSQL)
    files: tuple[Kept, ...]  # below the data folder
    rows: dict[str, int]  # of each table
    findings: str  # digest of what is known
    columns: dict[str, list[str]]  # of each table that is a file of its own
    key_mark: str  # tells whether a key is the one under which all this was written
    missing: tuple[str, ...] = ()  # what the database names and the disk did not have
    form: int = FORM
    sha256: str = field(default="")

    @property
    def bytes(self) -> int:
        """How much is in it."""
        return sum(kept.bytes for kept in (*self.database, *self.files))
