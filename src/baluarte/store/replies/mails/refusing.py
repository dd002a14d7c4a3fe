"""Why no machine may act on something that came back."""

from dataclasses import dataclass


@dataclass
class Refuse(Exception):
    """The reason; `state` says whether a person must read it or whether it is only counted."""

    reason: str
    state: str = "waiting"
