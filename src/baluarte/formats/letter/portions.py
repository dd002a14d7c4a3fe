"""The findings of a notice, a portion for each kind, in the order in which they matter."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from baluarte.core.warning.findings import Kind, kind_of

_SERVICE = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<host>[^:/\s]+)):(?P<port>[0-9]{1,5}(?:/[a-z0-9]+)?)", re.ASCII)
_LINK = re.compile(r"(?i)^(ht|f)tp(?=s?://)")
MOST_POINT_LETTERS = 64


@dataclass(frozen=True)
class Portion:
    """One kind of finding in a notice: how many findings, how many hosts, accounts or sites, and since when."""

    kind: Kind
    findings: int
    count: int
    since: datetime | None


def portions(findings: pl.DataFrame) -> tuple[Portion, ...]:
    """Split findings by kind; the kind of the first row comes first.

    >>> rows = pl.DataFrame({"identifier": ["open-rdp"] * 2, "type": [""] * 2, "point": ["192.0.2.1:3389/tcp", "192.0.2.1:3390/tcp"]})
    >>> [(part.kind.code, part.count) for part in portions(rows)]
    [('remote-desktop', 1)]
    """
    dated = findings["first_seen"].to_list() if "first_seen" in findings.columns else [None] * findings.height
    grouped: dict[str, tuple[Kind, list[str], list[datetime]]] = {}
    # A letter has few rows, and a country has many letters: plain rows beat a table here.
    told = (findings.get_column(name).to_list() for name in ("identifier", "type", "point"))
    for identifier, type_code, point, first in zip(*told, dated, strict=True):
        kind = kind_of(str(identifier), str(type_code))
        _, points, moments = grouped.setdefault(kind.code, (kind, [], []))
        points.append(split_point(point)[0])
        if first is not None:
            moments.append(first)
    return tuple(Portion(kind, len(points), len(set(points)), min(moments, default=None)) for kind, points, moments in grouped.values())


def split_point(point: str) -> tuple[str, str]:
    """Return what a point sits on and its port, which is empty where there is none.

    >>> split_point("192.0.2.14:443/tcp"), split_point("[2001:db8::1]:53/udp")
    (('192.0.2.14', '443/tcp'), ('2001:db8::1', '53/udp'))
    >>> split_point("2001:db8::1")
    ('2001:db8::1', '')
    """
    found = _SERVICE.fullmatch(point)
    if found is None:
        return point, ""
    return found["six"] or found["host"], found["port"]


def one_line(text: str, most: int = MOST_POINT_LETTERS) -> str:
    r"""Return a text of others fit for one line: no control or hidden character, not a link, not too long.

    The attachments hold it whole and as it is.

    >>> one_line("https://bad.example/a\r\nb")
    'hxxps://bad.example/a b'
    """
    visible = text if text.isascii() and text.isprintable() else _visible(text)
    plain = _LINK.sub(lambda scheme: "hxxp" if scheme[1].lower() == "ht" else "fxp", " ".join(visible.split()))
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _visible(text: str) -> str:
    return "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
