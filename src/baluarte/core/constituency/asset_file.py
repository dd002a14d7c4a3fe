"""The asset file of `baluarte warn`: one asset a row, and with it the whole constituency.

Columns: `organisation, name, kind, value, contact, language`; optional `valid_from`,
`valid_until`, `except_below`, `criticality`, `exposed`, `supplier`, and for a product
`cpe`, or `vendor`, `product`, `version` in place of the value. The owner of the file is the human who vouches for it, so wide
networks are taken, with a note. A row that cannot be read is reported by its line; the others count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

import polars as pl

from baluarte.core.constituency.asset import Asset, AssetCriticality
from baluarte.core.constituency.claims import claims_of
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.lists import CRITICALITIES, READS
from baluarte.core.constituency.organisation import Organisation, Reads
from baluarte.core.constituency.reading import MOST_SLUG, asset_kind, asset_value, cpe_name, days, except_below, exposed
from baluarte.core.constituency.row import Cells, RowProblem, RowRefused, cells_of, sheet
from baluarte.core.constituency.values import is_unroutable, is_wide
from baluarte.core.errors import Unusable
from baluarte.core.ground.identifiers import slug
from baluarte.core.ground.names import read_mail
from baluarte.core.ground.text import Language

REQUIRED = ("organisation", "kind", "value")
COLUMNS = (
    *REQUIRED,
    "name",
    "contact",
    "language",
    "valid_from",
    "valid_until",
    "except_below",
    "criticality",
    "exposed",
    "supplier",
    "cpe",
    "vendor",
    "product",
    "version",
)


@dataclass(frozen=True)
class AssetFile:
    """A constituency as one file states it.

    `claims` number the organisations and the assets from 1, in the order of these tuples.
    `notes` are about rows that were taken all the same.
    """

    read: int
    organisations: tuple[Organisation, ...]
    contacts: tuple[Contact, ...]
    assets: tuple[Asset, ...]
    claims: pl.DataFrame
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[RowProblem, ...] = ()

    def rejected(self, language: Language = "en") -> pl.DataFrame:
        """Return the refused rows as a sheet: line, column, value, code, what, fix."""
        return sheet(self.problems, language)


@dataclass
class _Reader:
    """What was gathered so far; the first text that gives a slug keeps it."""

    texts: dict[str, str] = field(default_factory=dict)  # slug -> the text it was made of
    organisations: dict[str, Organisation] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)
    assets: dict[Asset, None] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)
    _owners: dict[str, str] = field(default_factory=dict)  # cell -> slug: an organisation has many rows
    _mailboxes: set[tuple[str, str]] = field(default_factory=set)  # (slug, cell) that is a contact already

    def take(self, cells: Cells) -> None:
        """Read one row: its organisation, its asset, its contact."""
        try:
            owner = self._owner(cells)
            asset = _asset(cells, owner)
            language = cells.choice("language", READS, "")
            cells.text("name"), cells.text("contact")  # judged before anything of the row is kept
        except RowRefused as refused:
            self.problems.append(refused.problem)
            return
        self._keep_organisation(cells, owner, language)
        self._keep_contact(cells, owner)
        self._keep_asset(cells, asset)

    def _owner(self, cells: Cells) -> str:
        cell = cells.needed("organisation")
        if (known := self._owners.get(cell)) is not None:
            return known
        text = " ".join(cell.split())
        made = slug(text) or cells.refuse("organisation", "assets.no-slug")
        if len(made) > MOST_SLUG:
            cells.refuse("organisation", "row.too-long")
        if self.texts.setdefault(made, text) != text:
            cells.refuse("organisation", "assets.slug-clash", near=self.texts[made])
        self._owners[cell] = made
        return made

    def _keep_organisation(self, cells: Cells, owner: str, language: str) -> None:
        known = self.organisations.get(owner)
        if known is None:
            name = " ".join(cells.text("name").split()) or self.texts[owner]
            self.organisations[owner] = Organisation(owner, name, language=cast("Reads", language or "es"))

    def _keep_contact(self, cells: Cells, owner: str) -> None:
        text = cells.text("contact")
        if not text or (owner, text) in self._mailboxes:
            return
        mail = read_mail(text)
        if mail is None:
            # The asset is good: its owner must not go unwarned because a mailbox is misspelt.
            self.notes.append(RowProblem(cells.line, "contact", text, "contact.address"))
            return
        self._mailboxes.add((owner, text))
        if (owner, mail[0]) not in self.contacts:
            self.contacts[owner, mail[0]] = Contact(owner, "security", mail[0])

    def _keep_asset(self, cells: Cells, asset: Asset) -> None:
        if asset in self.assets:
            self.notes.append(RowProblem(cells.line, "value", asset.value, "row.twice"))
        self.assets[asset] = None
        if is_wide(asset.kind, asset.value):
            self.notes.append(RowProblem(cells.line, "value", asset.value, "value.wide"))
        elif is_unroutable(asset.kind, asset.value):
            self.notes.append(RowProblem(cells.line, "value", asset.value, "value.unroutable"))


def read_asset_file(table: pl.DataFrame) -> AssetFile:
    """Return the constituency of a table of text with `#line`; raise `Unusable` where a column is missing.

    >>> row = {"#line": 2, "organisation": "Hospital Central", "kind": "cidr", "value": "192.0.2.0/24"}
    >>> file = read_asset_file(pl.DataFrame([row]))
    >>> file.organisations[0].slug, file.assets[0].value
    ('hospital-central', '192.0.2.0/24')
    """
    missing = [name for name in REQUIRED if name not in table.columns]
    if missing:
        raise Unusable(
            "assets.columns",
            f"The asset file has no column {', '.join(missing)}.",
            "Every row names an organisation, a kind and a value.",
            f"Write the header as {','.join(COLUMNS[:3])}, with name, contact and language beside them.",
        )
    reader = _Reader()
    for cells in cells_of(table):
        reader.take(cells)
    assets = tuple(reader.assets)
    numbers = {owner: number for number, owner in enumerate(reader.organisations, 1)}
    numbered: Iterable[tuple[int, int, Asset]] = ((number, numbers[one.organisation], one) for number, one in enumerate(assets, 1))
    return AssetFile(
        read=table.height,
        organisations=tuple(reader.organisations.values()),
        contacts=tuple(reader.contacts.values()),
        assets=assets,
        claims=claims_of(numbered),
        problems=tuple(reader.problems),
        notes=tuple(reader.notes),
    )


def _asset(cells: Cells, owner: str) -> Asset:
    kind = asset_kind(cells)
    value = asset_value(cells, kind)
    first, last = days(cells, None, None)
    return Asset(
        owner,
        kind,
        value,
        first,
        last,
        criticality=cast("AssetCriticality", cells.choice("criticality", CRITICALITIES, "")),
        except_below=except_below(cells, kind, value, ()),
        exposed=exposed(cells, ""),
        supplier=" ".join(cells.text("supplier").split()),
        cpe=cpe_name(cells, kind, ""),
    )
