"""Is this version affected? What the author of a record wrote, and a doubt where it says nothing.

The rule is that of the CVE record format: the first entry that covers a version decides
it, with the last of its changes that the version has reached; where none covers it, the
default status does, and a missing default is unknown. Where two versions have no order
(see `versions`), the entry is undecided, and an undecided entry never makes a certainty.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from baluarte.core.products.versions import LONGEST, compare

Status = Literal["affected", "unaffected", "unknown"]
STATUSES: tuple[Status, ...] = ("affected", "unaffected", "unknown")
_FROM_EVER = frozenset({"", "0", "0.0", "0.0.0", "unspecified", "-", "*"})
_TO_EVER = frozenset({"*", "unspecified", "", "infinity"})
_NO_VERSION = frozenset({"n/a", "unspecified", "unknown", "-", "", "not applicable", "multiple", "various", "multiple versions"})
_EVERY_VERSION = frozenset({"*", "all", "all versions", "any", "all version"})
_WRITTEN = re.compile(r"(<=|>=|<|>|=)\s*+v?+([0-9A-Za-z][^\s,<>=]*+)", re.ASCII)
# Every part keeps what it took: a text that is no range after all is given up at once, however many ways there were to read it.
_RANGE = re.compile(r"\s*+(?:(?:<=|>=|<|>|=)\s*+v?+[0-9A-Za-z][^\s,<>=]*+\s*+,?+\s*+(?:and\s++)?+)++", re.ASCII | re.IGNORECASE)
_UNTIL = re.compile(
    r"(?:prior to|before|earlier than|up to \(excluding\)|versions? prior to|all versions prior to)\s+v?(\S+)", re.IGNORECASE
)
_AND_EARLIER = re.compile(r"v?(\S+)\s+and\s+(?:earlier|below|prior|lower|older)(?:\s+versions?)?", re.IGNORECASE)
_WILD = re.compile(r"([0-9A-Za-z.]*?)\.?[*xX]", re.ASCII)


@dataclass(frozen=True)
class Change:
    """From this version on, the status is another."""

    at: str
    status: Status


@dataclass(frozen=True)
class Span:
    """One entry of a record's versions: a single version, or a range from `version` on."""

    version: str
    status: Status
    scheme: str = ""
    less_than: str = ""
    less_than_or_equal: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def is_range(self) -> bool:
        """Does it name an end?"""
        return bool(self.less_than or self.less_than_or_equal)


@dataclass(frozen=True)
class Affected:
    """What one record says of one product."""

    default: Status = "unknown"
    spans: tuple[Span, ...] = field(default=())


def status_of(version: str, affected: Affected) -> Status:
    """Return what a record says of a version.

    >>> span = Span("7.0", "affected", "semver", less_than="7.2.11")
    >>> status_of("7.2.4", Affected("unaffected", (span,))), status_of("7.2.11", Affected("unaffected", (span,)))
    ('affected', 'unaffected')
    >>> status_of("", Affected("unaffected", (span,))), status_of("9.9", Affected(spans=(span,)))
    ('unknown', 'unknown')
    """
    if not version.strip():
        return _without_version(affected)
    doubted: list[Status] = []  # what an undecided entry before might have said
    for span in affected.spans:
        said = _said(version, span)
        if said is None:
            doubted += [span.status, *(change.status for change in span.changes)]
        elif said != "":
            return said if all(status == said for status in doubted) else "unknown"
    return affected.default if all(status == affected.default for status in doubted) else "unknown"


def worst(statuses: Iterable[Status]) -> Status:
    """Return what several statements about one product come to: affected wins, then a doubt.

    >>> worst(["unaffected", "unknown"]), worst(["unknown", "affected"]), worst([])
    ('unknown', 'affected', 'unknown')
    """
    said = set(statuses)
    return "affected" if "affected" in said else "unaffected" if said == {"unaffected"} else "unknown"


def states_versions(affected: Affected) -> bool:
    """Does the record say of any version what it is? `n/a` and an unknown default say nothing."""
    return affected.default != "unknown" or any(span.version.casefold() not in _NO_VERSION or span.is_range for span in affected.spans)


