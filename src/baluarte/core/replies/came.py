"""What became of one thing that came back."""

from dataclasses import dataclass
from typing import Literal

State = Literal["acted", "waiting", "settled", "counted", "known"]


@dataclass(frozen=True)
class Came:
    """One mail, after it was read: `known` came before and changed nothing; `reason` says why nobody acted on it."""

    state: State
    kind: str = ""
    reason: str = ""
    word: str = ""
    folio: str = ""
    findings: int = 0

    def to_dict(self) -> dict[str, str | int]:
        """Return plain values."""
        return {
            "state": self.state, "kind": self.kind, "reason": self.reason, "word": self.word, "folio": self.folio, "findings": self.findings,
        }  # fmt: skip
