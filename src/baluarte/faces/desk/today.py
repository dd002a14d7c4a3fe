"""The first page of the desk: what came in today, what waits, and how it has been going."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import polars as pl
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from baluarte.actions import warning
from baluarte.core.errors import Missing, Unusable
from baluarte.core.feeds.accounting import Accounting
from baluarte.core.ground.moments import iso
from baluarte.core.ground.query import read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.faces.desk.lists import ask
from baluarte.faces.desk.over_time import by_week, drawing
from baluarte.faces.desk.registers import LISTINGS
from baluarte.faces.desk.watch import alarms
from baluarte.formats import tabular


@dataclass(frozen=True)
class Tally:
    """One number of the day, with the list that makes it."""

    words: Text
    total: int
    href: str
    pressing: bool = False


@require_safe
@for_the_team
def today(request: DeskRequest, language: Language) -> HttpResponse:
    """Show the day: deliveries with their account, what waits, and the weeks behind us."""
    midnight = _midnight(request)
    since = ("received_at.from", iso(midnight))
    arrived = ask(request, LISTINGS["feeds"], [since, ("per", "100")])
    weeks = _weeks(request)
    return render(
        request,
        "desk/today.html",
        {
            "now": request.world.now(),
            "alarms": alarms(request),
            "arrived": arrived,
            "arrived_address": f"{reverse('desk-list', args=[language, 'feeds'])}?{urlencode([since])}",
            "deliveries": arrived.table.to_dicts(),
            "account": _account(arrived),
            "tallies": _tallies(request, language),
            "chart": drawing(weeks, request),
            "weeks": weeks.sort("week", descending=True).to_dicts(),
        },
    )


@require_safe
@for_the_team
def over_time(request: DeskRequest, language: Language, ext: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Send the numbers of the chart, or the chart itself. They take no key: one that was ignored would be a wrong answer."""
    if request.GET:
        raise Unusable("query.unknown-key", f"{next(iter(request.GET))[:60]!r} is not a key here.", "", "Leave it out.")
    weeks = _weeks(request)
    chart = drawing(weeks, request)
    if ext == "csv":
        data, media = tabular.write_csv(weeks), "text/csv; charset=utf-8"
    elif ext == "json":
        data, media = weeks.write_json().encode(), "application/json; charset=utf-8"
    elif ext == "svg" and chart:
        data, media = chart.svg.encode(), "image/svg+xml; charset=utf-8"
    else:
        raise Missing("page.not-found", "There is no page at this address.", "", "Check the address.")
    response = HttpResponse(data, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="findings-by-week_{request.world.now():%Y-%m-%d}.{ext}"'
    return response


def _midnight(request: DeskRequest) -> datetime:
    """Return the moment at which the day of the duty desk began."""
    local = request.world.now().astimezone(ZoneInfo(request.world.house.zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _account(arrived: Rows) -> Accounting:
    sums = arrived.table.select(pl.col("read", "accepted", "duplicate", "quarantined", "matched", "unmatched").sum())
    read, accepted, duplicate, quarantined, matched, unmatched = (int(value or 0) for value in sums.row(0))
    return Accounting(read, accepted, duplicate, quarantined, matched, unmatched)


def _tallies(request: DeskRequest, language: Language) -> list[Tally]:
    yesterday = (_midnight(request).date() - timedelta(days=1)).isoformat()
    asked: tuple[tuple[Text, str, list[tuple[str, str]], bool], ...] = (
        (Text("nuevos, sin respuesta", "new, unanswered"), "findings", [("state", "open")], False),
        (Text("vencidos", "overdue"), "findings", [("due.to", yesterday), ("state.not", "closed")], True),
        (Text("de primera prioridad", "of first priority"), "findings", [("priority", "1"), ("state.not", "closed")], True),
        (Text("reaparecieron", "came back"), "findings", [("state", "came-back")], False),
        (Text("en disputa: no es nuestro", "disputed: not ours"), "findings", [("state", "dispute")], False),
        (Text("notificaciones por enviar", "notices queued"), "outbox", [("state", "queued")], False),
        (Text("retenidas: requieren a una persona", "held: need a person"), "outbox", [("state", "held")], True),
    )
    tallies = []
    for words, name, pairs, pressing in asked:
        listing = LISTINGS[name]
        counted = read_query(pairs, listing.shape, request.world.now()).only_counted()
        total = listing.ask(request.world, request.actor, counted).total
        href = f"{reverse('desk-list', args=[language, name])}?{urlencode(pairs)}"
        tallies.append(Tally(words, total, href, pressing and total > 0))
    return tallies


def _weeks(request: DeskRequest) -> pl.DataFrame:
    return by_week(warning.findings_over_time(request.world, request.actor))
