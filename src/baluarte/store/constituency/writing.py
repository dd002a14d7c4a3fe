"""Write what changed, with its history: before and after of every row, by whom and when.

Rows are written many at once. Nothing here decides: a plan of the core says what changes.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Broken, Outdated
from baluarte.store.constituency.models import AssetRow, ContactRow, HistoryRow, OrganisationRow

T = TypeVar("T", Organisation, Contact, Asset)
Pair = tuple[T | None, T]  # before, after; before is None for what is new
_AT_ONCE = 500
_OF_ORGANISATION = ("name", "kind", "sector", "territory", "language", "criticality", "status")
_OF_CONTACT = ("schedule", "language", "key", "status", "since")
_OF_ASSET = ("valid_until", "assurance", "origin", "criticality", "exposed", "supplier", "cpe")


@dataclass(frozen=True)
class Author:
    """Who changes something, and when."""

    actor: str
    at: datetime


def write_organisations(pairs: Sequence[Pair[Organisation]], by: Author) -> str:
    """Write new and changed organisations and return the digest of the change."""
    rows = _organisation_rows({slug for _, after in pairs for slug in (after.slug, after.parent, after.merged_into)})
    _create(rows, [after for before, after in pairs if before is None])
    touched = []
    for after in (after for before, after in pairs if before is not None):
        row = rows[after.slug]
        for name, value in _plain(after, _OF_ORGANISATION).items():
            setattr(row, name, value)
        row.parent, row.merged_into = rows.get(after.parent), rows.get(after.merged_into)
        row.version += 1
        touched.append(row)
    OrganisationRow.objects.bulk_update(touched, [*_OF_ORGANISATION, "parent", "merged_into", "version"], batch_size=_AT_ONCE)
    return _remember("organisation", [(rows[after.slug].id, rows[after.slug].id, before, after) for before, after in pairs], by)


def _create(rows: dict[str, OrganisationRow], waiting: list[Organisation]) -> None:
    """Insert new organisations from the top of the tree down, and add their rows to those that are known."""
    merged = [one for one in waiting if one.merged_into]
    while waiting:
        ready = [one for one in waiting if one.parent in {"", *rows}]
        fresh = [OrganisationRow(slug=one.slug, parent=rows.get(one.parent), **_plain(one, _OF_ORGANISATION)) for one in ready]
        if not fresh:
            raise Broken("organisation.no-top", "New organisations stand in a circle.", "A plan has none.", "Nothing was written.")
        rows.update({row.slug: row for row in OrganisationRow.objects.bulk_create(fresh, batch_size=_AT_ONCE)})
        waiting = [one for one in waiting if one.slug not in rows]
    # Whoever took over may stand anywhere in the tree, so it is named when all stand.
    for one in merged:
        rows[one.slug].merged_into = rows[one.merged_into]
    OrganisationRow.objects.bulk_update([rows[one.slug] for one in merged], ["merged_into"], batch_size=_AT_ONCE)


def write_contacts(pairs: Sequence[Pair[Contact]], by: Author) -> str:
    """Write new and changed contacts and return the digest of the change."""
    owners = _organisation_rows({after.organisation for _, after in pairs})
    standing = {(row.organisation_id, row.role, row.address): row for row in ContactRow.objects.filter(organisation__in=owners.values())}
    fresh: list[ContactRow] = []
    touched: list[ContactRow] = []
    history: list[tuple[ContactRow, Contact | None, Contact]] = []
    for before, after in pairs:
        owner = owners[after.organisation]
        row = standing.get((owner.id, after.role, after.address)) if before else None
        known = row or ContactRow(organisation=owner, role=after.role, address=after.address)
        (touched if row else fresh).append(known)
        for name, value in _plain(after, _OF_CONTACT).items():
            setattr(known, name, value)
        history.append((known, before, after))
    ContactRow.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    ContactRow.objects.bulk_update(touched, _OF_CONTACT, batch_size=_AT_ONCE)
    return _remember("contact", [(row.organisation_id, row.id, before, after) for row, before, after in history], by)


def write_assets(pairs: Sequence[Pair[Asset]], by: Author) -> str:
    """Write new and changed assets and return the digest of the change. A new period is a new row."""
    owners = _organisation_rows({after.organisation for _, after in pairs})
    changing = {owners[after.organisation].id for before, after in pairs if before}
    standing = {
        (row.organisation_id, row.kind, row.value, row.valid_from): row for row in AssetRow.objects.filter(organisation__in=changing)
    }
    fresh: list[AssetRow] = []
    touched: list[AssetRow] = []
    history: list[tuple[AssetRow, Asset | None, Asset]] = []
    for before, after in pairs:
        owner = owners[after.organisation]
        row = standing.get((owner.id, after.kind, after.value, after.valid_from)) if before else None
        known = row or AssetRow(organisation=owner, kind=after.kind, value=after.value, valid_from=after.valid_from)
        (touched if row else fresh).append(known)
        for name, value in _plain(after, _OF_ASSET).items():
            setattr(known, name, value)
        known.except_below = ";".join(after.except_below)
        history.append((known, before, after))
    AssetRow.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    AssetRow.objects.bulk_update(touched, [*_OF_ASSET, "except_below"], batch_size=_AT_ONCE)
    return _remember("asset", [(row.organisation_id, row.id, before, after) for row, before, after in history], by)


def lock(slug: str, seen_version: int | None) -> None:
    """Hold an organisation until the end of the transaction; raise `Outdated` when it is not the version that was seen."""
    version = OrganisationRow.objects.select_for_update().filter(slug=slug).values_list("version", flat=True).first()
    if seen_version is not None and version is not None and version != seen_version:
        raise Outdated(
            "organisation.changed",
            f"The organisation {slug!r} was changed since it was read (version {version}, not {seen_version}).",
            "Two people must not overwrite each other.",
            "Read it again, then decide.",
        )


def _organisation_rows(slugs: Iterable[str]) -> dict[str, OrganisationRow]:
    return {row.slug: row for row in OrganisationRow.objects.filter(slug__in={slug for slug in slugs if slug})}


def _plain(thing: object, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(thing, name) for name in names}


def _remember(what: str, changes: Sequence[tuple[int, int, T | None, T]], by: Author) -> str:
    """Keep before and after of each row, and return the SHA-256 of them all."""
    rows = [
        HistoryRow(
            what=what,
            organisation_id=owner,
            row_id=number,
            at=by.at,
            actor=by.actor,
            before=None if before is None else before.to_dict(),
            after=after.to_dict(),
        )
        for owner, number, before, after in changes
    ]
    HistoryRow.objects.bulk_create(rows, batch_size=_AT_ONCE)
    told = json.dumps([[row.before, row.after] for row in rows], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest() if rows else ""
