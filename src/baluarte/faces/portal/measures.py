"""The country in figures, for everybody: what was published for a week, and nothing else.

Every format of one address is made from the same object, whose hash stands on the page.
"""

import io
import json

import polars as pl
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baluarte.actions import measures
from baluarte.core.errors import Missing
from baluarte.core.ground.text import Language
from baluarte.core.measures.definitions import definitions
from baluarte.core.measures.grid import grid
from baluarte.core.measures.page import Release
from baluarte.core.measures.release import Published, read_release
from baluarte.faces.portal.asked import PortalRequest
from baluarte.formats import tabular


@require_safe
def overview(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show every measure with what was published of it last, and the national picture."""
    release = _release(request)
    if release is None:
        return render(request, "portal/measures.html", {"pages": [(one, None) for one in definitions().values()]})
    published = read_release(release.body)
    readings = dict(published.readings)
    pages = [(one, readings.get(slug)) for slug, one in definitions().items()]
    told = {"release": release, "pages": pages, "grids": [grid(one) for one in published.crossings]}
    return render(request, "portal/measures.html", told)


@require_safe
def measure(request: PortalRequest, language: Language, slug: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show one measure: what it means, and what was published of it week by week."""
    if slug not in definitions():
        raise Missing("page.not-found", "There is no page at this address.", "", "Check the address.")
    weeks = measures.published_weeks(request.world, request.actor)
    series = [
        (week, dict(read_release(measures.published_figures(request.world, request.actor, week).body).readings).get(slug))
        for week in weeks[:52]
    ]
    return render(request, "portal/measure.html", {"one": definitions()[slug], "series": series})


@require_safe
def as_file(request: PortalRequest, language: Language, ext: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Send what was published last: the object itself, or its tables."""
    release = _release(request)
    if release is None or ext not in {"json", "csv", "picture.csv"}:
        raise Missing("page.not-found", "There is no page at this address.", "", "Check the address.")
    if ext == "json":
        return _file(release, release.body.encode(), "application/json; charset=utf-8", ext)
    published = read_release(release.body)
    table = _measures(release) if ext == "csv" else _cells(published)
    return _file(release, tabular.write_csv(table), "text/csv; charset=utf-8", ext)


def _release(request: PortalRequest) -> Release | None:
    try:
        return measures.published_figures(request.world, request.actor)
    except Missing:
        return None


def _measures(release: Release) -> pl.DataFrame:
    return pl.read_json(io.BytesIO(json.dumps(json.loads(release.body)["measures"]).encode()), infer_schema_length=None)


def _cells(published: Published) -> pl.DataFrame:
    """One row a cell; an empty count is a hidden one, and the column `hidden` says so."""
    rows = [
        {"by": one.rows, "part": row, "class": column, "findings": value, "hidden": value is None}
        for one in published.crossings
        for (row, column), value in one.values.items()
    ]
    return pl.DataFrame(rows, schema={"by": pl.String, "part": pl.String, "class": pl.String, "findings": pl.Int64, "hidden": pl.Boolean})


def _file(release: Release, data: bytes, media: str, ext: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="figures_{release.week.isoformat()}_{release.sha256[:8]}.{ext}"'
    response.headers["ETag"] = f'"{release.sha256}-{ext}"'
    return response
