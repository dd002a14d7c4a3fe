"""Flaws that are exploited with how many organisations have them, and products with how many flaws they have."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Floor

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.products.lists import EXPLOITED, INVENTORY
from baluarte.store.constituency.models import AssetRow
from baluarte.store.feeds.lists import table
from baluarte.store.ground.narrow import narrow
from baluarte.store.products.models import ExploitedRow, RecordRow, ScoreRow
from baluarte.store.warning.models import FindingRow

# A database takes only so many cases in one statement; beyond them the least spread flaws count as none.
_MOST_CASES = 900
_EXPLOITED = {name: name for name in EXPLOITED.names}
_INVENTORY = {name: name for name in INVENTORY.names} | {"organisation": "organisation__slug"}


def exploited(query: Query) -> Rows:
    """Return the flaws that a query asks for."""
    living = FindingRow.objects.exclude(state="closed").filter(identifier__startswith="cve-")
    spread = living.values("identifier").annotate(total=Count("organisation", distinct=True)).order_by("-total")[:_MOST_CASES]
    rows = ExploitedRow.objects.annotate(
        affected=_cases("cve", {row["identifier"].upper(): row["total"] for row in spread}),
        percentile=Cast(Floor(Subquery(ScoreRow.objects.filter(cve=OuterRef("cve")).values("percentile")) * 100), IntegerField()),
        severity=Coalesce(Subquery(RecordRow.objects.filter(cve=OuterRef("cve")).values("severity")), Value("")),
    )
    return _page(rows, query, _EXPLOITED)


def inventory(query: Query, within: str) -> Rows:
    """Return the products that a query asks for; a slug narrows them to one organisation."""
    held = AssetRow.objects.filter(kind="product")
    mine = held.filter(organisation__slug=within) if within else held
    living = FindingRow.objects.exclude(state="closed").filter(identifier__startswith="cve-", asset__kind="product")
    counted = living.values("asset").annotate(total=Count("id")).order_by("-total")[:_MOST_CASES]
    return _page(mine.annotate(flaws=_cases("id", {row["asset"]: row["total"] for row in counted})), query, _INVENTORY)


def _cases(name: str, counts: Mapping[Any, int]) -> Any:
    return Case(
        *(When(**{name: value}, then=Value(count)) for value, count in counts.items()), default=Value(0), output_field=IntegerField()
    )


def _page(rows: Any, query: Query, paths: Mapping[str, str]) -> Rows:
    chosen = narrow(rows, query, paths)
    told = chosen.values_list(*paths.values())[query.offset : query.offset + query.per]
    return Rows(query, table(query, [dict(zip(paths, row, strict=True)) for row in told]), chosen.count())
