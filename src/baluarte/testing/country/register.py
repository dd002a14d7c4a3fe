"""The register of the country as three tables: what `import_register` takes, and what the pack holds."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace

from baluarte.testing.country.addressing import Holding, hand_out
from baluarte.testing.country.chance import Chance
from baluarte.testing.country.source import Claim, Country, Institution
from baluarte.testing.country.story import Script

_DOMAIN_WEIGHT = {"S": 2, "M": 6, "L": 20}
_BELOW_OWN = 3  # every third further name lies below the institution's own
_FIRST_DAYS = ("2024-02-01", "2024-05-15", "2024-09-02", "2024-11-20")
ORGANISATIONS = ("slug", "name", "kind", "sector", "territory", "parent", "language", "criticality", "status", "merged_into")
CONTACTS = ("organisation", "role", "address", "schedule", "language", "status", "since", "key")
ASSETS = ("organisation", "kind", "value", "valid_from", "valid_until", "assurance", "origin", "criticality", "except_below")
Row = dict[str, str]


def register(country: Country) -> Mapping[str, bytes]:
    """Return the three files of the register, by name."""
    return {
        "organisations.csv": as_csv(ORGANISATIONS, organisations(country)),
        "contacts.csv": as_csv(CONTACTS, contacts(country)),
        "assets.csv": as_csv(ASSETS, (_plain(claim) for claim in claims(country))),
    }


def as_csv(columns: tuple[str, ...], rows: Iterator[Row]) -> bytes:
    """Return rows as the bytes that lie in the pack: UTF-8, one line a row, quoted only where needed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def organisations(country: Country) -> Iterator[Row]:
    """Return one row an institution, each after its parent."""
    for one in sorted(country.institutions, key=lambda each: (_depth(country, each), each.slug)):
        yield {
            "slug": one.slug,
            "name": one.name,
            "kind": one.kind,
            "sector": one.sector,
            "territory": f"{country.code}-{one.territory}",
            "parent": one.parent,
            "language": one.language,
            "criticality": one.criticality,
            "status": "active",
        }


def contacts(country: Country) -> Iterator[Row]:
    """Return the mailboxes of roles; four institutions have none that works."""
    chance = Chance(country.seed)
    for one in country.institutions:
        since = chance.pick(_FIRST_DAYS, "since", one.slug)
        if one.slug in country.contacts["none"]:
            continue
        usual = list(_usual_contacts(one, since))
        for how in ("retired", "bounced"):
            if one.slug in country.contacts[how]:
                usual = [usual[0] | {"status": how}]
        if one.slug in country.contacts["replaced"]:
            usual = [usual[0] | {"address": f"sistemas@{one.domain}", "status": "retired"}, usual[0] | {"since": "2025-08-18"}, *usual[1:]]
        yield from usual


def claims(country: Country) -> list[Claim]:
    """Return every asset: names first, then networks, systems, products, and what was placed by hand."""
    held = hand_out(country)
    named = [claim for one in country.institutions for claim in _names(one)]
    further = list(_further_domains(country, country.domains - sum(c.kind == "domain" for c in [*named, *country.placed])))
    away = country.delegated_away
    cut = [replace(claim, except_below=away[claim.value]) if claim.kind == "domain" and claim.value in away else claim for claim in named]
    return [
        *cut,
        *further,
        *(claim for one in country.institutions for claim in _networks(one, held[one.slug])),
        *_operators(country),
        *(Claim(slug, "asn", str(asn), origin="registry") for asn, slug in sorted(country.systems.items())),
        *_products(country, held),
        *country.placed,
    ]


def _usual_contacts(one: Institution, since: str) -> Iterator[Row]:
    def box(role: str, local: str, schedule: str, language: str = "") -> Row:
        address = f"{local}@{one.domain}"
        return {
            "organisation": one.slug,
            "role": role,
            "address": address,
            "schedule": schedule,
            "language": language,
            "status": "active",
            "since": since,
        }

    yield box("security", "security" if one.language == "en" else "seguridad", "always")
    if one.size != "S":
        yield box("technical", "soporte", "working-hours", "es" if one.language == "both" else "")
    if one.size == "L":
        yield box("duty", "guardia", "always")
        yield box("management", "direccion", "daily-digest", "en" if one.language == "both" else "")


def _names(one: Institution) -> Iterator[Claim]:
    yield Claim(one.slug, "domain", one.domain, origin="verified")
    yield Claim(one.slug, "account_domain", one.domain, origin="verified")
    if one.size != "S":
        yield Claim(one.slug, "host", f"vpn.{one.domain}", criticality="critical" if one.criticality == "critical" else "high")
        yield Claim(one.slug, "host", f"correo.{one.domain}", criticality="high")


def _further_domains(country: Country, wanted: int) -> Iterator[Claim]:
    """Spread the names that are still wanted by size, the remainders to whoever has the largest."""
    whole = sum(_DOMAIN_WEIGHT[one.size] for one in country.institutions)
    shares = {one.slug: wanted * _DOMAIN_WEIGHT[one.size] / whole for one in country.institutions}
    counts = {slug: int(share) for slug, share in shares.items()}
    for slug in sorted(shares, key=lambda slug: (counts[slug] - shares[slug], slug))[: wanted - sum(counts.values())]:
        counts[slug] += 1
    start = 0
    for one in country.institutions:
        for place in range(counts[one.slug]):
            word = country.words[(start + place) % len(country.words)]
            below = place % _BELOW_OWN == _BELOW_OWN - 1
            yield Claim(one.slug, "domain", f"{word}.{one.domain}" if below else f"{word}-{one.short}.example", assurance=2)
        start += counts[one.slug]


def _networks(one: Institution, held: Holding) -> Iterator[Claim]:
    yield Claim(one.slug, "cidr", str(held.four), origin="designation" if one.federal else "registry")
    yield Claim(one.slug, "cidr", str(held.six), origin="registry")


def _operators(country: Country) -> Iterator[Claim]:
    for operator in country.operators:
        for block in filter(None, (operator.four, operator.six)):
            yield Claim(operator.slug, "cidr", block, assurance=1, origin="delegation")
        yield Claim(operator.slug, "asn", str(operator.asn), origin="registry")


def _products(country: Country, held: Mapping[str, Holding]) -> Iterator[Claim]:
    script, edge = Script(country, held), country.edge
    for one in country.institutions:
        if script.runs_edge(one.slug):
            yield Claim(one.slug, "product", f"{edge['vendor']}:{edge['product']}:{edge['runs']}", assurance=1, criticality="high")


def _plain(claim: Claim) -> Row:
    plain = {key: "" if value is None else str(value) for key, value in asdict(claim).items()}
    return plain | {"except_below": ";".join(claim.except_below)}


def _depth(country: Country, one: Institution) -> int:
    return 1 + _depth(country, country.institution(one.parent)) if one.parent else 0
