"""The list of a backup: what is in it, of which release and moment, and how one knows that it came back whole."""

import re
from dataclasses import dataclass, field

FORM = 1  # of the list; a later one is read by a later program
# Folders of the data folder that are copied and come back: bytes that came, what was read of them, and what left.
ROOTS = frozenset({"raw", "lake", "mail", "incoming", "handed"})
_STRANGE = re.compile(r"[\\\x00-\x1f\x7f\ud800-\udfff]")
_WORD = re.compile(r"[A-Za-z0-9_]{1,63}", re.ASCII)  # a table, a column, an app, a migration
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


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
    seal: str = field(default="")  # made with the key of the installation: whoever lacks it cannot write a list

    @property
    def bytes(self) -> int:
        """How much is in it."""
        return sum(kept.bytes for kept in (*self.database, *self.files))


def belongs(path: object) -> bool:
    """Say whether a path is one that a backup may write to: below a folder of ours, and never out of it.

    >>> belongs("raw/ab/cd/abcd"), belongs("raw/../secret.key"), belongs("/etc/passwd"), belongs("secret.key")
    (True, False, False, False)
    """
    if not isinstance(path, str) or _STRANGE.search(path):
        return False
    root, *rest = path.split("/")
    return root in ROOTS and bool(rest) and not any(not part or part.startswith(".") for part in rest)


def first_unsound(listing: Listing) -> str | None:
    """Return the first name in a list that is none of a backup's, or None where all are."""
    for kept in (*listing.database, *listing.files):
        if not _named_by_content(kept.sha256, kept.bytes):
            return str(kept.path)
    astray = next((kept.path for kept in listing.files if not belongs(kept.path)), None)
    return _unsound_table(listing) if astray is None else str(astray)


def _named_by_content(sha256: object, size: object) -> bool:
    return isinstance(sha256, str) and _SHA256.fullmatch(sha256) is not None and isinstance(size, int)


def _unsound_table(listing: Listing) -> str | None:
    """Names of tables and columns become part of a statement, so they are words and nothing else."""
    tables = [kept.path for kept in listing.database]
    if tables != [""] if listing.vendor == "sqlite" else listing.vendor != "postgresql":
        return str(listing.vendor)
    words: list[object] = [*listing.rows, *listing.columns, *listing.migrations, *listing.migrations.values()]
    words += [column for columns in listing.columns.values() for column in columns]
    words += [] if listing.vendor == "sqlite" else tables
    wrong = next((word for word in words if not (isinstance(word, str) and _WORD.fullmatch(word))), None)
    if wrong is None and listing.vendor == "postgresql":
        return next((table for table in tables if not (listing.columns.get(table) and table in listing.rows)), None)
    return None if wrong is None else str(wrong)
