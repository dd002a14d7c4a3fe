"""A finding: one problem on one asset of one organisation, with a life."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

State = Literal["open", "acknowledged", "fix-claimed", "accepted", "false", "false-proposed", "dispute", "closed", "came-back"]
STATES: tuple[State, ...] = (
    "open", "acknowledged", "fix-claimed", "accepted", "false", "false-proposed", "dispute", "closed", "came-back",
)  # fmt: skip
# What a person may answer; each but "acknowledge" and "claim-fix" needs more than a word.
# "propose-false" is the word of somebody who was not signed in: it waits for a person of the team.
Answer = Literal["acknowledge", "claim-fix", "accept-until", "false-until", "propose-false", "not-ours", "reopen"]
# How an answer came.
Via = Literal["link", "mail", "desk", "api", "command", ""]


@dataclass(frozen=True)
class Finding:
    """One finding. Identity is (organisation, point, type, identifier); the rest is its story.

    `point` is what it sits on, as text: `192.0.2.14:443/tcp`, a host name, a pseudonym.
    `priority` is 1 (first) to 5; `reasons` are codes whose words `prioritise` knows.
    `until` is the end of an accepted risk or a false positive: no mute is for ever.
    """

    folio: str
    organisation: str
    point: str
    type: str
    identifier: str
    severity: str
    priority: int
    reasons: tuple[str, ...]
    state: State
    first_seen: datetime
    last_seen: datetime
    sightings: int
    asset: str
    matched_by: str
    reports: tuple[str, ...] = ()
    cves: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    vendor: str = ""
    product: str = ""
    version: str = ""
    tlp: str = "amber"
    reliability: str = "F"
    credibility: str = "6"
    due: date | None = None
    until: date | None = None
    updated_at: datetime | None = None

    def to_dict(self) -> dict[str, object]:
        """Return plain values under the names of the list's columns."""
        return asdict(self)


@dataclass(frozen=True)
class Step:
    """One step in the history of a finding: what happened, who says so, when and why."""

    at: datetime
    what: str  # sighted, notice-sent, answered, closed, came-back
    state: State
    who: str
    why: str = ""
    count: int = 0
    via: Via = ""
