"""Two organisations become one: assets change hands, mailboxes are known there too, and history says so.

A contact that was written to stays with its organisation for ever, or what was sent to it
would tell of somebody else: it is retired there and known anew with the one that takes over.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms.models import model_to_dict

from baluarte.core.errors import Missing, Unusable
from baluarte.store.constituency.models import AssetRow, ContactRow, HistoryRow, OrganisationRow


@dataclass(frozen=True)
class Merger:
    """Who is merged into whom, when, and who decided."""

    source: OrganisationRow
    target: OrganisationRow
    at: datetime
    actor: str


def begin(source: str, target: str, at: datetime, actor: str) -> Merger:
    """Return the two rows, locked, or raise where they cannot be merged."""
    rows = {row.slug: row for row in OrganisationRow.objects.select_for_update().filter(slug__in=(source, target)).order_by("id")}
    for slug in (source, target):
        if slug not in rows:
            raise Missing("organisation.missing", f"There is no organisation {slug!r}.", "", "See the list of organisations.")
    if source == target or rows[source].status == "merged" or rows[target].status == "merged":
        raise Unusable(
            "organisation.merge",
            f"{source!r} cannot be merged into {target!r}.",
            "Two different organisations are merged, and neither was merged before.",
            "Choose the one that answers for both today.",
        )
    return Merger(rows[source], rows[target], at, actor)


def move_assets(merger: Merger) -> int:
    """Give every asset to the target; a claim that the target has already is dropped from the source."""
    own = set(AssetRow.objects.filter(organisation=merger.target).values_list("kind", "value", "valid_from"))
    count = 0
    for row in AssetRow.objects.filter(organisation=merger.source).order_by("id"):
        before = _plain(row)
        if (row.kind, row.value, row.valid_from) in own:
            _twin(row, merger.target)
        else:
            row.organisation = merger.target
            row.save(update_fields=["organisation"])
            count += 1
        _history(merger, "asset", row.id, before, _plain(row))
    return count


def move_contacts(merger: Merger) -> int:
    """Retire every contact of the source and make it known with the target."""
    known = set(ContactRow.objects.filter(organisation=merger.target).values_list("role", "address"))
    count = 0
    for row in ContactRow.objects.filter(organisation=merger.source).exclude(status="retired").order_by("id"):
        before = _plain(row)
        if (row.role, row.address) not in known:
            twin = ContactRow(**{**_values(row), "organisation": merger.target})
            twin.save(force_insert=True)
            _history(merger, "contact", twin.id, None, _plain(twin))
            count += 1
        row.status = "retired"
        row.save(update_fields=["status"])
        _history(merger, "contact", row.id, before, _plain(row))
    return count


def finish(merger: Merger) -> None:
    """Say that the source is merged; whoever stood below it stands below the target.

    Where the target itself stood somewhere below the source, the branch that leads to it
    takes the source's place: nobody comes to stand below itself.
    """
    source, above = merger.source, _line_of(merger.target)
    for child in OrganisationRow.objects.filter(parent=source).order_by("id"):
        before = _plain(child)
        child.parent_id = source.parent_id if child.id in above else merger.target.id
        child.version += 1
        child.save(update_fields=["parent", "version"])
        _history(merger, "organisation", child.id, before, _plain(child))
    source.refresh_from_db()
    before = _plain(source)
    source.status, source.merged_into, source.version = "merged", merger.target, source.version + 1
    source.save(update_fields=["status", "merged_into", "version"])
    _history(merger, "organisation", source.id, before, _plain(source))


def _line_of(row: OrganisationRow) -> set[int]:
    """Return an organisation and everybody above it."""
    parents = dict(OrganisationRow.objects.values_list("id", "parent_id"))
    line: set[int] = set()
    number: int | None = row.id
    while number is not None and number not in line:
        line.add(number)
        number = parents.get(number)
    return line


def _twin(row: AssetRow, target: OrganisationRow) -> None:
    """Point what hangs on a claim that both had to the target's own, and drop the source's."""
    twin = AssetRow.objects.get(organisation=target, kind=row.kind, value=row.value, valid_from=row.valid_from)
    for relation in AssetRow._meta.related_objects:  # noqa: SLF001 - Django's public API, for all its underscore
        relation.related_model._default_manager.filter(**{relation.field.name: row}).update(**{relation.field.name: twin})  # noqa: SLF001 - the same
    number = row.id
    row.delete()
    row.id = number


def _history(merger: Merger, what: str, number: int, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
    owner = number if what == "organisation" else merger.target.id
    HistoryRow.objects.create(what=what, organisation_id=owner, row_id=number, at=merger.at, actor=merger.actor, before=before, after=after)


def _plain(row: Any) -> dict[str, Any]:
    return {name: value if value is None or isinstance(value, int | str) else str(value) for name, value in model_to_dict(row).items()}


def _values(row: ContactRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("role", "address", "schedule", "language", "key", "status", "since")}
