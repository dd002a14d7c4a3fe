"""Digital rights, for everybody: for what personal data may be read, how often it was, and which exceptions were made."""

from collections.abc import Callable

import polars as pl
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baluarte.actions.rights import promising
from baluarte.core.errors import Missing
from baluarte.core.ground.moments import iso
from baluarte.core.ground.text import Language, Text
from baluarte.core.rights.access import counters
from baluarte.core.rights.access.page import RightsPage
from baluarte.faces.portal.asked import PortalRequest
from baluarte.formats import tabular


@require_safe
def overview(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show purposes, counters, statements, switches, and what this does not prove."""
    page = promising.show_rights(request.world, request.actor)
    return render(
        request,
        "portal/rights.html",
        {
            "page": page,
            "months": [
                (
                    month,
                    [
                        (page.purposes.sentence_of(one[0]), page.purposes.offices.get(one[1], Text(one[1], one[1])), *one[2:])
                        for one in month.reads
                    ],
                    [(counters.WORDS[name], number) for name, number in month.numbers.items() if name in counters.WORDS],
                )
                for month in page.months
            ],
            "kinds": counters.KINDS,
            "statements": [(said, [counters.KINDS[kind] for kind in said.kinds if kind in counters.KINDS]) for said in page.statements],
        },
    )


@require_safe
def as_file(request: PortalRequest, language: Language, ext: str) -> HttpResponse:
    """Send the counters of every month as JSON or CSV, or the record of processing as text."""
    page = promising.show_rights(request.world, request.actor)
    forms: dict[str, Callable[[], HttpResponse]] = {
        "json": lambda: JsonResponse({"as_of": iso(request.world.now()), "months": _months(page)}),
        "csv": lambda: _csv(page),
        "md": lambda: _text(promising.processing_record(request.world, request.actor, language)),
    }
    if ext not in forms:
        raise Missing("page.not-found", "There is no page at this address.", "", "Check the address.")
    return forms[ext]()


def _months(page: RightsPage) -> list[dict[str, object]]:
    names = ("purpose", "office", "reads", "items")
    return [
        {"month": month.month, "reads": [dict(zip(names, one, strict=True)) for one in month.reads], "numbers": month.numbers}
        for month in page.months
    ]


def _csv(page: RightsPage) -> HttpResponse:
    schema = {"month": pl.String, "purpose": pl.String, "office": pl.String, "reads": pl.Int64, "items": pl.Int64}
    rows = [(month.month, *one) for month in page.months for one in month.reads]
    response = HttpResponse(tabular.write_csv(pl.DataFrame(rows, schema=schema, orient="row")), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rights.csv"'
    return response


def _text(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="processing.md"'
    return response
