"""What a check of one promise says: it holds, it is broken, or it was not fully covered."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal["holds", "broken", "not-fully-covered"]


@dataclass(frozen=True)
class Check:
    """The result of reading and comparing. A check repairs nothing."""

    promise: str
    checked: int
    failed: tuple[str, ...]  # one sentence each, with what was expected and found
    not_covered: int
    as_of: datetime
    took_s: float

    @property
    def outcome(self) -> Outcome:
        """One of three, never in between."""
        if self.failed:
            return "broken"
        return "not-fully-covered" if self.not_covered else "holds"

    def to_dict(self) -> dict[str, object]:
        """Return plain values, with `holds` as programs expect it."""
        return {**asdict(self), "holds": self.outcome == "holds", "outcome": self.outcome}
