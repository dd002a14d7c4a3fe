"""The register as files: what a list of organisations, contacts or assets would change.

A file is compared with what stands. Each row is new, changed, unchanged or rejected, so that
`read = changed + unchanged + new + rejected`; what was exported changes nothing. What a file
does not name stays as it is: nothing is deleted by leaving it out.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Literal, TypeVar

import polars as pl

from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.lists import ASSETS, ASSETS_IN_FILES, CONTACTS, ORGANISATIONS
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.constituency.reading import asset_kind, asset_value, contact_key, read_asset, read_contact, read_organisation, read_slug
from baluarte.core.constituency.row import LINE, Cells, RowProblem, RowRefused, cells_of, sheet, what_and_fix
from baluarte.core.constituency.tree import in_a_circle
from baluarte.core.errors import Unusable
from baluarte.core.ground.shape import Shape
from baluarte.core.ground.text import Language

T = TypeVar("T", Organisation, Contact, Asset)
What = Literal["organisations", "contacts", "assets"]
SHAPES: Mapping[What, Shape] = {"organisations": ORGANISATIONS, "contacts": CONTACTS, "assets": ASSETS}
# What a file may hold: a product may stand in cells of its own in place of a value.
FILES: Mapping[What, Shape] = {**SHAPES, "assets": ASSETS_IN_FILES}
ContactKey = tuple[str, str, str]  # organisation, role, address
AssetKey = tuple[str, str, str]  # organisation, kind, value


@dataclass
class Plan(Generic[T]):
    """What a file would do. `changed` holds pairs of before and after."""

    read: int = 0
    new: list[T] = field(default_factory=list)
    changed: list[tuple[T, T]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[T | None, T]]:
        """What there is to write: before and after, where before is None for what is new."""
        fresh: list[tuple[T | None, T]] = [(None, after) for after in self.new]
        fresh.extend(self.changed)
        return fresh

    def place(self, before: T | None, after: T) -> None:
        """Count a good row as new, changed or unchanged."""
        if before is None:
            self.new.append(after)
        elif before != after:
            self.changed.append((before, after))
        else:
            self.unchanged += 1


@dataclass(frozen=True)
class Imported:
    """What an import did, in numbers, and the rows that go back to their sender."""

    read: int
    changed: int
    unchanged: int
    new: int
    problems: tuple[RowProblem, ...] = ()

    @property
    def rejected(self) -> pl.DataFrame:
        """The refused rows in English: line, column, value, code, what, fix."""
        return sheet(self.problems)

    def rejected_in(self, language: Language) -> pl.DataFrame:
        """Return the refused rows with their words in one language."""
        return sheet(self.problems, language)

    def to_dict(self) -> dict[str, int]:
        """Return the sums; `read` is always the sum of the others."""
        rejected = len(self.problems)
        return {"read": self.read, "changed": self.changed, "unchanged": self.unchanged, "new": self.new, "rejected": rejected}


def imported(plan: Plan[T]) -> Imported:
    """Return the account of a plan."""
    return Imported(plan.read, len(plan.changed), plan.unchanged, len(plan.new), tuple(plan.problems))


def one_row(thing: T) -> pl.DataFrame:
    """Return one thing as a file of one row, so that a form is judged as a file is."""
    return pl.DataFrame([{**thing.to_dict(), LINE: 1}])


def only(plan: Plan[T]) -> tuple[T | None, T]:
    """Return before and after of a plan of one row, or raise `Unusable` with what is wrong with it.

    >>> only(plan_organisations(one_row(Organisation("a", "A")), {}))[1].name
    'A'
    """
    for problem in plan.problems:
        what, fix = what_and_fix(problem.code)
        meant = f" Did you mean {problem.near!r}?" if problem.near else ""
        raise Unusable(problem.code, f"{problem.column} {problem.value!r}: {what.en}", "", fix.en + meant)
    if plan.new:
        return None, plan.new[0]
    if plan.changed:
        return plan.changed[0]
    raise Unusable("register.unchanged", "Nothing would change.", "It stands already as you wrote it.", "Read it again.")


def plan_organisations(table: pl.DataFrame, standing: Mapping[str, Organisation]) -> Plan[Organisation]:
    """Compare a list of organisations with those that stand; a parent may be a row of the same file."""
    plan = Plan[Organisation](read=table.height)
    rows: dict[str, tuple[Cells, Organisation]] = {}
    for cells in cells_of(table):
        try:
            slug = read_slug(cells, "slug")
            after = read_organisation(cells, standing.get(slug))
            if slug in rows:
                cells.refuse("slug", "row.twice")
            _refuse_merge(cells, standing.get(slug), after)
        except RowRefused as refused:
            plan.problems.append(refused.problem)
        else:
            rows[slug] = (cells, after)
    _drop_loose(rows, standing, plan.problems)
    for slug, (_, after) in rows.items():
        plan.place(standing.get(slug), after)
    return plan


def plan_contacts(
    table: pl.DataFrame, standing: Mapping[ContactKey, Contact], organisations: Collection[str], today: date
) -> Plan[Contact]:
    """Compare a list of contacts with those that stand."""
    plan = Plan[Contact](read=table.height)
    seen: set[ContactKey] = set()
    for cells in cells_of(table):
        try:
            key = contact_key(cells)
            _known(cells, key[0], organisations)
            after = read_contact(cells, standing.get(key), today)
            if key in seen:
                cells.refuse("address", "row.twice")
        except RowRefused as refused:
            plan.problems.append(refused.problem)
        else:
            seen.add(key)
            plan.place(standing.get(key), after)
    return plan


def plan_assets(table: pl.DataFrame, standing: Iterable[Asset], organisations: Collection[str]) -> Plan[Asset]:
    """Compare a list of assets with those that stand; an organisation holds an asset once on any day.

    Changes of periods that stand are taken before new periods, so that one file may end
    an asset and begin it anew.
    """
    plan = Plan[Asset](read=table.height)
    periods: dict[AssetKey, dict[date | None, Asset]] = {}
    for one in standing:
        periods.setdefault((one.organisation, one.kind, one.value), {})[one.valid_from] = one
    good = list(_asset_rows(table, periods, organisations, plan.problems))
    for cells, before, after in sorted(good, key=lambda row: row[1] is None):
        held = periods.setdefault((after.organisation, after.kind, after.value), {})
        if any(_overlap(after, other) for first, other in held.items() if before is None or first != after.valid_from):
            plan.problems.append(RowProblem(cells.line, "value", after.value, "asset.overlap"))
            continue
        held[after.valid_from] = after
        plan.place(before, after)
    return plan


def _asset_rows(
    table: pl.DataFrame,
    periods: Mapping[AssetKey, Mapping[date | None, Asset]],
    organisations: Collection[str],
    problems: list[RowProblem],
) -> Iterator[tuple[Cells, Asset | None, Asset]]:
    """Yield the readable rows, each once: the cells, what stands, and what the row says."""
    seen: set[tuple[AssetKey, date | None]] = set()
    for cells in cells_of(table):
        try:
            owner, kind = read_slug(cells, "organisation"), asset_kind(cells)
            _known(cells, owner, organisations)
            key = (owner, kind, asset_value(cells, kind))
            held = periods.get(key, {})
            after = read_asset(cells, held.values())
            if (key, after.valid_from) in seen:
                cells.refuse("value", "row.twice")
        except RowRefused as refused:
            problems.append(refused.problem)
        else:
            seen.add((key, after.valid_from))
            yield cells, held.get(after.valid_from), after


def _drop_loose(rows: dict[str, tuple[Cells, Organisation]], standing: Mapping[str, Organisation], problems: list[RowProblem]) -> None:
    """Take out rows whose parent nobody knows or who would be below themselves, until none is left.

    Each row taken out may leave others without their parent, so it is asked again.
    """
    while True:
        parents = {slug: one.parent for slug, one in standing.items()} | {slug: one.parent for slug, (_, one) in rows.items()}
        loose = [
            RowProblem(cells.line, column, value, code, _near(value, parents) if code == "organisation.unknown" else "")
            for slug, (cells, one) in rows.items()
            for column, value, code in [_looseness(slug, one, parents)]
            if code
        ]
        if not loose:
            return
        problems.extend(loose)
        lines = {problem.line for problem in loose}
        for slug in [slug for slug, (cells, _) in rows.items() if cells.line in lines]:
            del rows[slug]


def _looseness(slug: str, one: Organisation, parents: Mapping[str, str]) -> tuple[str, str, str]:
    for column, value in (("parent", one.parent), ("merged_into", one.merged_into)):
        if value and value not in parents:
            return column, value, "organisation.unknown"
    if one.merged_into == slug:
        return "merged_into", slug, "organisation.merge"
    if in_a_circle(slug, parents):
        return "parent", one.parent, "organisation.cycle"
    return "", "", ""


def _refuse_merge(cells: Cells, before: Organisation | None, after: Organisation) -> None:
    """A merge moves assets and findings, which no row of a file can do; one that is over may be told to an empty register."""
    merges = (after.status == "merged") != bool(after.merged_into)
    stood = before or after
    if merges or (after.status == "merged", after.merged_into) != (stood.status == "merged", stood.merged_into):
        cells.refuse("status", "organisation.merge")


def _known(cells: Cells, slug: str, organisations: Collection[str]) -> None:
    if slug not in organisations:
        cells.refuse("organisation", "organisation.unknown", near=_near(slug, organisations))


def _near(slug: str, known: Collection[str]) -> str:
    return (difflib.get_close_matches(slug, known, 1) or [""])[0]


def _overlap(one: Asset, other: Asset) -> bool:
    """Do two periods share a day? An open end reaches for ever."""
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    ends = min(one.valid_until or date.max, other.valid_until or date.max)
    return begins <= ends