def _without_version(affected: Affected) -> Status:
    """A version that nobody knows is affected only where every version is."""
    every = [span.status for span in affected.spans if _is_everything(span)]
    if every:
        return every[0] if affected.spans[0].status == every[0] else "unknown"
    return affected.default if not affected.spans else "unknown"


def _is_everything(span: Span) -> bool:
    if span.changes:
        return False
    if not span.is_range:
        return span.version.strip().casefold() in _EVERY_VERSION
    return span.version.strip().casefold() in _FROM_EVER and (span.less_than or span.less_than_or_equal).strip().casefold() in _TO_EVER


def _said(version: str, span: Span) -> Status | Literal[""] | None:
    """Return the status an entry gives; empty where it does not cover the version, None where that cannot be told."""
    inside = _inside(version, span) if span.is_range else _is_single(version, span)
    if inside is None:
        return None
    return _changed(version, span) if inside else ""


def _inside(version: str, span: Span) -> bool | None:
    begins: bool | None = True
    if span.version.strip().casefold() not in _FROM_EVER:
        order = compare(version, span.version, span.scheme)
        begins = None if order is None else order >= 0
    if begins is False:
        return False
    end = span.less_than_or_equal or span.less_than
    ends = _before(version, end, span.scheme, closed=bool(span.less_than_or_equal))
    if ends is False:
        return False
    return None if begins is None or ends is None else True


def _before(version: str, end: str, scheme: str, *, closed: bool) -> bool | None:
    """Is the version below an end? `2.0.*` ends behind the last 2.0, and `*` never."""
    if end.strip().casefold() in _TO_EVER:
        return True
    stem = end.removesuffix(".*")
    if stem != end:
        if version == stem or version.startswith(f"{stem}."):
            return True
        order = compare(version, stem, scheme)
        return None if order is None else order < 0
    order = compare(version, end, scheme)
    return None if order is None else order < 0 or (closed and order == 0)


def _changed(version: str, span: Span) -> Status | None:
    """Return the status after the last change that the version has reached; changes may stand in any order."""
    status, reached = span.status, ""
    for change in span.changes:
        order = compare(version, change.at, span.scheme)
        if order is None:
            return None
        if order < 0:
            continue
        later = compare(change.at, reached, span.scheme) if reached else 1
        if later is None:
            return None
        if later >= 0:
            status, reached = change.status, change.at
    return status


def _is_single(version: str, span: Span) -> bool | None:
    """Does a single entry cover the version? Many write a range into it, in signs or in plain words.

    What is longer than a version can be is text about versions, and says nothing that is sure.
    """
    text = span.version.strip()
    if len(text) > LONGEST:
        return None
    low = text.casefold()
    if low in _EVERY_VERSION:
        return True
    if low in _NO_VERSION:
        return None
    written = _written(text)
    if written:
        return _all([_holds(version, sign, bound, span.scheme) for sign, bound in written])
    wild = _WILD.fullmatch(text)
    if wild and wild[1]:
        return version == wild[1] or version.startswith(f"{wild[1]}.")
    return _equals(version, text, span.scheme)


@lru_cache(maxsize=8192)  # an entry is asked again for every version that is run
def _written(text: str) -> tuple[tuple[str, str], ...]:
    """Return the signs and bounds that a text says, in signs or in words; nothing where it says none."""
    if _RANGE.fullmatch(text):
        return tuple((sign, bound) for sign, bound in _WRITTEN.findall(text))
    if form := _UNTIL.fullmatch(text):
        return (("<", form[1]),)
    form = _AND_EARLIER.fullmatch(text)
    return (("<=", form[1]),) if form else ()


def _equals(version: str, text: str, scheme: str) -> bool | None:
    order = compare(version, text, scheme)
    if order is not None:
        return order == 0
    # Commits and names have no order, but two that are written differently are not the same one,
    # as long as it is one word and no sentence about versions.
    return None if scheme != "git" and (" " in text or not any(letter.isdecimal() for letter in text)) else False


def _holds(version: str, sign: str, bound: str, scheme: str) -> bool | None:
    order = compare(version, bound, scheme)
    if order is None:
        return None
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0, "=": order == 0}[sign]


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True
