"""The feeds: how well each one is, its visits, and what a mapping would make of a sample."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from baluarte.actions import sources
from baluarte.core.errors import Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.text import Language
from baluarte.core.sources.lists import SOURCES
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.faces.desk.lists import show_list
from baluarte.faces.desk.registers import LISTINGS
from baluarte.formats.problems import in_words

MOST_SAMPLE_BYTES = 8 * 1024 * 1024
MOST_MAPPING = 65_536
_NO_SAMPLE = Unusable("import.no-file", "No file was chosen.", "There is nothing to read.", "Choose a file.")
_TOO_LARGE = Unusable("import.too-large", "The sample is larger than 8 MiB.", "A few rows are enough.", "Send the first lines of it.")


@require_safe
@for_the_team
def overview(request: DeskRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show where deliveries come from and how well each source is, and below them what arrived."""
    rows = sources.list_sources(request.world, request.actor, read_query((), SOURCES, request.world.now()).everything(1000))
    return show_list(request, LISTINGS["feeds"], {"sources": rows.table.to_dicts()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def feed(request: DeskRequest, language: Language, name: str) -> HttpResponse:
    """Show one source; the button asks for a visit, which the worker makes."""
    if request.method == "POST":
        sources.ask_for_visit(request.world, request.actor, name)
        return HttpResponseRedirect(reverse("desk-feed", args=[language, name]) + "?view=asked")
    page = sources.show_source(request.world, request.actor, name)
    said = {"page": page, "asked": request.GET.get("view") == "asked", "resume": f"baluarte feed change {name} --state active"}
    return render(request, "desk/feed.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def preview(request: DeskRequest, language: Language) -> HttpResponse:
    """Show what a mapping makes of a sample, before a source uses it."""
    if request.method != "POST":
        return render(request, "desk/feed_preview.html", {"mapping": ""})
    mapping = request.POST.get("mapping", "")[:MOST_MAPPING]
    try:
        return render(request, "desk/feed_preview.html", {"mapping": mapping, **_shown(request, mapping)})
    except Unusable as problem:
        field = "mapping" if problem.code.startswith("mapping.") else "sample"
        said = {"problem": in_words(problem, language), "field": field, "mapping": mapping}
        return render(request, "desk/feed_preview.html", said, status=422)


def _shown(request: DeskRequest, mapping: str) -> dict[str, Any]:
    uploaded = request.FILES.get("sample")
    if uploaded is None or not uploaded.name:
        raise _NO_SAMPLE
    if (uploaded.size or 0) > MOST_SAMPLE_BYTES:
        raise _TOO_LARGE
    shown = sources.preview_mapping(request.world, request.actor, mapping, str(uploaded.name), uploaded.read())
    told = [
        name for name in shown.events.columns if shown.events[name].null_count() < shown.events.height and name not in {"key", "delivery"}
    ]
    events = shown.events.select(told)
    return {"shown": shown, "columns": told, "events": list(events.iter_rows()), "rejects": shown.rejects.to_dicts()}
