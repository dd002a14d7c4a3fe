"""The jobs' column of the table of errors: which failure is tried again, and which stops the queue."""

from typing import Literal

from baluarte.core.errors import BaluarteError, Broken, Missing, Outdated, Refused, Unreachable, Unusable

Next = Literal["set-aside", "once-more", "back-off", "stop"]
WHAT_NEXT: dict[type[BaluarteError], Next] = {
    Unusable: "set-aside",
    Refused: "set-aside",
    Missing: "set-aside",
    Outdated: "once-more",
    Unreachable: "back-off",
    Broken: "stop",
}


def what_next(error: Exception) -> Next:
    """Return what a job does after an error; what nobody foresaw stops it, because it may be a broken promise."""
    return next((step for kind, step in WHAT_NEXT.items() if isinstance(error, kind)), "stop")
