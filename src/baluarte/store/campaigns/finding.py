"""Which findings a campaign is about: those with its flaw, of its product, or seen in its file."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import Count, Q

from baluarte.core.campaigns.affected import affected
from baluarte.core.campaigns.campaign import Subject
from baluarte.core.campaigns.page import Preview
from baluarte.core.feeds.accounting import Accounting
from baluarte.core.ground.world import World
from baluarte.core.warning.collapse import merge_found
from baluarte.core.warning.job import Terms, run
from baluarte.core.warning.match import build_index
from baluarte.core.warning.remember import fit
from baluarte.formats.reports import open_report
from baluarte.store.constituency.claims import claims
from baluarte.store.constituency.models import ContactRow, OrganisationRow
from baluarte.store.warning import findings as known
from baluarte.store.warning.models import FindingRow

_SPEAKS = ("open", "came-back", "acknowledged", "fix-claimed")
_FOUND = {"organisation": pl.String, "severity": pl.String, "told": pl.Boolean}


@dataclass(frozen=True)
class Rows:
    """A file that a campaign is about."""

    name: str
    data: bytes


def preview(world: World, subject: Subject, rows: Rows | None) -> Preview:
    """Return whom a campaign would concern. A file is read as a delivery would be, and nothing of it is kept."""
    if rows is not None:
        return _of_file(world, rows)
    return Preview(affected(_told(living(subject)), _register()))


def living(subject: Subject) -> Any:
    """Return the findings that stand and have this flaw or product."""
    stand = FindingRow.objects.filter(state__in=_SPEAKS)
    if subject.kind == "cve":
        return stand.filter(folio__in=known.with_flaws([subject.value])["folio"].to_list())
    vendor, _, product = subject.value.partition(" ")
    exact = Q(product__iexact=subject.value) | Q(vendor__iexact=vendor, product__iexact=product)
    return stand.filter(exact)


def folios(world: World, subject: Subject, rows: Rows | None) -> frozenset[str]:
    """Return the findings of a campaign that stand now. Those of a file are there once it was taken in."""
    if rows is None:
        return frozenset(living(subject).values_list("folio", flat=True))
    stored = known.known(_found(world, rows)[0])
    return frozenset(stored.filter(pl.col("state").is_in(_SPEAKS))["folio"].to_list())


def _told(chosen: Any) -> pl.DataFrame:
    found = chosen.values_list("organisation__slug", "severity", "told_at")
    return _table((slug, severity, told is not None) for slug, severity, told in found)


def _table(rows: Iterable[tuple[str, str, bool]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=_FOUND, orient="row")


def _of_file(world: World, rows: Rows) -> Preview:
    found, counts = _found(world, rows)
    slugs = dict(OrganisationRow.objects.values_list("id", "slug"))
    before = {(row["org"], row["point"], row["type"], row["identifier"]) for row in _known(found)}
    told = _table(
        (slugs[row["org"]], row["severity"], (row["org"], row["point"], row["type"], row["identifier"]) in before)
        for row in found.select("org", "point", "type", "identifier", pl.col("severity").cast(pl.String)).iter_rows(named=True)
    )
    return Preview(affected(told, _register()), counts.read, counts.unmatched, counts.quarantined)


def _known(found: pl.DataFrame) -> list[dict[str, Any]]:
    return known.known(found).select("org", "point", "type", "identifier").to_dicts() if found.height else []


def _found(world: World, rows: Rows) -> tuple[pl.DataFrame, Accounting]:
    terms = Terms(build_index(claims()), world.key("findings"), world.now(), 0)
    counts, frames = Accounting(), []
    for reading in open_report(rows.name, io.BytesIO(rows.data)):
        for batch in run(reading, terms):
            counts += batch.counts
            frames.append(batch.found)
    return fit(merge_found(frames)), counts


def _register() -> pl.DataFrame:
    """Return every organisation with the number of its contacts that can be written to."""
    usable = ContactRow.objects.filter(status="active").exclude(address="").values_list("organisation_id").annotate(total=Count("id"))
    contacts = dict(usable)
    told = [(slug, name, sector, contacts.get(number, 0)) for number, slug, name, sector in OrganisationRow.objects.values_list("id", "slug", "name", "sector")]  # fmt: skip
    schema = {"organisation": pl.String, "name": pl.String, "sector": pl.String, "contacts": pl.Int64}
    return pl.DataFrame(told, schema=schema, orient="row")
