"""From the cells of a row to an organisation, a contact or an asset, against what stands.

A missing column keeps the value that stands; an empty cell of a closed list does as well.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import cast

from baluarte.core.constituency import lists
from baluarte.core.constituency.asset import Asset, AssetCriticality, AssetKind, Exposed, Origin
from baluarte.core.constituency.contact import Contact, ContactStatus, Role, Schedule
from baluarte.core.constituency.inventory.cpe import read_cpe
from baluarte.core.constituency.inventory.product import write_product
from baluarte.core.constituency.organisation import Criticality, Organisation, Reads, Status
from baluarte.core.constituency.row import Cells
from baluarte.core.constituency.values import Wrong, is_wide, read_asset_value
from baluarte.core.ground.names import read_host, read_mail

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_TERRITORY = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", re.ASCII)
_KEY = re.compile(r"-----BEGIN PGP PUBLIC KEY BLOCK-----\n[\x20-\x7e\n]*-----END PGP PUBLIC KEY BLOCK-----", re.ASCII)
MOST_SLUG = 100
_LONGEST_KEY = 100_000


def read_slug(cells: Cells, column: str) -> str:
    """Return an identifier of an organisation; its form alone is checked."""
    value = cells.needed(column)
    if len(value) > MOST_SLUG or not SLUG.fullmatch(value):
        cells.refuse(column, "organisation.slug")
    return value


def read_organisation(cells: Cells, stands: Organisation | None) -> Organisation:
    """Return the organisation of a row; `stands` is the one of the same slug, if there is one."""
    slug = read_slug(cells, "slug")
    kept = stands or Organisation(slug, "")
    name = " ".join(cells.text("name", kept.name).split()) or cells.refuse("name", "row.missing")
    territory = cells.text("territory", kept.territory).upper()
    if territory and not _TERRITORY.fullmatch(territory):
        cells.refuse("territory", "organisation.territory")
    return Organisation(
        slug,
        name,
        kind=cells.choice("kind", lists.KINDS, kept.kind),
        sector=cells.choice("sector", lists.SECTORS, kept.sector),
        territory=territory,
        parent=cells.text("parent", kept.parent),
        language=cast("Reads", cells.choice("language", lists.READS, kept.language)),
        criticality=cast("Criticality", cells.choice("criticality", lists.CRITICALITIES, kept.criticality)),
        status=cast("Status", cells.choice("status", lists.STATUSES, kept.status)),
        merged_into=cells.text("merged_into", kept.merged_into),
    )


def contact_key(cells: Cells) -> tuple[str, str, str]:
    """Return what makes a contact the same one: organisation, role, address in its one form."""
    owner = read_slug(cells, "organisation")
    role = cells.choice("role", lists.ROLES, "") or cells.refuse("role", "row.missing")
    mail = read_mail(cells.needed("address")) or cells.refuse("address", "contact.address")
    return owner, role, mail[0]


def read_contact(cells: Cells, stands: Contact | None, today: date) -> Contact:
    """Return the contact of a row; a new one is a contact since today unless the row says otherwise."""
    owner, role, address = contact_key(cells)
    kept = stands or Contact(owner, cast("Role", role), address, since=today)
    language = cells.choice("language", lists.READS, "") if cells.has("language") else kept.language
    return replace(
        kept,
        schedule=cast("Schedule", cells.choice("schedule", lists.SCHEDULES, kept.schedule)),
        language=language,
        key=_key(cells, kept.key),
        status=cast("ContactStatus", cells.choice("status", lists.CONTACT_STATUSES, kept.status)),
        since=cells.day("since", kept.since) or kept.since,
    )


def asset_kind(cells: Cells) -> AssetKind:
    """Return the kind of an asset."""
    return cast("AssetKind", cells.choice("kind", lists.ASSET_KINDS, "", "asset.kind") or cells.refuse("kind", "row.missing"))


def asset_value(cells: Cells, kind: AssetKind) -> str:
    """Return the canonical value of an asset. A product may stand in cells of its own, or as a CPE alone."""
    if kind == "product" and not cells.text("value"):
        return _product(cells)
    cells.needed("value")
    value = read_asset_value(kind, cells.text("value"))
    return cells.refuse("value", value.code) if isinstance(value, Wrong) else value


def _product(cells: Cells) -> str:
    if cells.text("vendor") or cells.text("product"):
        product = write_product(cells.needed("vendor"), cells.needed("product"), cells.text("version"))
        return (
            cells.refuse("version" if product == "value.product-range" else "product", product)
            if isinstance(product, str)
            else str(product)
        )
    value = read_asset_value("product", cells.text("cpe") or cells.refuse("value", "row.missing"))
    return cells.refuse("cpe", value.code) if isinstance(value, Wrong) else value


def cpe_name(cells: Cells, kind: AssetKind, kept: str) -> str:
    """Return the CPE 2.3 name of a product in its one form; it may stand in the value as well."""
    text = cells.text("cpe", kept) or (cells.text("value") if kind == "product" and cells.text("value")[:4].lower() == "cpe:" else "")
    if not text:
        return ""
    cpe = read_cpe(text)
    return cells.refuse("cpe", "value.cpe") if cpe is None or kind != "product" else str(cpe)


def exposed(cells: Cells, kept: Exposed) -> Exposed:
    """Return whether the owner says that it can be reached from the internet; an empty cell takes the word back."""
    return cast("Exposed", cells.choice("exposed", lists.EXPOSED, "") if cells.has("exposed") else kept)


def except_below(cells: Cells, kind: AssetKind, value: str, kept: tuple[str, ...]) -> tuple[str, ...]:
    """Return the delegated children of a domain, each a name below it, in order and once."""
    if not cells.has("except_below"):
        return kept
    names = set()
    for text in cells.text("except_below", most=20_000).replace(";", " ").split():
        name = read_host(text)
        if name is None or kind not in {"domain", "account_domain"} or not name.endswith(f".{value}"):
            cells.refuse("except_below", "asset.except-below")
        names.add(name)
    return tuple(sorted(names))


def days(cells: Cells, first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """Return the first and the last day of a row, in that order."""
    first, last = cells.day("valid_from", first), cells.day("valid_until", last)
    if first and last and last < first:
        cells.refuse("valid_until", "row.days-reversed")
    return first, last


def read_asset(cells: Cells, standing: Iterable[Asset]) -> Asset:
    """Return the asset of a row; `standing` are those of the same organisation, kind and value."""
    owner = read_slug(cells, "organisation")
    kind = asset_kind(cells)
    value = asset_value(cells, kind)
    if value in {"0.0.0.0/0", "::/0"}:
        cells.refuse("value", "value.everything")
    stands = _same_period(cells, standing)
    # A very wide network that nobody vouched for is a claim alone, and matches nothing.
    kept = stands or Asset(owner, kind, value, assurance=0 if is_wide(kind, value) else 3, origin="import")
    first, last = days(cells, kept.valid_from, kept.valid_until)
    criticality = cells.choice("criticality", lists.CRITICALITIES, "") if cells.has("criticality") else kept.criticality
    return replace(
        kept,
        valid_from=first,
        valid_until=last,
        assurance=_assurance(cells, kept.assurance),
        origin=cast("Origin", cells.choice("origin", lists.ORIGINS, kept.origin)),
        criticality=cast("AssetCriticality", criticality),
        except_below=except_below(cells, kind, value, kept.except_below),
        exposed=exposed(cells, kept.exposed),
        supplier=" ".join(cells.text("supplier", kept.supplier).split()),
        cpe=cpe_name(cells, kind, kept.cpe),
    )


def _same_period(cells: Cells, standing: Iterable[Asset]) -> Asset | None:
    """Find the row that stands: by its first day, or the latest one where the file does not tell days."""
    known = sorted(standing, key=lambda one: one.valid_from or date.min)
    if not cells.has("valid_from"):
        return known[-1] if known else None
    first = cells.day("valid_from", None)
    return next((one for one in known if one.valid_from == first), None)


def _assurance(cells: Cells, kept: int) -> int:
    text = cells.text("assurance")
    if not text:
        return kept
    if text not in {"0", "1", "2", "3"}:
        cells.refuse("assurance", "row.number")
    return int(text)


def _key(cells: Cells, kept: str) -> str:
    """Return an OpenPGP certificate with plain line ends; only its form is checked."""
    if not cells.has("key"):
        return kept
    text = (cells.record["key"] or "").strip().replace("\r\n", "\n").replace("\r", "\n")
    if text and (len(text) > _LONGEST_KEY or not _KEY.fullmatch(text)):
        cells.refuse("key", "contact.key")
    return text
