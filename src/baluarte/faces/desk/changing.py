"""Changing the register by hand: an organisation is added and changed, an asset is added and ended."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions import constituency
from baluarte.core.constituency.asset import Asset, AssetKind
from baluarte.core.constituency.lists import ASSET_KINDS, CRITICALITIES, KINDS, ORIGINS, READS, SECTORS, STATUSES
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Unusable
from baluarte.core.ground.identifiers import slug as slug_of
from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.forms import Field, Form
from baluarte.faces.desk.gate import for_the_team

_NO_DAY = Unusable("row.day", "This is no day.", "A day has a year, a month and a day.", "Write it as 2026-03-01, or leave it empty.")
_OPEN = tuple(one for one in STATUSES if one[0] != "merged")  # merging is a step of its own
_OF_ORGANISATION = (
    Field("name", Text("Nombre", "Name")),
    Field("kind", Text("Tipo", "Kind"), KINDS),
    Field("sector", Text("Sector", "Sector"), SECTORS),
    Field(
        "territory", Text("Territorio", "Territory"), hint=Text("Código ISO 3166-2, como MX-OAX.", "ISO 3166-2 code, as MX-OAX."), mono=True
    ),
    Field(
        "parent", Text("Depende de", "Parent"), hint=Text("Clave de la organización de arriba.", "Identifier of the one above."), mono=True
    ),
    Field("language", Text("Idioma", "Language"), READS),
    Field("criticality", Text("Criticidad", "Criticality"), CRITICALITIES),
)
_SLUG = Field(
    "slug", Text("Clave", "Identifier"),
    hint=Text("Para las máquinas; nunca cambia. Vacía, se toma del nombre.", "For machines; it never changes. Empty, it is made from the name."),
    mono=True,
)  # fmt: skip
_VERSION = Field("version", Text("Versión", "Version"), kind="hidden")  # the one that was read
_OF_ASSET = (
    Field("kind", Text("Tipo", "Kind"), ASSET_KINDS),
    Field("value", Text("Valor", "Value"), mono=True),
    Field("valid_from", Text("Desde", "From"), hint=Text("Vacío: desde siempre.", "Empty: from ever."), kind="date"),
    Field("origin", Text("Origen", "Origin"), ORIGINS),
    Field("criticality", Text("Criticidad", "Criticality"), (("", Text("no dicha", "not stated")), *CRITICALITIES)),
)
_ENDING = (
    Field("last_day", Text("Último día", "Last day"), hint=Text("Lo visto hasta ese día sigue siendo suyo.", "What was seen until then stays its own."), kind="date"),
)  # fmt: skip
_SAVE, _END = Text("Guardar", "Save"), Text("Terminar", "End it")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def new_organisation(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask for a new organisation, or add it."""
    form = Form(
        Text("Agregar una organización", "Add an organisation"),
        (_SLUG, *_OF_ORGANISATION),
        _SAVE,
        reverse("desk-list", args=[language, "orgs"]),
    )
    if request.method != "POST":
        return form.show(request, vars(Organisation("", "")))
    typed = form.typed(request)
    typed["slug"] = typed["slug"] or slug_of(typed["name"])
    try:
        added = constituency.add_organisation(request.world, request.actor, Organisation(**cast("dict[str, Any]", typed)))
    except Unusable as problem:
        return form.show(request, typed, problem)
    return HttpResponseRedirect(reverse("desk-org", args=[language, added.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def change_organisation(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Show what stands of an organisation, or change it; the version that was read travels with the form."""
    page = constituency.show_organisation(request.world, request.actor, slug)
    known, here = page.organisation, reverse("desk-org", args=[language, slug])
    form = Form(
        Text("Cambiar la organización", "Change the organisation"),
        (*_OF_ORGANISATION, Field("status", Text("Estado", "Status"), _OPEN), _VERSION), _SAVE, here, known.name,
    )  # fmt: skip
    if request.method != "POST":
        return form.show(request, {**vars(known), "version": page.version})
    typed = form.typed(request)
    seen = typed.pop("version")
    try:
        constituency.change_organisation(request.world, request.actor, replace(known, **cast("dict[str, Any]", typed)), _version(seen))
    except Unusable as problem:
        return form.show(request, {**typed, "version": seen}, problem)
    return HttpResponseRedirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def new_asset(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Ask for a new asset of an organisation, or add it."""
    page = constituency.show_organisation(request.world, request.actor, slug)
    here = reverse("desk-org", args=[language, slug])
    form = Form(Text("Agregar un activo", "Add an asset"), _OF_ASSET, _SAVE, here, page.organisation.name)
    if request.method != "POST":
        return form.show(request, {"origin": "declared"})
    typed: dict[str, Any] = form.typed(request)
    try:
        asset = Asset(slug, **{**typed, "valid_from": _day(typed["valid_from"])})
        constituency.add_asset(request.world, request.actor, asset)
    except Unusable as problem:
        return form.show(request, typed, problem)
    return HttpResponseRedirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def end_asset(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Ask for the last day of an asset, or end it then."""
    kind, value = request.GET.get("kind", ""), request.GET.get("value", "")
    here = reverse("desk-org", args=[language, slug])
    form = Form(Text("Terminar un activo", "End an asset"), _ENDING, _END, here, value)
    if request.method != "POST":
        constituency.show_organisation(request.world, request.actor, slug)
        return form.show(request, {"last_day": request.world.now().date().isoformat()})
    typed = form.typed(request)
    try:
        day = _day(typed["last_day"])
        if day is None:
            raise _NO_DAY
        constituency.end_asset(request.world, request.actor, slug, cast("AssetKind", kind), value, day)
    except Unusable as problem:
        return form.show(request, typed, problem)
    return HttpResponseRedirect(here)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _NO_DAY from None


def _version(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Unusable(
            "organisation.version", "The version is missing.", "Two people must not overwrite each other.", "Load the page again."
        )
    return int(text)
