"""Is a commit kept through a power cut? Both databases are asked for what they really do (guarantees.md 5.7)."""

from collections.abc import Callable

from django.db import connection

_SQLITE = (
    ("journal_mode", "wal"),
    ("synchronous", "2"),  # FULL: in WAL mode NORMAL may lose the last commits
    ("foreign_keys", "1"),
    ("secure_delete", "1"),
)
_LEAST_WAIT_MS = 10_000
_POSTGRESQL = ("fsync", "full_page_writes", "synchronous_commit")
_KEPT = frozenset({"on", "remote_apply", "remote_write", "local"})


def sqlite() -> list[str]:
    """Return the settings of SQLite that are not as they must be, with what was found."""
    wrong = [f"{name}={found}" for name, due in _SQLITE if (found := _ask(f"PRAGMA {name}").lower()) != due]
    if int(_ask("PRAGMA busy_timeout") or 0) < _LEAST_WAIT_MS:
        wrong.append("busy_timeout")
    if getattr(connection, "transaction_mode", None) != "IMMEDIATE":
        wrong.append("transaction_mode")
    return wrong


def postgresql() -> list[str]:
    """Return the settings of PostgreSQL that are not as they must be, with what was found."""
    return [f"{name}={found}" for name in _POSTGRESQL if (found := _ask(f"SHOW {name}")) not in _KEPT]


DURABILITY: dict[str, Callable[[], list[str]]] = {"sqlite": sqlite, "postgresql": postgresql}


def _ask(sentence: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sentence)
        row = cursor.fetchone()
    return "" if row is None else str(row[0])
