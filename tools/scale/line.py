"""One measure beside what it should be: how it is printed, and whether it holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A measure of the targets. `floor` must not fall short, or `ceiling` must not be passed; both may be open.

    `asserted` measures end the command with 1 where they do not hold; a target that is
    still to be reached is printed beside its measure and ends nothing.
    """

    name: str
    value: float
    words: str
    target: str
    holds: bool
    asserted: bool = False

    def __str__(self) -> str:
        return f"{'holds' if self.holds else 'SHORT'}  {self.words}  (target: {self.target})"


def at_least(name: str, value: float, words: str, floor: float) -> Line:
    """Return the line of a measure that should reach a floor."""
    return Line(name, value, words, f"at least {floor:,}", value >= floor)


def at_most(name: str, value: float, words: str, ceiling: float) -> Line:
    """Return the line of a measure that should stay under a ceiling."""
    return Line(name, value, words, f"under {ceiling:,}", value < ceiling)


def nought(name: str, value: int, words: str) -> Line:
    """Return the line of a count that must be nought, or the run has failed."""
    return Line(name, value, words, "0", value == 0, asserted=True)
