"""What an erasure did."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Erased:
    """How many rows and files forgot, and how many keys were destroyed."""

    items: int
    keys: int
