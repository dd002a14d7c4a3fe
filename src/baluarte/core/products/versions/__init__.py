"""Two versions, in the order that their own scheme gives them, or no order at all.

A version means what its author's scheme says: `1.10` is above `1.9`, `1.0-rc1` below
`1.0`, `1.0.2zg` above `1.0.2za`. Where a scheme gives no order (commits, trains of
different hardware, words nobody explained) the answer is None, and a doubt stays a doubt.
"""

from collections.abc import Callable

from baluarte.core.products.versions import custom, dated, maven, packages, python, semver

LONGEST = 200  # letters of a version; what is longer is text about versions

Compare = Callable[[str, str], int | None]
_SCHEMES: dict[str, Compare] = {
    "semver": semver.compare,
    "npm": semver.compare,
    "maven": maven.compare,
    "python": python.compare,
    "pep440": python.compare,
    "pypi": python.compare,
    "rpm": packages.compare_rpm,
    "deb": packages.compare_deb,
    "dpkg": packages.compare_deb,
    "date": dated.compare,
    "custom": custom.compare,
    "": custom.compare,
}


def compare(one: str, other: str, scheme: str = "") -> int | None:
    """Return -1, 0 or 1, or None where the scheme gives these two no order.

    >>> compare("7.2.9", "7.2.11"), compare("1.0-rc.1", "1.0.0", "semver"), compare("1.0.post1", "1.0", "python")
    (-1, -1, 1)
    >>> compare("a1b2c3", "d4e5f6", "git"), compare("15.2(7)E", "15.2(4)M"), compare("8.8.15 Patch 33", "8.8.15.p9")
    (None, None, 1)
    """
    left, right = " ".join(one.split()), " ".join(other.split())
    if left.casefold() == right.casefold():
        return 0
    if not left or not right or max(len(left), len(right)) > LONGEST:
        return None
    ordered = _SCHEMES.get(scheme.strip().casefold())
    return ordered(left, right) if ordered else None


def knows(scheme: str) -> bool:
    """Is this a scheme whose order we know? Commits have none."""
    return scheme.strip().casefold() in _SCHEMES
