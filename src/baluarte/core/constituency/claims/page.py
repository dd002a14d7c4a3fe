"""One claim as a page shows it: what is claimed, what has to be placed, what was asked and answered, and all its steps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baluarte.core.constituency.asset import Asset, AssetKind
from baluarte.core.constituency.claims.assurance import Sight, sight
from baluarte.core.constituency.claims.method import METHODS, Method
from baluarte.core.constituency.claims.standing import Standing
from baluarte.core.constituency.claims.token import Placing
from baluarte.core.ground.questions import Heard
from baluarte.core.ground.text import Text

STEP_WORDS = {
    "claimed": Text("se pidió", "claimed"),
    "asked": Text("se consultó", "asked"),
    "verified": Text("comprobado", "verified"),
    "still": Text("sigue comprobado", "still verified"),
    "missing": Text("dejó de aparecer; corre el plazo", "missing; its grace time runs"),
    "back": Text("volvió a aparecer", "there again"),
    "lost": Text("se perdió la comprobación", "verification lost"),
    "gave-up": Text("no apareció en catorce días", "did not appear within fourteen days"),
    "withdrawn": Text("se retiró", "withdrawn"),
    "refused": Text("se rechazó", "refused"),
    "followed": Text("se siguió el enlace", "the link was followed"),
    "voted": Text("decidió un analista", "an analyst decided"),
}


@dataclass(frozen=True)
class Claim:
    """One claim: asset, organisation, method, how it stands, what it unlocks and until when."""

    number: int
    organisation: str
    kind: AssetKind
    value: str
    method_code: str
    standing: Standing
    assurance: int  # that this claim gives when it holds
    made_at: datetime
    until: datetime | None = None
    checked_at: datetime | None = None
    outcome: str = ""
    said: Text | None = None

    @property
    def method(self) -> Method:
        """How it is proved."""
        return METHODS[self.method_code]

    @property
    def counts(self) -> int:
        """The assurance that it gives now."""
        return self.assurance if self.standing.holds else 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain values under the names of the list's columns."""
        return {
            "number": self.number, "organisation": self.organisation, "kind": self.kind, "value": self.value, "method": self.method_code,
            "state": self.standing.state, "assurance": self.counts, "outcome": self.outcome, "made_at": _iso(self.made_at),
            "checked_at": _iso(self.checked_at), "next_at": _iso(self.standing.next_at), "until": _iso(self.until),
        }  # fmt: skip


@dataclass(frozen=True)
class Claimed:
    """What became of one line that was pasted: the number of its claim, or the code of why it cannot be claimed."""

    text: str
    kind: AssetKind
    value: str
    code: str
    number: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return vars(self)


@dataclass(frozen=True)
class ClaimStep:
    """One step in the life of a claim: what happened, who did it, and when."""

    at: datetime
    what: str
    who: str
    why: str = ""

    @property
    def words(self) -> Text:
        """What happened, in both languages."""
        return STEP_WORDS.get(self.what, Text(self.what, self.what))


@dataclass(frozen=True)
class Vote:
    """What one analyst decided about a claim that people review: an assurance, or 0 to refuse it."""

    who: str
    assurance: int
    why: str
    at: datetime


@dataclass(frozen=True)
class HoldingDispute:
    """A dispute over an asset. `holders` are those who hold or claim it; the team alone is told."""

    number: int
    organisation: str
    kind: str
    value: str
    why: str
    state: str
    made_at: datetime
    decision: str = ""
    decided_at: datetime | None = None
    holders: tuple[Asset, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values; who holds the asset is never among them."""
        return {
            "number": self.number, "organisation": self.organisation, "kind": self.kind, "value": self.value, "why": self.why,
            "state": self.state, "made_at": _iso(self.made_at), "decision": self.decision, "decided_at": _iso(self.decided_at),
        }  # fmt: skip


@dataclass(frozen=True)
class ClaimPage:
    """Everything of one claim that its organisation may see. `votes` and `letter` are for the team alone."""

    claim: Claim
    organisation: str  # its name
    placing: Placing | None
    asked: tuple[Heard, ...] = ()
    steps: tuple[ClaimStep, ...] = ()
    votes: tuple[Vote, ...] = ()
    addresses: tuple[str, ...] = ()  # to which a link may be sent
    letter: str = ""  # reference of the letter of a designation
    shared_with: int = 0  # how many others hold the asset; the team's page alone says it

    @property
    def unlocks(self) -> Sight:
        """What this claim lets its organisation see now."""
        return sight(self.claim.counts)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as programs expect them."""
        said = self.claim.said
        return {
            **self.claim.to_dict(),
            "said": {"es": said.es, "en": said.en} if said else None,
            "place": vars(self.placing) | {"letter": vars(self.placing.letter)} if self.placing else None,
            "asked": [one.to_dict() for one in self.asked],
            "addresses": list(self.addresses),
            "steps": [{"at": one.at.isoformat(), "what": one.what, "who": one.who, "why": one.why} for one in self.steps],
        }


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()
