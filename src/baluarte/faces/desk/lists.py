"""A list of the desk: read the address, ask the action, show the page or send the file.

The page, the export and the API read the same words and call the same action, so they
cannot disagree: same rows, same order, same count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from baluarte.core.ground.query import Query, read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.screen import Link, address, show, tidy
from baluarte.core.ground.shape import Shape
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor
from baluarte.faces.desk.asked import DeskRequest
from baluarte.formats import tabular

Ask = Callable[[World, Actor, Query], Rows]
MOST_FIELDS = 500  # of one address
MOST_IN_A_FILE = 1_000_000
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
}


@dataclass(frozen=True)
class Listing:
    """One list of the desk: its shape, who answers it, and where a row leads."""

    shape: Shape
    ask: Ask
    template: str
    link: Callable[[DeskRequest], Link] | None = None
    empty: Text | None = None


def pairs_of(request: DeskRequest) -> list[tuple[str, str]]:
    """Return the pairs of the address, in order, blank ones included."""
    return parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=MOST_FIELDS)


def show_list(request: DeskRequest, listing: Listing, extra: Mapping[str, Any] | None = None) -> HttpResponse:
    """Show one page of a list; an address as a form sends it is led to its tidy one first."""
    pairs = pairs_of(request)
    blank = [column.name for column in listing.shape.columns if any(value == "" for value, _ in column.choices)]
    tidied = tidy(pairs, listing.shape.names, blank)
    if tidied != pairs:
        return HttpResponseRedirect(request.path + address(tidied).rstrip("?"))
    rows = ask(request, listing, pairs)
    screen = show(rows, request.path, listing.link(request) if listing.link else None)
    return render(request, listing.template, {"screen": screen, "empty": listing.empty, **(extra or {})})


def ask(request: DeskRequest, listing: Listing, pairs: list[tuple[str, str]]) -> Rows:
    """Return the rows that some pairs ask for."""
    return listing.ask(request.world, request.actor, read_query(pairs, listing.shape, request.world.now()))


def send_list(request: DeskRequest, listing: Listing, ext: str) -> HttpResponse:
    """Send everything that the address lists as one file: the rows, order and columns of the screen."""
    query = read_query(pairs_of(request), listing.shape, request.world.now())
    rows = listing.ask(request.world, request.actor, query.everything(MOST_IN_A_FILE))
    response = HttpResponse(_bytes(rows, ext, request), content_type=MEDIA[ext])
    name = tabular.file_name(listing.shape, query, request.world.now().date(), ext)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Total"] = str(rows.total)
    response.headers["X-TLP"] = rows.label
    return response


def _bytes(rows: Rows, ext: str, request: DeskRequest) -> bytes:
    meta = tabular.meta_of(rows, request.world.now())
    match ext:
        case "csv":
            return tabular.to_csv(rows, request.language)
        case "xlsx":
            return tabular.to_xlsx(rows, request.language, meta)
        case "json":
            return tabular.to_json(rows, meta)
        case _:
            return tabular.to_jsonl(rows)
