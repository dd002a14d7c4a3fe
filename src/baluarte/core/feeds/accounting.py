"""The two equations of a delivery. They are checked, never assumed."""

from dataclasses import asdict, dataclass, field

from baluarte.core.errors import Broken


@dataclass
class Accounting:
    """Where the rows of one file, or of many, went."""

    read: int = 0
    accepted: int = 0
    duplicate: int = 0
    quarantined: int = 0
    matched: int = 0
    unmatched: int = 0
    codes: dict[str, int] = field(default_factory=dict)  # quarantined rows by reason

    def __add__(self, other: "Accounting") -> "Accounting":
        both = Accounting(**{name: getattr(self, name) + getattr(other, name) for name in _SUMS})
        for codes in (self.codes, other.codes):
            for code, count in codes.items():
                both.codes[code] = both.codes.get(code, 0) + count
        return both

    def check(self, place: str) -> None:
        """Raise `Broken` unless both equations hold."""
        if self.read != self.accepted + self.duplicate + self.quarantined or self.accepted != self.matched + self.unmatched:
            raise Broken(
                "feeds.accounting",
                f"The rows of {place} do not add up: {self.to_dict()}.",
                "Every row is accepted, duplicate or quarantined; every accepted row is matched or unmatched.",
                "Nothing of this delivery was kept. Keep the file and report this.",
            )

    def to_dict(self) -> dict[str, int]:
        """Return the six sums, in the order of the equation."""
        return {name: value for name, value in asdict(self).items() if name in _SUMS}


_SUMS = ("read", "accepted", "duplicate", "quarantined", "matched", "unmatched")
