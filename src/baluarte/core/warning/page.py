"""The page of one finding, the page of one notice, and the little that is told to whoever asks whether a notice is ours."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from baluarte.core.ground.world import Message
from baluarte.core.warning.finding import Finding, Step
from baluarte.core.warning.followup.escalate import Escalation
from baluarte.core.warning.followup.tasks import Task

_STARS = "****"  # always four, so that they do not count the letters they cover


@dataclass(frozen=True)
class FindingPage:
    """A finding with its history and its newest rows as seen. `organisation` is a name; the slug is in the finding."""

    finding: Finding
    steps: tuple[Step, ...]
    sightings: pl.DataFrame
    organisation: str
    tasks: tuple[Task, ...] = ()
    escalation: Escalation | None = None


@dataclass(frozen=True)
class NoticePage:
    """A notice as it stands in the list of notices, and its message, frozen; None once its content was forgotten."""

    row: dict[str, object]
    message: Message | None


@dataclass(frozen=True)
class Paper:
    """A paper that was made of a notice, as far as whoever holds it may be told: which one, when made, sent and received."""

    folio: str
    kind: str  # letter, certificate
    number: int
    language: str
    sha256: str
    made_on: date
    sent_on: date | None = None
    received_on: date | None = None

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.folio}_{self.kind}-{self.number}_{self.language}.pdf"


@dataclass(frozen=True)
class PaperFile:
    """A paper and its bytes."""

    paper: Paper
    content: bytes


@dataclass(frozen=True)
class WaitingFile:
    """A file of a notice that was too large for its mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Verified:
    """That a notice left: on which day, to which domain (masked), how its subject begins, which papers. Never what it says.

    The domain is empty where it left on paper alone.
    """

    folio: str
    sent_on: date
    domain: str
    papers: tuple[Paper, ...] = ()

    @property
    def subject(self) -> str:
        """How the subject of every message of this folio begins."""
        return f"[{self.folio}]"


def mask_domain(address: str) -> str:
    """Return the domain of an address, so that its owner knows it again and nobody else learns it.

    The last part stays, and so does a short one before it that is the same for many.

    >>> mask_domain("it@instituto.example"), mask_domain("a@mail.salud.gob.example"), mask_domain("a@ab.example")
    ('in****o.example', 'm****.s****.gob.example', 'a****.example')
    """
    *names, last = address.rpartition("@")[2].split(".")
    shared = [names.pop()] if len(names) > 1 and len(names[-1]) <= 3 else []
    return ".".join([*map(_masked, names), *shared, last])


def _masked(name: str) -> str:
    return f"{name[:2]}{_STARS}{name[-1]}" if len(name) > 5 else f"{name[:1]}{_STARS}"
