"""Organisations, contacts and assets: queries in, core dataclasses or a table out.

`within` is the slug that narrows a reader to one organisation; empty is everybody.
"""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Case, F, Q, QuerySet, Value, When

from baluarte.core.constituency.asset import Asset, AssetCriticality, AssetKind, Exposed, Origin
from baluarte.core.constituency.contact import NOTICE_ORDER, Contact, ContactStatus, Role, Schedule
from baluarte.core.constituency.organisation import Criticality, Organisation, Reads, Status
from baluarte.core.constituency.page import OrganisationPage
from baluarte.core.constituency.tree import ancestors
from baluarte.core.errors import Missing
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of
from baluarte.store.constituency.models import AssetRow, ContactRow, OrganisationRow
from baluarte.store.ground.narrow import narrow

_OF_ORGANISATIONS = {
    **{name: name for name in ("slug", "name", "kind", "sector", "territory", "language", "criticality", "status")},
    "parent": "parent__slug",
    "merged_into": "merged_into__slug",
}
_OF_CONTACTS = {"organisation": "organisation__slug"} | {
    name: name
    for name in (
        "role", "address", "schedule", "language", "status", "since", "acknowledged_on", "bounced_on", "tested_on", "verified_until",
        "returned", "key",
    )
}  # fmt: skip
_OF_ASSETS = {"organisation": "organisation__slug"} | {
    name: name
    for name in (
        "kind",
        "value",
        "valid_from",
        "valid_until",
        "assurance",
        "origin",
        "criticality",
        "except_below",
        "exposed",
        "supplier",
        "cpe",
    )
}


def organisations(query: Query, within: str = "") -> Rows:
    """Return the organisations that a query asks for."""
    rows = OrganisationRow.objects.all()
    return _rows(rows.filter(slug=within) if within else rows, query, _OF_ORGANISATIONS)


def contacts(query: Query, within: str = "") -> Rows:
    """Return the contacts that a query asks for."""
    rows = ContactRow.objects.all()
    return _rows(rows.filter(organisation__slug=within) if within else rows, query, _OF_CONTACTS)


def assets(query: Query, within: str = "") -> Rows:
    """Return the assets that a query asks for."""
    rows = AssetRow.objects.all()
    return _rows(rows.filter(organisation__slug=within) if within else rows, query, _OF_ASSETS)


def page(slug: str) -> OrganisationPage:
    """Return everything of one organisation, or raise `Missing`."""
    row = get(slug)
    parents = dict(OrganisationRow.objects.values_list("slug", "parent__slug"))
    above = ancestors(slug, {name: parent or "" for name, parent in parents.items()})
    known = {one.slug: one for one in every_organisation(Q(slug__in=above))}
    return OrganisationPage(
        organisation_of(row),
        row.version,
        parents=tuple(known[name] for name in above if name in known),
        children=tuple(every_organisation(Q(parent=row))),
        contacts=tuple(every_contact(Q(organisation=row))),
        assets=tuple(every_asset(Q(organisation=row))),
    )


def get(slug: str) -> OrganisationRow:
    """Return the row of an organisation, or raise `Missing`."""
    row = OrganisationRow.objects.select_related("parent", "merged_into").filter(slug=slug).first()
    if row is None:
        raise Missing("organisation.missing", f"There is no organisation {slug!r}.", "", "See the list of organisations.")
    return row


def number_of(slug: str) -> int:
    """Return the number under which matching and findings know an organisation."""
    return get(slug).id


def slugs() -> set[str]:
    """Return the identifiers of all organisations."""
    return set(OrganisationRow.objects.values_list("slug", flat=True))


def every_organisation(such: Q | None = None) -> list[Organisation]:
    """Return organisations by their slug."""
    rows = OrganisationRow.objects.select_related("parent", "merged_into").filter(such or Q()).order_by("slug")
    return [organisation_of(row) for row in rows]


def every_contact(such: Q | None = None) -> list[Contact]:
    """Return contacts by organisation, in the order in which roles are tried for a notice."""
    order = Case(*[When(role=role, then=Value(place)) for place, role in enumerate(NOTICE_ORDER)], default=Value(len(NOTICE_ORDER)))
    rows = ContactRow.objects.select_related("organisation").filter(such or Q()).order_by("organisation__slug", order, "id")
    return [contact_of(row) for row in rows]


def every_asset(such: Q | None = None) -> list[Asset]:
    """Return assets by organisation, kind and value, the earlier period first."""
    rows = AssetRow.objects.select_related("organisation").filter(such or Q())
    ordered = rows.order_by("organisation__slug", "kind", "value", F("valid_from").asc(nulls_first=True), "id")
    return [asset_of(row) for row in ordered]


def organisation_of(row: OrganisationRow) -> Organisation:
    """Return the organisation that a row remembers."""
    return Organisation(
        row.slug,
        row.name,
        kind=row.kind,
        sector=row.sector,
        territory=row.territory,
        parent=row.parent.slug if row.parent else "",
        language=cast("Reads", row.language),
        criticality=cast("Criticality", row.criticality),
        status=cast("Status", row.status),
        merged_into=row.merged_into.slug if row.merged_into else "",
    )


def contact_of(row: ContactRow) -> Contact:
    """Return the contact that a row remembers."""
    return Contact(
        row.organisation.slug,
        cast("Role", row.role),
        row.address,
        schedule=cast("Schedule", row.schedule),
        language=row.language,
        key=row.key,
        status=cast("ContactStatus", row.status),
        since=row.since,
    )


def asset_of(row: AssetRow) -> Asset:
    """Return the asset that a row remembers."""
    return Asset(
        row.organisation.slug,
        cast("AssetKind", row.kind),
        row.value,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        assurance=row.assurance,
        origin=cast("Origin", row.origin),
        criticality=cast("AssetCriticality", row.criticality),
        except_below=tuple(name for name in row.except_below.split(";") if name),
        exposed=cast("Exposed", row.exposed),
        supplier=row.supplier,
        cpe=row.cpe,
    )


def _rows(rows: QuerySet[Any], query: Query, paths: Mapping[str, str]) -> Rows:
    found = narrow(rows, query, paths)
    page = found.values_list(*(paths[name] for name in query.shape.names))[query.offset : query.offset + query.per]
    # An organisation without a parent has an empty one, as in every file.
    empty = {column.name: "" for column in query.shape.columns if column.kind in {"text", "choice"}}
    records = [
        {name: empty.get(name) if value is None else value for name, value in zip(query.shape.names, told, strict=True)} for told in page
    ]
    return Rows(query, table_of(query.shape, records), found.count())
