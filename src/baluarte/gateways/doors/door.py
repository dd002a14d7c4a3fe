"""What every door is told: what is known already, where files may lie, what time it is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from baluarte.core.sources.round import Wait
from baluarte.core.sources.source import Source
from baluarte.gateways.http import Answer, Leave

MOST_BYTES = 8 << 30  # one report; a large nation's largest has a few hundred megabytes
TOTAL_SECONDS = 1800  # one file; what has come by then is gone on with in the next round
_SECONDS = re.compile(r"[0-9]{1,7}", re.ASCII)
_LONGEST_WAIT = timedelta(days=2)


@dataclass(frozen=True)
class Door:
    """One source that is being visited. `known` are the versions of each name that were taken before."""

    source: Source
    today: date
    secret: Callable[[str], str]
    incoming: Path
    reach: tuple[str, ...] = ()
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    memory: Mapping[str, str] = field(default_factory=dict)

    def leave(self) -> Leave:
        """Return what may be fetched: the hosts of the source, encrypted unless its address says otherwise."""
        said = {urlsplit(self.source.option(name)).scheme for name in ("url", "files") if self._has(name)}
        schemes = frozenset({"https"} | (said & {"http"}))
        allow = tuple(ip_network(one) for one in self.reach)
        return Leave(self.source.hosts, schemes, most_bytes=MOST_BYTES, total_seconds=TOTAL_SECONDS, allow=allow)

    def part(self, name: str) -> Path:
        """Return where a file lies while it comes; a name from outside never becomes a path."""
        return self.incoming / ".parts" / f"{self.source.name}-{sha256(name.encode()).hexdigest()[:32]}"

    def is_known(self, name: str, mark: str = "") -> bool:
        """True where this version of a name was taken before; without a mark, any version."""
        marks = self.known.get(name, frozenset())
        return mark in marks if mark else bool(marks)

    def _has(self, name: str) -> bool:
        return self.source.kind == "shadowserver-api" or (self.source.kind == "http" and name == "url")


def asks_to_wait(answer: Answer) -> Wait | None:
    """Return how long a server wants to be left alone, where it says so."""
    if answer.status not in {429, 503}:
        return None
    said = answer.headers.get("retry-after", "")
    span = timedelta(seconds=int(said)) if _SECONDS.fullmatch(said) else timedelta(minutes=15)
    return Wait(min(span, _LONGEST_WAIT), "source.busy", f"The server answered {answer.status} and asks to wait {span}.")


def is_page(beginning: bytes, headers: Mapping[str, str]) -> bool:
    """True for a page meant for people where a file was asked for: an error with the status of a success."""
    looks = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].lower()
    return looks.startswith((b"<!doctype", b"<html", b"<head", b"<body")) or headers.get("content-type", "").startswith("text/html")
