"""Walls: the database itself refuses a message whose parts belong to two organisations.

Code is checked by tests; a row that cannot be stored needs no test. The walls are data:
one sentence of SQL each, the same in both databases. PostgreSQL also ties outbox, contact
and notice by composite foreign keys (migration 0002). SQLite drops the triggers of a table
without a word when a migration rebuilds it, so they are raised again after every migration,
and the start of the server and `baluarte check` fail when one is missing.
"""

from dataclasses import dataclass

from django.db import connection

FOREIGN_KEYS = {
    "outbox_contact_of_organisation": "constituency_contactrow",
    "outbox_notice_of_organisation": "warning_noticerow",
}


@dataclass(frozen=True)
class Wall:
    """A trigger: the table and event it guards, what must not be, and what it says then."""

    name: str
    table: str
    event: str
    wrong: str  # a condition over OLD and NEW
    says: str


# A row without a contact is held for a person, and names nobody.
_OUTBOX_PARTS = """
    NOT ((NEW.contact_id IS NULL AND NEW.recipient = '' AND NEW.state = 'held')
         OR EXISTS (SELECT 1 FROM constituency_contactrow c
                    WHERE c.id = NEW.contact_id AND c.organisation_id = NEW.organisation_id AND c.address = NEW.recipient))
    OR NOT EXISTS (SELECT 1 FROM warning_noticerow n WHERE n.id = NEW.notice_id AND n.organisation_id = NEW.organisation_id)
"""
_FROZEN = (
    "organisation_id",
    "notice_id",
    "recipient",
    "label",
    "channel",
    "key_fingerprint",
    "body_sha256",
    "message_id",
    "subject",
    "language",
    "template",
)
_CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _FROZEN)

WALLS = (
    Wall("outbox_one_organisation", "warning_outboxrow", "INSERT", _OUTBOX_PARTS, "contact, notice and organisation do not belong together"),
    Wall(
        # The content of a message is forgotten after its time: it may become empty, never other.
        "outbox_frozen", "warning_outboxrow", "UPDATE",
        f"{_CHANGED} OR COALESCE(NEW.contact_id, 0) <> COALESCE(OLD.contact_id, 0) "
        "OR (NEW.contact_id IS NULL AND NEW.state NOT IN ('held', 'recalled')) "
        "OR (NEW.message <> OLD.message AND length(NEW.message) > 0)",
        "an outbox row is frozen when it is written",
    ),
    Wall(
        "told_of_one_organisation", "warning_noticefinding", "INSERT",
        """(SELECT organisation_id FROM warning_noticerow WHERE id = NEW.notice_id)
           <> (SELECT organisation_id FROM warning_findingrow WHERE id = NEW.finding_id)""",
        "a notice tells of findings of its own organisation alone",
    ),
    Wall("told_stays", "warning_noticefinding", "UPDATE", "NEW.notice_id <> OLD.notice_id", "what a notice told is not changed"),
    Wall(
        "notice_stays", "warning_noticerow", "UPDATE",
        "NEW.organisation_id <> OLD.organisation_id OR NEW.folio <> OLD.folio OR NEW.number <> OLD.number",
        "a notice never changes its organisation",
    ),
    Wall(
        "contact_stays", "constituency_contactrow", "UPDATE",
        """NEW.organisation_id <> OLD.organisation_id
           AND EXISTS (SELECT 1 FROM warning_outboxrow o WHERE o.contact_id = OLD.id)""",
        "a contact that was written to never changes its organisation",
    ),
)  # fmt: skip


def raise_walls() -> None:
    """Make every wall stand, again and again with the same result."""
    build = _build_postgres if connection.vendor == "postgresql" else _build_sqlite
    with connection.cursor() as cursor:
        for wall in WALLS:
            for statement in build(wall):
                cursor.execute(statement)


def take_down_walls() -> None:
    """Take every trigger away where a migration could not pass it. PostgreSQL changes a table in place."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for wall in WALLS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {wall.name}")


def missing_walls() -> tuple[str, ...]:
    """Return the names of walls that do not stand: none, or the server must not start."""
    if connection.vendor == "postgresql":
        ask = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' UNION SELECT conname FROM pg_constraint WHERE convalidated"
        due = [wall.name for wall in WALLS] + list(FOREIGN_KEYS)
    else:
        ask = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        due = [wall.name for wall in WALLS]
    with connection.cursor() as cursor:
        cursor.execute(ask)
        standing = {row[0] for row in cursor.fetchall()}
    return tuple(name for name in due if name not in standing)


def tie_parts() -> None:
    """Tie the outbox to contact and notice by composite foreign keys, where the database has them."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name, table in FOREIGN_KEYS.items():
            column = "contact_id" if "contact" in name else "notice_id"
            cursor.execute(
                f"ALTER TABLE warning_outboxrow ADD CONSTRAINT {name} "
                f"FOREIGN KEY (organisation_id, {column}) REFERENCES {table} (organisation_id, id)"
            )


def untie_parts() -> None:
    """Take the composite foreign keys away again."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name in FOREIGN_KEYS:
            cursor.execute(f"ALTER TABLE warning_outboxrow DROP CONSTRAINT {name}")


def _build_sqlite(wall: Wall) -> tuple[str, ...]:
    return (
        f"DROP TRIGGER IF EXISTS {wall.name}",
        f"CREATE TRIGGER {wall.name} BEFORE {wall.event} ON {wall.table} WHEN {wall.wrong} BEGIN SELECT RAISE(ABORT, '{wall.says}'); END",
    )


def _build_postgres(wall: Wall) -> tuple[str, ...]:
    check = f"IF {wall.wrong} THEN RAISE EXCEPTION '{wall.says}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
    return (
        f"CREATE OR REPLACE FUNCTION {wall.name}() RETURNS trigger LANGUAGE plpgsql AS $wall$ BEGIN {check} RETURN NEW; END $wall$",
        f"CREATE OR REPLACE TRIGGER {wall.name} BEFORE {wall.event} ON {wall.table} FOR EACH ROW EXECUTE FUNCTION {wall.name}()",
    )
