"""Measures: every reading, one measure in full, and the national picture."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Router, Schema

from baluarte.actions import measures
from baluarte.core.ground.moments import iso
from baluarte.core.measures.lists import READINGS
from baluarte.core.measures.page import Taken
from baluarte.faces.api.answers import send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["measures"])
Slug = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+$")]


class MeasureAnswer(Schema):
    """A measure: what it means in both languages, its readings, and the quality of the data."""

    slug: str
    version: int
    kind: str
    unit: str
    better: str
    words: dict[str, dict[str, str]]
    readings: list[dict[str, Any]]
    quality: list[dict[str, str]]


class PictureAnswer(Schema):
    """Living findings by sector, territory and class; `*` is a sum."""

    as_of: str
    tables: list[dict[str, Any]]
    quality: list[dict[str, str]]


@router.get("/readings", response={200: rows_of(READINGS), **PROBLEMS}, openapi_extra=asking(READINGS), summary="List readings")
def list_readings(request: ApiRequest) -> HttpResponse:
    """Return one window of the readings that the query string asks for."""
    return send_rows(request, measures.list_readings(request.world, request.auth, read_page(request, READINGS)))


@router.get("/picture", response={200: PictureAnswer, **PROBLEMS}, summary="Show the national picture")
def national_picture(request: ApiRequest) -> HttpResponse:
    """Return how many findings live in the country; for the team alone, since small cells are not hidden."""
    found = measures.national_picture(request.world, request.auth)
    tables = [one.to_dict() for one in found.crossings]
    return send(request, {"as_of": iso(found.as_of), "tables": tables, "quality": [vars(note) for note in found.quality]})


@router.get("/{slug}", response={200: MeasureAnswer, **PROBLEMS}, summary="Show a measure")
def show_measure(request: ApiRequest, slug: Slug) -> HttpResponse:
    """Return one measure with every reading of the country and the parts of the latest."""
    page = measures.show_measure(request.world, request.auth, slug)
    meant = page.definition
    return send(
        request,
        {
            "slug": slug,
            "version": meant.version,
            "kind": meant.kind,
            "unit": meant.unit,
            "better": meant.better,
            "words": {name: vars(getattr(meant, name)) for name in ("name", "means", "population", "unknown")},
            "readings": [_told(one) for one in (*page.series, *page.parts)],
            "quality": [vars(note) for note in page.quality],
        },
    )


def _told(one: Taken) -> dict[str, Any]:
    return {**one.reading.to_dict(), "day": one.day.isoformat(), "by": one.by, "part": one.part}
