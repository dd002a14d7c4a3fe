"""Chance with a name: each decision asks for its own draw, so that one more institution changes no other.

A generator that hands out numbers in sequence shifts every later draw when one is added.
Here a draw is a hash of the seed and of what is being decided.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")
_SPAN = 1 << 64


@dataclass(frozen=True)
class Chance:
    """All draws of one seed."""

    seed: int

    def bits(self, *names: object) -> int:
        """Return the 64 bits drawn for these names.

        >>> Chance(1).bits("fixed", "an-health") == Chance(1).bits("fixed", "an-health")
        True
        >>> Chance(1).bits("fixed", "an-health") == Chance(2).bits("fixed", "an-health")
        False
        """
        text = "\x1f".join(map(str, (self.seed, *names)))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")

    def number(self, low: int, high: int, *names: object) -> int:
        """Return a whole number from low to high, both included."""
        return low + self.bits(*names) * (high - low + 1) // _SPAN

    def happens(self, share: float, *names: object) -> bool:
        """Return whether something that happens in this share of cases happens here."""
        return self.bits(*names) < share * _SPAN

    def pick(self, choices: Sequence[_T], *names: object) -> _T:
        """Return one of the choices."""
        return choices[self.number(0, len(choices) - 1, *names)]
