"""The daily sums of every feed, for everybody: rows read are rows accepted, duplicate or set aside, and anyone can add them up."""

import re
from datetime import date, timedelta

import polars as pl
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baluarte.actions import feeds
from baluarte.core.errors import Missing, Unusable
from baluarte.core.feeds.accounting import Accounting
from baluarte.core.ground.moments import iso
from baluarte.core.ground.text import Language
from baluarte.faces.portal.asked import PortalRequest
from baluarte.formats import tabular

_DAYS = 30  # shown where no day is named
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@require_safe
def sums(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show the sums of the last days, and how they are checked."""
    table = _table(request)
    total = Accounting()
    for name in total.to_dict():
        setattr(total, name, int(table[name].sum()))
    return render(request, "portal/sums.html", {"rows": table.sort("day", "feed", descending=[True, False]).to_dicts(), "account": total})


@require_safe
def as_file(request: PortalRequest, language: Language, ext: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Send the same as JSON or CSV."""
    table = _table(request)
    if ext == "json":
        rows = table.with_columns(pl.col("day").cast(pl.String)).to_dicts()
        return JsonResponse({"as_of": iso(request.world.now()), "rows": rows})
    if ext == "csv":
        response = HttpResponse(tabular.write_csv(table), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="sums.csv"'
        return response
    raise Missing("page.not-found", "There is no page at this address.", "", "Check the address.")


def _table(request: PortalRequest) -> pl.DataFrame:
    today = request.world.now().date()
    return feeds.published_sums(request.world, request.actor, _since(request.GET.get("since", ""), today), today)


def _since(text: str, today: date) -> date:
    if not text:
        return today - timedelta(days=_DAYS)
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else _wrong(text)
    except ValueError:
        return _wrong(text)


def _wrong(text: str) -> date:
    raise Unusable("query.since", f"'{text[:20]}' is not a day.", "", "Write 2026-03-01.")
