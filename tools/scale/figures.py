"""A figure: what was measured, in which unit, against which target."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value. `most` is its target: at most that much; `least`: at least."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the target, if there is one, holds."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    def to_dict(self) -> dict[str, object]:
        """Return the figure with its verdict."""
        return {**asdict(self), "holds": self.holds}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value under which this share of the values lies.

    >>> percentile([5.0, 1.0, 3.0, 2.0, 4.0], 0.5), percentile([5.0, 1.0], 0.99)
    (3.0, 5.0)
    """
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def in_words(figures: Iterable[Figure]) -> str:
    """Return figures as lines for people."""
    lines = []
    for one in figures:
        target = f"at most {one.most:g}" if one.most is not None else f"at least {one.least:g}" if one.least is not None else "no target"
        lines.append(f"{'holds ' if one.holds else 'FAILS '} {one.name:<58} {one.value:12,.1f} {one.unit:<10} {target}")
    return "\n".join(lines)
