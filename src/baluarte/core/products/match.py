"""Which flaws concern what is run? Names first, then versions, and a doubt in words where they do not settle it.

A version that a record declares unaffected is no match. A version nobody knows, or a
flaw whose versions nobody stated, is one with a lower certainty (`CERTAINTY`). In doubt
only what is exploited or bad is told, or an inventory without versions would drown its owner.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from baluarte.core.constituency.inventory.cpe import ANY, Cpe, read_cpe
from baluarte.core.constituency.inventory.product import Product
from baluarte.core.products.cpe import covers
from baluarte.core.products.names import name_key, name_keys
from baluarte.core.products.ranges import states_versions, status_of, worst
from baluarte.core.products.record import Concerned, read_concerned
from baluarte.core.products.tables import HELD_SCHEMA, SURE

MATCHED_SCHEMA = pl.Schema(
    [*HELD_SCHEMA.items(), ("cve", pl.String()), ("certainty", pl.String()), ("severity", pl.String()), ("listed", pl.Boolean())]
)
_WAY = ("vendor", "product", "bounds", "cpe")  # what two things that are run may differ in
_TOLD_IN_DOUBT = frozenset({"critical", "high"})


@dataclass(frozen=True)
class Flaw:
    """One flaw: whether it is known to be exploited, how bad it is, and whom it concerns."""

    cve: str
    listed: bool
    severity: str
    concerned: tuple[Concerned, ...] = ()


@dataclass
class Flaws:
    """Flaws by the keys of the products they concern."""

    by_key: dict[str, list[Flaw]] = field(default_factory=dict)

    def of(self, vendor: str, product: str) -> list[Flaw]:
        """Return the flaws of one product."""
        return self.by_key.get(name_key(vendor, product), [])


def index_flaws(exploited: pl.DataFrame, records: pl.DataFrame) -> Flaws:
    """Return the flaws of a catalogue (`EXPLOITED_SCHEMA`) and of records (`RECORD_SCHEMA`), ready to be asked.

    A record that was rejected concerns nobody, unless the catalogue still says that its flaw is used.
    """
    flaws = Flaws()
    told = {row["cve"]: row for row in records.iter_rows(named=True)}
    listed = {row["cve"]: row for row in exploited.iter_rows(named=True)}
    for cve in sorted({*told, *listed}):
        record, entry = told.get(cve), listed.get(cve)
        rejected = record is not None and record["state"] == "REJECTED"
        if rejected and entry is None:
            continue
        concerned = read_concerned(record["affected"]) if record and not rejected else ()
        flaw = Flaw(cve, entry is not None, (record and record["severity"]) or "high", concerned)
        keys = name_keys(entry["vendor"], entry["product"]) if entry else frozenset()
        for key in {*keys, *(key for one in concerned for key in keys_of(one))}:
            flaws.by_key.setdefault(key, []).append(flaw)
    return flaws


def keys_of(concerned: Concerned) -> frozenset[str]:
    """Return the keys of a product of a record: of its names, and of its CPE names."""
    named = {name_key(concerned.vendor, concerned.product)} if concerned.named else set()
    cpes = [cpe for text in concerned.cpes if (cpe := read_cpe(text))]
    return frozenset({*named, *(name_key(cpe.vendor, cpe.product) for cpe in cpes)})


def match_flaws(held: pl.DataFrame, flaws: Flaws) -> pl.DataFrame:
    """Return one row for each flaw of each thing that is run (`MATCHED_SCHEMA`), in their order.

    What runs is said a few thousand times and differs in a few hundred ways: each way is decided once.
    """
    ways = held.select(_WAY).unique(maintain_order=True)
    rows = [
        (*way, flaw.cve, certainty, flaw.severity, flaw.listed)
        for way in ways.iter_rows()
        for flaw in flaws.of(way[0] or "", way[1] or "")
        if (certainty := certainty_of(Product(*(part or "" for part in way[:3])), flaw, way[3] or ""))
    ]
    decided = pl.DataFrame(
        rows,
        schema={name: MATCHED_SCHEMA[name] for name in (*_WAY, "cve", "certainty", "severity", "listed")},
        orient="row",
    )
    joined = held.join(decided, on=_WAY, nulls_equal=True, maintain_order="left_right")
    return joined.select(MATCHED_SCHEMA.names())


def certainty_of(product: Product, flaw: Flaw, cpe: str = "") -> str:
    """Return how sure it is that the flaw concerns this product, or an empty text where it does not.

    >>> certainty_of(Product("Acme", "Mail", "7.0"), Flaw("CVE-2026-11111", True, "high"))
    'versions-unstated'
    """
    mine = [one for one in flaw.concerned if name_key(product.vendor, product.product) in keys_of(one)]
    meant = [one for one in mine if _same_edition(one, cpe)]
    if mine and not meant:
        return ""
    stated = _stated(meant)
    if not stated:
        return _in_doubt("versions-unstated", flaw)
    status = worst(status_of(product.version, one.affected) for one in stated)
    if status == "affected":
        return SURE
    if not product.version:
        return _in_doubt("version-range" if product.bounds else "version-unknown", flaw)
    return "" if status == "unaffected" else _in_doubt("version-doubt", flaw)


def _stated(mine: Iterable[Concerned]) -> list[Concerned]:
    """What states versions: the word of the authority that numbered the flaw before that of others."""
    stated = [one for one in mine if states_versions(one.affected)]
    return [one for one in stated if one.by == "cna"] or stated


def _in_doubt(reason: str, flaw: Flaw) -> str:
    return reason if flaw.listed or flaw.severity in _TOLD_IN_DOUBT else ""


def _same_edition(concerned: Concerned, cpe: str) -> bool:
    """May a product with this CPE name be meant? A plug-in for one platform is not the one for another; versions are asked apart."""
    mine = read_cpe(cpe) if cpe else None
    theirs = [name for text in concerned.cpes if (name := read_cpe(text))]
    if mine is None or not theirs:
        return True
    return any(covers(_any_version(one), _any_version(mine)) != "no" for one in theirs)


def _any_version(cpe: Cpe) -> Cpe:
    return replace(cpe, part=ANY, vendor=ANY, product=ANY, version=ANY, update=ANY)
