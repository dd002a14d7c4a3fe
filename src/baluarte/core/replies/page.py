"""The page that an answer link opens: what the holder of the link may see, and no more."""

from dataclasses import dataclass
from datetime import date, datetime

from baluarte.core.ground.text import Text
from baluarte.core.replies.said import Word
from baluarte.core.warning.finding import State


@dataclass(frozen=True)
class Line:
    """One finding of a notice. `where`, `what` and `last_seen` are missing where the label does not go through a link."""

    folio: str
    severity: str
    kind: Text
    state: State
    where: str = ""
    what: Text | None = None
    last_seen: datetime | None = None


@dataclass(frozen=True)
class Before:
    """An answer that came before to the same message: which, when, until when."""

    word: Word
    at: datetime
    until: date | None


@dataclass(frozen=True)
class AnswerPage:
    """A notice, as far as its link shows it. `detail` says whether its rows may be told."""

    folio: str
    kind: str
    label: str
    organisation: str
    made_on: date
    lines: tuple[Line, ...]
    detail: bool
    answered: tuple[Before, ...]
    proposed_until: date  # the end that is proposed for a false positive
    latest_until: date
    first_until: date


@dataclass(frozen=True)
class ReplyPage:
    """One reply as a person of the team reads it: its row in the list, its words, and what it is about.

    `living` are the findings of its notice that are not closed: what an answer may be given for.
    """

    row: dict[str, object]
    text: str
    why: str
    until: date | None
    message_id: str
    bytes: int
    findings: tuple[str, ...]
    living: tuple[Line, ...]
    settled_why: str
