"""Bring in reports and registers: look first, then take; bad rows come back in a sheet."""

from typing import Any, BinaryIO, Literal, cast

import polars as pl
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions import constituency, feeds, warning
from baluarte.core.constituency.register import Imported, What
from baluarte.core.errors import Unusable
from baluarte.core.feeds.uploads.size import read_at_once
from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.formats import tabular
from baluarte.formats.problems import in_words

KINDS: tuple[tuple[What | Literal["reports"], Text], ...] = (
    ("reports", Text("Reportes de una fuente de datos", "Reports of a feed")),
    ("organisations", Text("Registro de organizaciones", "Register of organisations")),
    ("contacts", Text("Directorio de contactos", "Contact book")),
    ("assets", Text("Registro de activos", "Register of assets")),
)
MOST_SHOWN = 200  # rejected rows on the page; the sheet holds them all
MOST_REGISTER_BYTES = 64 * 1024 * 1024
_NO_FILE = Unusable("import.no-file", "No file was chosen.", "There is nothing to read.", "Choose a file.")
_NO_KIND = Unusable("import.kind", "It was not said what the file holds.", "Each kind is read differently.", "Choose one of the four.")
_TOO_LARGE = Unusable("import.too-large", "The register is larger than 64 MiB.", "A register is read as a whole.", "Split it in parts.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def choose(request: DeskRequest, language: Language) -> HttpResponse:
    """Show the form; take what was sent, or say in words why not."""
    if request.method != "POST":
        return _form(request, {})
    try:
        return _take(request, language)
    except Unusable as problem:
        field = "file" if problem.code != "import.kind" else "what-1"
        return _form(request, {"problem": in_words(problem, language), "field": field, "what": request.POST.get("what", "")}, 422)


def _form(request: DeskRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "desk/import.html", {"kinds": KINDS, **more}, status=status)


def _take(request: DeskRequest, language: Language) -> HttpResponse:
    what = next((name for name, _ in KINDS if name == request.POST.get("what", "")), None)
    if what is None:
        raise _NO_KIND
    uploaded = request.FILES.get("file")
    if uploaded is None or not uploaded.name:
        raise _NO_FILE
    return _reports(request, language, uploaded) if what == "reports" else _register(request, what, uploaded)


def _reports(request: DeskRequest, language: Language, uploaded: "UploadedFile[Any]") -> HttpResponse:
    """Keep what was sent; read it at once where it is small, else leave it to the worker and show how far that is."""
    at_once = read_at_once(uploaded.size or 0, uploaded.read(8))
    uploaded.seek(0)
    received = feeds.receive_delivery(
        request.world, request.actor, "auto", str(uploaded.name), cast("BinaryIO", uploaded.file), left=not at_once
    )
    if at_once:
        warning.ingest_delivery(request.world, request.actor, received.id)
    return HttpResponseRedirect(reverse("desk-delivery", args=[language, received.id]))


def _register(request: DeskRequest, what: What, uploaded: "UploadedFile[Any]") -> HttpResponse:
    if (uploaded.size or 0) > MOST_REGISTER_BYTES:
        raise _TOO_LARGE
    act = request.POST.get("act", "check")
    result: Imported = constituency.import_register(
        request.world, request.actor, what, str(uploaded.name), uploaded.read(), dry_run=act != "import"
    )
    if act == "sheet":
        return _sheet(what, result.rejected_in(request.language))
    rejected = result.rejected_in(request.language).head(MOST_SHOWN).to_dicts()
    return _form(request, {"result": result, "rejected": rejected, "what": what, "done": act == "import"})


def _sheet(what: str, rejected: pl.DataFrame) -> HttpResponse:
    """Send the rejected rows back: line, column, value, code, what is wrong, how to mend it."""
    texts = rejected.with_columns(pl.col(pl.String).map_elements(tabular.guard, return_dtype=pl.String))
    response = HttpResponse(tabular.write_csv(texts), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{what}_rejected.csv"'
    return response
