"""The series of folios: one a year, shared by all kinds of things, without gaps.

A number is taken in the transaction that uses it, so that a failure gives it back.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from baluarte.core.ground.identifiers import folio
from baluarte.store.ground.models import FolioSeries, VoidFolio

MOST_A_YEAR = 999_999  # six digits


def next_folios(country: str, year: int, count: int = 1) -> list[str]:
    """Return the next so many folios of a year, in order."""
    with transaction.atomic():
        FolioSeries.objects.bulk_create([FolioSeries(year=year)], ignore_conflicts=True)
        FolioSeries.objects.filter(year=year).update(last=F("last") + count)
        last = FolioSeries.objects.values_list("last", flat=True).get(year=year)
    return [folio(country, year, number) for number in range(last - count + 1, last + 1)]


def void(folio: str, why: str, at: datetime) -> None:
    """Say that a folio stands for nothing any more, and why: no number is ever missing without a reason."""
    VoidFolio.objects.get_or_create(folio=folio, defaults={"why": why, "at": at})


def last_number(year: int) -> int:
    """Return the last number of a year; inside a transaction nobody else takes one until it ends."""
    with transaction.atomic():
        FolioSeries.objects.bulk_create([FolioSeries(year=year)], ignore_conflicts=True)
        return FolioSeries.objects.select_for_update().values_list("last", flat=True).get(year=year)
