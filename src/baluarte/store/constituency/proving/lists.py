"""Lists and pages of claims, disputes, delegations and shares."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, Value, When
from django.db.models.fields import CharField

from baluarte.core.constituency.claims.lists import DELEGATIONS, OWNERSHIP, OWNERSHIP_DISPUTES, SHARES
from baluarte.core.constituency.claims.method import ALIASES
from baluarte.core.constituency.claims.page import ClaimPage
from baluarte.core.constituency.claims.standing import ENDED, HOLDING
from baluarte.core.constituency.claims.token import Placing
from baluarte.core.ground.query import Query
from baluarte.core.ground.questions import heard_of
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.shape import Shape
from baluarte.core.ground.tables import table_of
from baluarte.store.constituency.models import AssetRow, ClaimRow, DelegationRow, HoldingDisputeRow, ShareRow
from baluarte.store.constituency.proving import claims
from baluarte.store.ground.narrow import narrow

Place = Callable[[str, str, str], Placing]
_NAMES = frozenset({"domain", "host", "account_domain"})


def ownership(query: Query, within: str = "") -> Rows:
    """Return the claims that a query asks for; one that does not hold counts for nothing."""
    counting = Case(When(state__in=HOLDING, then=F("assurance")), default=Value(0))
    rows = ClaimRow.objects.annotate(counts=counting)
    paths = _paths(OWNERSHIP, number="id", kind="asset__kind", value="asset__value", assurance="counts")
    return _rows(rows, query, paths, within)


def disputes(query: Query, within: str = "") -> Rows:
    """Return the disputes over assets that a query asks for."""
    return _rows(HoldingDisputeRow.objects.all(), query, _paths(OWNERSHIP_DISPUTES, number="id"), within)


def delegations(query: Query, today: date, within: str = "") -> Rows:
    """Return the names that are delegated, or were."""
    rows = DelegationRow.objects.annotate(state=_running(Q(until=None) | Q(until__gte=today)))
    paths = _paths(DELEGATIONS, number="id", to="to__slug")
    return _rows(rows, query, paths, within)


def shares(query: Query, today: date, within: str = "") -> Rows:
    """Return what is shared with providers, or was."""
    rows = ShareRow.objects.annotate(state=_running(Q(ended_at=None) & Q(until__gte=today)))
    paths = _paths(SHARES, number="id", provider="provider__slug", value="asset__value")
    return _rows(rows, query, paths, within)


def page(row: ClaimRow, token: str, *, team: bool, place: Place) -> ClaimPage:
    """Return everything of one claim; votes, letters and other holders are for the team alone."""
    name = row.organisation.name
    by_itself = row.method in {"dns", "web-file"} and row.state not in ENDED
    return ClaimPage(
        claims.claim_of(row),
        name,
        place(row.asset.value, token, name) if by_itself and token else None,
        tuple(heard_of(one) for one in row.last.get("asked", [])),
        claims.steps(row),
        claims.votes(row) if team else (),
        tuple(f"{one}@{row.asset.value}" for one in ALIASES) if row.method == "mail-alias" else (),
        row.letter if team else "",
        _others(row) if team else 0,
    )


def _others(row: ClaimRow) -> int:
    held = AssetRow.objects.filter(kind=row.asset.kind, value=row.asset.value, assurance__gt=0)
    return held.exclude(organisation=row.organisation_id).values("organisation").distinct().count()


def _running(such: Q) -> Case:
    return Case(When(such, then=Value("active")), default=Value("ended"), output_field=CharField())


def _paths(shape: Shape, **other: str) -> dict[str, str]:
    return {name: other.get(name, name) for name in shape.names} | {"organisation": "organisation__slug"}


def _rows(rows: QuerySet[Any, Any], query: Query, paths: dict[str, str], within: str) -> Rows:
    mine = rows.filter(organisation__slug=within) if within else rows
    found: QuerySet[Model] = narrow(mine, query, paths)
    told = found.values_list(*(paths[name] for name in query.shape.names))[query.offset : query.offset + query.per]
    records = [dict(zip(query.shape.names, one, strict=True)) for one in told]
    return Rows(query, table_of(query.shape, records), found.count())
