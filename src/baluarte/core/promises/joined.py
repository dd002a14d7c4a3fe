"""Several looks at one promise, or all promises, told as one check: the worst outcome is the outcome of all."""

from collections.abc import Sequence

from baluarte.core.ground.check import Check


def join(promise: str, checks: Sequence[Check]) -> Check:
    """Return the sum of some checks under one name.

    >>> from datetime import datetime
    >>> one = Check("raw", 3, (), 0, datetime(2026, 3, 5), 0.5)
    >>> join("all", [one, one]).checked
    6
    """
    return Check(
        promise,
        sum(check.checked for check in checks),
        tuple(sentence for check in checks for sentence in check.failed),
        sum(check.not_covered for check in checks),
        max(check.as_of for check in checks),
        round(sum(check.took_s for check in checks), 3),
        stops=any(check.stops for check in checks if check.failed),
    )
