"""Reads of personal data as lists and as numbers."""

from collections import Counter
from datetime import date

from django.db.models import Count, Sum

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of
from baluarte.store.ground.narrow import narrow
from baluarte.store.rights.personal.models import AccessEntry

_PATHS = {
    name: name for name in ("number", "day", "organisation", "office", "purpose", "basis", "classes", "action", "count", "released_on")
}


def own(query: Query, within: str) -> Rows:
    """Return the reads that an organisation may see; without one, those of all."""
    rows = AccessEntry.objects.filter(number__isnull=False)
    found = narrow(rows.filter(organisation=within) if within else rows, query, _PATHS)
    page = found.values(*_PATHS)[query.offset : query.offset + query.per]
    return Rows(query, table_of(query.shape, page), found.count())


def withheld(first: date, last: date) -> int:
    """Return how many reads of these days were held back: the total is true from the first day."""
    return AccessEntry.objects.filter(day__gte=first, day__lte=last, delay__isnull=False, released_on=None).count()


def counts(first: date, last: date) -> list[tuple[str, str, int, int]]:
    """Return for each purpose and office how often was read in these days, and how many items.

    A read that was held back and shown later is one read.
    """
    rows = AccessEntry.objects.filter(day__gte=first, day__lte=last, released_on=None)
    told = rows.values_list("purpose", "office").annotate(reads=Count("id"), items=Sum("count")).order_by("purpose", "office")
    return [(purpose, office, reads, items or 0) for purpose, office, reads, items in told]


def days_without_gap(organisation: str) -> bool:
    """Tell whether the numbers of an organisation run without a gap."""
    told = AccessEntry.objects.filter(organisation=organisation).values_list("number", flat=True)
    numbers = [number for number in told if number is not None]
    return sorted(numbers) == list(range(1, len(numbers) + 1)) and max(Counter(numbers).values(), default=1) == 1
