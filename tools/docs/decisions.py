"""The index of decisions, from the records themselves."""

import re
from dataclasses import dataclass
from pathlib import Path

from tools.docs.page import ROOT, Page, table

RECORDS = ROOT / "docs" / "decisions"
_TITLE = re.compile(r"# (\d{4}) (.+)")
_STATUS = re.compile(r"Status: (?P<status>.+?) · Deciders: (?P<deciders>.+?) · Checked by: (?P<by>.+)")


@dataclass(frozen=True)
class Record:
    """One decision: its number, the sentence that states it, its status, and what keeps it alive."""

    path: Path
    number: str
    title: str
    status: str
    checked_by: str
    text: str


def read_record(path: Path) -> Record | None:
    """Return a record, or None where the head has not the form of one."""
    text = path.read_text("utf-8")
    title, status = _TITLE.match(text), _STATUS.search(text)
    if title is None or status is None:
        return None
    return Record(path, title[1], title[2], status["status"], status["by"], text)


def records() -> tuple[Record, ...]:
    """Return every record in order."""
    found = (read_record(path) for path in sorted(RECORDS.glob("[0-9]*.md")))
    return tuple(record for record in found if record is not None)


def page() -> Page:
    """Return the index."""
    rows = [(one.number, f"[{one.title}]({one.path.name})", one.status, one.checked_by) for one in records()]
    opening = (
        "One page each; the title states the decision. A record is written before the code it governs, and is never edited, only replaced.\n"
        'What keeps it alive is a contract, a test, a lint rule, or the words "by eye".'
    )
    return Page("../decisions/README", "Decisions", opening, table(["number", "decision", "status", "checked by"], rows))
