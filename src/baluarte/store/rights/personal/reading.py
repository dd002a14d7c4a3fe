"""Before personal data is handed out: the gate is asked, and the read is written down for those concerned.

Call `note_read` inside the action's one entry, before its answer is returned. Where the row
cannot be written, nothing is read: the error goes up, and no data comes out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from baluarte.core.errors import Refused
from baluarte.core.ledger.entries.access import Access
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal
from baluarte.core.rights.purposes.gate import admit, office_of
from baluarte.core.rights.purposes.use import Use
from baluarte.store.ground.leases import alone
from baluarte.store.ledger.reads import SealedRead, seal_reads
from baluarte.store.rights.personal.delays import standing
from baluarte.store.rights.personal.files import purposes
from baluarte.store.rights.personal.models import AccessCounter, AccessEntry, Unit

_COUNTERS = "access-counters"
_LONGEST = 80  # letters of the classes, as they fit into a sealed record


@dataclass(frozen=True)
class Look:
    """Who reads what, by which action, for which use."""

    actor: Actor
    action: str
    use: Use
    classes: tuple[str, ...]


def admit_read(read: Look, now: datetime) -> str:
    """Return the office in whose name is read, or raise `Refused`: the gate is asked before anything is opened."""
    office = office_of(read.actor, unit_of(read.actor.id))
    leave = admit(purposes(), read.use, office, read.classes, now.date())
    if isinstance(leave, Refusal):
        raise Refused("rights.purpose", "This may not be read for that purpose.", leave.reason, "Name a purpose that is yours.")
    return office


def note_read(read: Look, counts: Mapping[str, int], now: datetime) -> None:
    """Write a read down for each organisation whose data it opened; one that reads its own leaves no line on its own page."""
    office = admit_read(read, now)
    others = {slug: count for slug, count in counts.items() if slug and slug != read.actor.organisation}
    if not others:
        return
    with transaction.atomic():
        alone(_COUNTERS)
        held = standing(others, now.date())
        numbers = _number([slug for slug in others if slug not in held])
        AccessEntry.objects.bulk_create(
            AccessEntry(
                at=now, day=now.date(), actor=read.actor.id, organisation=slug, office=office, purpose=read.use.purpose,
                basis=read.use.basis, classes=list(read.classes), action=read.action, count=count,
                number=numbers.get(slug), delay_id=held.get(slug),
            )
            for slug, count in others.items()
        )  # fmt: skip
        seal_reads([SealedRead(slug, _says(read, office, numbers.get(slug), now)) for slug in others], now.date())


def rows_of_each(table: pl.DataFrame) -> dict[str, int]:
    """Return how many rows of a list are about each organisation."""
    counted = table.group_by("organisation").len()
    return dict(counted.drop_nulls().iter_rows())


def unit_of(account: str) -> str:
    """Return the office an account works for, or an empty text where nobody has said."""
    return Unit.objects.filter(account=account).values_list("office", flat=True).first() or ""


def release(entries: Iterable[AccessEntry], now: datetime) -> int:
    """Show reads that were held back: each is a new row with its first day and the next number. Return how many."""
    held = list(entries)
    fresh = []
    for entry in held:
        number = _number([entry.organisation])[entry.organisation]
        entry.pk, entry.number, entry.released_on = None, number, now.date()
        fresh.append(entry)
    AccessEntry.objects.bulk_create(fresh)
    seal_reads([SealedRead(one.organisation, _told(one), released=True) for one in fresh], now.date())
    return len(fresh)


def _says(read: Look, office: str, number: int | None, now: datetime) -> Access | None:
    """Return what a read says to those it is about, in the file of its day; nothing while a delay holds it back."""
    return None if number is None else Access(now.date(), number, office, read.use.purpose, "+".join(read.classes)[:_LONGEST])


def _told(entry: AccessEntry) -> Access:
    return Access(entry.day, entry.number or 0, entry.office, entry.purpose, "+".join(entry.classes)[:_LONGEST])


def _number(slugs: list[str]) -> dict[str, int]:
    """Return the next number of each organisation; the caller is alone with the counters."""
    rows = {row.organisation: row for row in AccessCounter.objects.filter(organisation__in=slugs)}
    rows |= {slug: AccessCounter(organisation=slug) for slug in slugs if slug not in rows}
    for row in rows.values():
        row.last += 1
    AccessCounter.objects.bulk_create(rows.values(), update_conflicts=True, update_fields=["last"], unique_fields=["organisation"])
    return {slug: row.last for slug, row in rows.items()}
