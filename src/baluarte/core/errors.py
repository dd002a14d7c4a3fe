"""What can go wrong, sorted by what the reader should do next."""

from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(eq=False)
class BaluarteError(Exception):
    """A failure we foresaw. `code` is stable; the three sentences are for people."""

    code: str  # "feed.column-missing": never renamed once released
    what: str  # what happened
    why: str = ""  # the rule that was broken, with its source
    fix: str = ""  # what to do now

    retry: ClassVar[bool] = False  # may the same call succeed later, unchanged?

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.fix) if part)

    def to_dict(self) -> dict[str, str]:
        """Return the error as plain words: a pickled exception would lose its sentences."""
        return asdict(self)


class Unusable(BaluarteError):
    """The input is wrong. Correct it and call again."""


class Refused(BaluarteError):
    """The caller may not do this. The refusal itself is written in the ledger."""


class Missing(BaluarteError):
    """There is no such thing, or none that this caller may know of."""


class Outdated(BaluarteError):
    """Someone else changed it first. Read it again, then decide."""


class Unreachable(BaluarteError):
    """Another system did not answer. Wait and retry."""

    retry: ClassVar[bool] = True


class Broken(BaluarteError):
    """One of our own promises failed. Stop, keep the evidence, call a human."""
