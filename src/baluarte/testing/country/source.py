"""The source of a fictional country: one readable YAML file becomes institutions, operators and hand-placed claims."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import baluarte
from baluarte.testing.country.plain import read_plain

Size = Literal["S", "M", "L"]


@dataclass(frozen=True)
class Institution:
    """One member of the country, with the name that its others are made from."""

    slug: str
    name: str
    domain: str
    size: Size
    kind: str
    sector: str
    territory: str  # without the country: CAP
    parent: str
    language: str
    criticality: str
    federal: bool

    @property
    def short(self) -> str:
        """The first label of its domain: what its other names are built with."""
        return self.domain.partition(".")[0]


@dataclass(frozen=True)
class Operator:
    """Who carries others: the national delegations of a network operator."""

    slug: str
    four: str
    six: str
    asn: int
    territories: tuple[str, ...]
    sectors: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """One asset of one institution, in the columns of the register."""

    organisation: str
    kind: str
    value: str
    valid_from: date | None = None
    valid_until: date | None = None
    assurance: int = 3
    origin: str = "declared"
    criticality: str = ""
    except_below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Country:
    """Everything the pack says about its country."""

    code: str
    folio: str
    seed: int
    territories: Mapping[str, tuple[str, str]]  # code: (name, city)
    institutions: tuple[Institution, ...]
    operators: tuple[Operator, ...]
    systems: Mapping[int, str]
    placed: tuple[Claim, ...]
    delegated_away: Mapping[str, tuple[str, ...]]
    contacts: Mapping[str, frozenset[str]]  # how they are unusual: slugs
    domains: int
    words: tuple[str, ...]
    edge: Mapping[str, str]

    def institution(self, slug: str) -> Institution:
        """Return the institution of that slug; KeyError where there is none."""
        return {each.slug: each for each in self.institutions}[slug]


def pack_folder(name: str = "anahuac") -> Path:
    """Return the folder of a pack: inside the installed package, or beside the sources in a checkout."""
    package = Path(baluarte.__file__).parent
    installed = package / "packs" / name
    return installed if installed.is_dir() else package.parents[1] / "packs" / name


def read_country(text: str) -> Country:
    """Read the source of a country."""
    plain = read_plain(text)
    return Country(
        code=plain["code"],
        folio=plain["folio"],
        seed=int(plain["seed"]),
        territories={code: (name, city) for code, (name, city) in plain["territories"].items()},
        institutions=tuple(_institutions(plain["groups"])),
        operators=tuple(
            Operator(slug, of["four"], of["six"], int(of["asn"]), tuple(of.get("territories", ())), tuple(of.get("sectors", ())))
            for slug, of in plain["operators"].items()
        ),
        systems={int(asn): slug for asn, slug in plain["systems"].items()},
        placed=tuple(_claim(*row) for row in plain["placed"]),
        delegated_away={name: tuple(children) for name, children in plain["delegated_away"].items()},
        contacts={how: frozenset(slugs) for how, slugs in plain["contacts"].items()},
        domains=int(plain["domains"]),
        words=tuple(plain["words"]),
        edge=plain["products"]["edge"],
    )


def anahuac() -> Country:
    """Return the fictional country of the pack that travels with the program."""
    return read_country((pack_folder() / "country.yaml").read_text("utf-8"))


def _claim(slug: str, kind: str, value: str, further: Mapping[str, str] = MappingProxyType({})) -> Claim:
    first, last = (date.fromisoformat(further[name]) if name in further else None for name in ("valid_from", "valid_until"))
    assurance = int(further.get("assurance", 3))
    return Claim(slug, kind, value, first, last, assurance, further.get("origin", "declared"), further.get("criticality", ""))


def _institutions(groups: list[dict[str, Any]]) -> Iterator[Institution]:
    for group in groups:
        defaults = {"parent": "", "language": "es"} | {key: value for key, value in group.items() if key not in {"members", "federal"}}
        for slug, (name, domain, size, *rest) in group["members"].items():
            federal = group.get("federal") == "true"
            yield Institution(slug=slug, name=name, domain=domain, size=size, federal=federal, **(defaults | (rest[0] if rest else {})))
