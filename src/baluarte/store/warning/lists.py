"""The lists of warning, from a query to a table, and one finding or notice by its folio."""

import hmac
from collections.abc import Mapping
from typing import Any, cast

import polars as pl
from django.db.models import Count, QuerySet

from baluarte.core.errors import Missing
from baluarte.core.ground.identifiers import read_code, read_folio
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.sharing.label import Label, strictest
from baluarte.core.warning.finding import Finding, State, Step, Via
from baluarte.core.warning.lists import FINDINGS, NOTICES
from baluarte.core.warning.page import NoticePage, Verified, mask_domain
from baluarte.core.warning.schedule import local_day
from baluarte.store.feeds.lists import table
from baluarte.store.ground.narrow import narrow
from baluarte.store.warning.frozen import thaw
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeRow, OutboxRow
from baluarte.store.warning.papers.keep import of_notice

_FINDING = {name: name for name in FINDINGS.names} | {
    "organisation": "organisation__slug",
    "sector": "organisation__sector",
    "asset": "asset__value",
}
_NOTICE = {name: name for name in NOTICES.names} | {
    "folio": "notice__folio",
    "organisation": "organisation__slug",
    "kind": "notice__kind",
    "severity": "notice__severity",
    "findings": "notice__findings",
    "tlp": "label",
}
_LEFT = ("accepted", "answered", "bounced")  # the states of a message that a mail server took from us
_NO_CODE = "-" * 8  # fits nothing that can be typed
_COUNTED = frozenset({"state", "severity", "type", "identifier", "priority", "organisation", "sector"})


def findings(query: Query, slug: str) -> Rows:
    """Return the findings a query asks for; a slug narrows them to one organisation, before anything is counted."""
    return _page(_of(FindingRow.objects.all(), slug), query, _FINDING)


def notices(query: Query, slug: str) -> Rows:
    """Return the messages of notices a query asks for."""
    return _page(_of(OutboxRow.objects.all(), slug), query, _NOTICE)


def finding(folio: str, slug: str) -> tuple[Finding, str]:
    """Return one finding and the name of its organisation; a foreign one is as absent as one that never was."""
    rows = _of(FindingRow.objects.filter(folio=folio), slug).select_related("organisation", "asset")
    row = rows.first()
    if row is None:
        raise Missing("finding.missing", f"There is no finding {folio!r}.", "", "See the list of findings.")
    return _finding(row), row.organisation.name


def steps(folio: str) -> tuple[Step, ...]:
    """Return the history of a finding, oldest first."""
    rows = FindingStep.objects.filter(finding__folio=folio).order_by("at", "id")
    return tuple(Step(row.at, row.what, cast("State", row.state), row.who, row.why, row.count, cast("Via", row.via)) for row in rows)


def notice(folio: str, slug: str) -> NoticePage:
    """Return the last message of a folio as it was written."""
    rows = _of(OutboxRow.objects.filter(notice__folio=folio), slug).order_by("-id")
    row = rows.first()
    if row is None:
        raise Missing("notice.missing", f"There is no notice {folio!r}.", "", "See the list of notices.")
    told = dict(zip(_NOTICE, rows.values_list(*_NOTICE.values())[0], strict=True))
    return NoticePage(told, thaw(bytes(row.message)) if row.message else None)


def confirm(folio: str, code: str, zone: str) -> Verified | None:
    """Return what may be told of the last message of a folio that left, if the code is the one printed on it.

    A wrong code, a made-up folio and a message that is still here cost the same query and
    the same comparison, and have the same answer: none.
    """
    name = read_folio(folio)
    rows = OutboxRow.objects.filter(notice__folio=name, state__in=_LEFT, sent_at__isnull=False).order_by("-id")
    mail = rows.values_list("sent_at", "recipient").first()
    papers = of_notice(name, zone)
    kept = NoticeRow.objects.filter(folio=name).values_list("code", flat=True).first()
    printed = kept.replace("-", "") if kept else _NO_CODE
    fits = hmac.compare_digest(printed.encode(), read_code(code).encode())
    days = [local_day(mail[0], zone)] if mail and mail[0] else [paper.sent_on or paper.made_on for paper in papers]
    if not fits or not days:
        return None
    return Verified(name, days[0], mask_domain(mail[1]) if mail else "", papers)


def by_column(name: str, slug: str) -> pl.DataFrame:
    """Return how many living findings each value of a column has: value, findings."""
    if name not in _COUNTED:
        raise Missing("findings.no-such-count", f"Findings are not counted by {name!r}.", "", f"Use one of {', '.join(sorted(_COUNTED))}.")
    rows = (
        _of(FindingRow.objects.exclude(state="closed"), slug)
        .values(_FINDING[name])
        .annotate(total=Count("id"))
        .order_by("-total", _FINDING[name])
    )
    told = [(str(row[_FINDING[name]]), row["total"]) for row in rows]
    return pl.DataFrame(told, schema={"value": pl.String, "findings": pl.Int64}, orient="row")


def over_time(slug: str) -> pl.DataFrame:
    """Return how many findings began and were closed, by week (its Monday) and severity."""
    began = _weekly(_of(FindingRow.objects.all(), slug), "made_at", "opened")
    ended = _weekly(_of(FindingRow.objects.filter(closed_at__isnull=False), slug), "closed_at", "closed")
    whole = began.join(ended, on=["week", "severity"], how="full", coalesce=True)
    return whole.with_columns(pl.col("opened", "closed").fill_null(0)).sort("week", "severity")


def _weekly(rows: "QuerySet[FindingRow]", moment: str, name: str) -> pl.DataFrame:
    """Count by the moment, of which one delivery has one: the index answers that, and a week of SQLite is a call of Python a row."""
    grouped = rows.values_list(moment, "severity").annotate(total=Count("id")).order_by()
    told = pl.DataFrame(list(grouped), schema={"at": pl.Datetime("us", "UTC"), "severity": pl.String, name: pl.Int64}, orient="row")
    return told.group_by(pl.col("at").dt.truncate("1w").dt.date().alias("week"), "severity").agg(pl.col(name).sum())


def _of(rows: Any, slug: str) -> Any:
    return rows.filter(organisation__slug=slug) if slug else rows


def _page(rows: Any, query: Query, paths: Mapping[str, str]) -> Rows:
    chosen = narrow(rows, query, paths)
    total = chosen.count()
    # To look for a page that is not there would go through every row in its order.
    told = chosen.values_list(*paths.values())[query.offset : query.offset + query.per] if total > query.offset else []
    found = table(query, [dict(zip(paths, row, strict=True)) for row in told]).with_columns(pl.col(pl.String).fill_null(""))
    labels: list[Label] = found["tlp"].unique().to_list()
    return Rows(query, found, total, strictest(labels))


def _finding(row: FindingRow) -> Finding:
    return Finding(
        folio=row.folio, organisation=row.organisation.slug, point=row.point, type=row.type, identifier=row.identifier,
        severity=row.severity, priority=row.priority, reasons=tuple(row.reasons), state=cast("State", row.state), first_seen=row.first_seen,
        last_seen=row.last_seen, sightings=row.sightings, asset=row.asset.value if row.asset else "", matched_by=row.matched_by,
        reports=tuple(row.reports), cves=tuple(row.cves), tags=tuple(row.tags), vendor=row.vendor, product=row.product,
        version=row.version, tlp=row.tlp, reliability=row.reliability, credibility=row.credibility, due=row.due, until=row.until,
        updated_at=row.updated_at,
    )  # fmt: skip
