"""What a reader says before personal data is read: for what, and on which ground.

Nothing here has a default: whoever calls an action that reads personal data must think of
both, and a call that names neither is a type error.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Use:
    """A purpose of the closed list, and the ground for it: one of the grounds that the purpose names, or a folio."""

    purpose: str
    basis: str


# What the pages, the API and the commands of the house read personal data for.
WARNING = Use("warn", "service")
COORDINATING = Use("coordinate", "service")
VERIFYING = Use("verify-claim", "claim")
ANSWERING = Use("answer-person", "own-data")
KEEPING_SAFE = Use("own-security", "operation")
