"""The series of folios, looked at from behind: every number that was given belongs to exactly one thing.

A number that nothing carries was skipped silently, or its thing was removed by a hand that
should not have; one that two things carry would lead its holder to the wrong one.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model, QuerySet

from baluarte.store.ground.models import FolioSeries


def faults() -> Iterator[str]:
    """Yield a sentence for each number that nothing carries, and for each that two things carry."""
    given = {row.year: row.last for row in FolioSeries.objects.order_by("year")}
    holders: dict[int, bytearray] = {year: bytearray(last + 1) for year, last in given.items()}
    for model in apps.get_models():
        column = getattr(model, "carries_folio", "")  # a room that takes numbers says so on its model
        if column:
            yield from _count(model, column, holders)
    for year, counts in holders.items():
        for number in range(1, len(counts)):
            if counts[number] != 1:
                what = "nothing carries it" if counts[number] == 0 else f"{counts[number]} things carry it"
                yield f"The number {number:06d} of {year} was given, and {what}."


def count() -> int:
    """Return how many numbers were given."""
    return sum(FolioSeries.objects.values_list("last", flat=True))


def _count(model: type[Model], column: str, holders: dict[int, bytearray]) -> Iterator[str]:
    found: QuerySet[Model, str] = QuerySet(model).exclude(**{column: ""}).values_list(column, flat=True).order_by(column).distinct()
    for folio in found.iterator(chunk_size=2000):
        _, year, number = folio.split("-")
        counts = holders.get(int(year), bytearray())
        if int(number) >= len(counts):
            yield f"{folio} is carried by {model.__name__}, and was never given."
        else:
            counts[int(number)] = min(255, counts[int(number)] + 1)
