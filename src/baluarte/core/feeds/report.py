"""A report type: what its rows are about, and which columns say so. Data, not code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from baluarte.core.ground.text import Text

# What a column can tell us. Everything else is kept as it is.
Role = Literal[
    "seen", "address", "host", "port", "transport", "asn", "account", "url",
    "tag", "severity", "vendor", "product", "version", "cve", "type", "identifier", "tlp",
]  # fmt: skip
# What a finding of this report sits on: a listening service, a machine, a name,
# an account, a link, a product, or a whole organisation.
Point = Literal["service", "machine", "host", "account", "url", "product"]


@dataclass(frozen=True)
class TagRule:
    """Where a row's tag decides its class: the first rule whose word is in the tag wins."""

    contains: str
    type: str
    identifier: str


@dataclass(frozen=True)
class Report:
    """One report type of one feed.

    `roles` names the column for each role, or several in order of preference.
    `required` are the columns without which a delivery is refused.
    `key_also` and `key_without` change what makes two rows the same; `naive_is_utc` says that
    times without a zone are UTC. `known` are the columns of the catalogue, empty if unknown.
    """

    feed: str
    name: str
    type: str  # RSIT type code
    identifier: str  # short stable name of the problem
    severity: str  # of a row that states none
    point: Point
    roles: Mapping[Role, tuple[str, ...]]
    title: Text
    required: tuple[str, ...] = ()
    by_tag: tuple[TagRule, ...] = ()
    key_also: tuple[str, ...] = ()
    key_without: tuple[str, ...] = ()
    known: frozenset[str] = field(default_factory=frozenset)
    naive_is_utc: bool = True
    tlp: str = "amber"
    reliability: str = "F"
    credibility: str = "6"
    recognised: bool = True  # False: nobody knows this type; read by common names


@dataclass(frozen=True)
class Feed:
    """A source of deliveries: how far it is trusted, and under which label it comes."""

    name: str
    title: Text
    tlp: str
    reliability: str
    credibility: str
