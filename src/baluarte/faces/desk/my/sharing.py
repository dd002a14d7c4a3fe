"""Who else works on what is the organisation's: names delegated to others, assets shared with a provider, and disputes."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions.constituency import sharing
from baluarte.core.constituency.asset import KINDS, AssetKind
from baluarte.core.constituency.lists import ASSET_KINDS
from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.screen import Link
from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.forms import Field, Form
from baluarte.faces.desk.my.gate import for_the_organisation

_NO_DAY = Unusable("row.day", "This is no day.", "A day has a year, a month and a day.", "Write it as 2026-03-01, or leave it empty.")
_DELEGATING = (
    Field("name", Text("Subdominio", "Child"), hint=Text("El nombre completo, debajo de un dominio ya comprobado.", "The whole name, below a domain that is proved."), mono=True),
    Field("to", Text("A quién", "To whom"), hint=Text("La clave de la organización que responderá por él.", "The identifier of the organisation that will answer for it."), mono=True),
)  # fmt: skip
_SHARING = (
    Field("provider", Text("Proveedor", "Provider"), hint=Text("La clave de la organización que actúa por usted.", "The identifier of the organisation that acts for you."), mono=True),
    Field("values", Text("Activos", "Assets"), hint=Text("Separados por espacios: dominios o redes que ya comprobó.", "With blanks between: domains or networks that you have proved."), mono=True),
    Field("until", Text("Hasta", "Until"), hint=Text("Un año a lo más. Vacío: medio año.", "A year at most. Empty: half a year."), kind="date"),
)  # fmt: skip
_DISPUTING = (
    Field("kind", Text("Tipo", "Kind"), ASSET_KINDS),
    Field("value", Text("Activo", "Asset"), mono=True),
    Field(
        "why", Text("Por qué", "Why"), hint=Text("Qué demuestra que es suyo, o que no lo es.", "What shows that it is yours, or is not.")
    ),
)
_NO_KIND = Unusable("claim.kind", "This is no kind of asset.", "The kinds are a closed list.", "Choose one of them.")
_END = Text("Terminar ahora", "End it now")


class Ending:
    """Gives, for a request, the link of a row to the page that ends it; what has ended leads nowhere."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, request: DeskRequest) -> Link:
        """Return the function from a row to its page, in the language of the request."""

        def link(row: Mapping[str, object]) -> str:
            running = row["state"] in {"active", "running"}
            return reverse(self.name, args=[request.language, row["number"]]) if running else ""

        return link


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def delegate(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask which child is delegated to whom, or delegate it."""
    form = Form(Text("Delegar un subdominio", "Delegate a child"), _DELEGATING, Text("Delegar", "Delegate"), _list(language, "delegations"))
    if request.method != "POST":
        return form.show(request, {})
    typed = form.typed(request)
    try:
        sharing.delegate_domain(request.world, request.actor, request.actor.organisation, typed["name"], typed["to"])
    except Unusable as problem:
        return form.show(request, typed, problem)
    except Missing:
        return form.show(request, typed, _NOBODY)
    return HttpResponseRedirect(form.back)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def end_delegation(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Ask whether a delegated child is taken back, or take it back."""
    form = Form(
        Text("¿Recuperar este subdominio?", "Take this child back?"),
        (),
        Text("Recuperar desde hoy", "Take it back from today"),
        _list(language, "delegations"),
        f"#{number}",
    )
    if request.method != "POST":
        return form.show(request, {})
    sharing.end_delegation(request.world, request.actor, number)
    return HttpResponseRedirect(form.back)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def share(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask which assets a provider works on and until when, or share them."""
    form = Form(
        Text("Compartir con un proveedor", "Share with a provider"), _SHARING, Text("Compartir", "Share"), _list(language, "shares")
    )
    if request.method != "POST":
        return form.show(request, {})
    typed = form.typed(request)
    try:
        values, until = tuple(typed["values"].replace(",", " ").split()), _day(typed["until"])
        sharing.share_assets(request.world, request.actor, request.actor.organisation, typed["provider"], values, until)
    except Unusable as problem:
        return form.show(request, typed, problem)
    except Missing:
        return form.show(request, typed, _NOBODY)
    return HttpResponseRedirect(form.back)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def end_share(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Ask whether a share ends, or end it at once."""
    form = Form(Text("¿Terminar lo que comparte?", "End what you share?"), (), _END, _list(language, "shares"), f"#{number}")
    if request.method != "POST":
        return form.show(request, {})
    sharing.end_share(request.world, request.actor, number)
    return HttpResponseRedirect(form.back)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def dispute(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask which asset is disputed and why, or open the dispute."""
    form = Form(Text("Disputar un activo", "Dispute an asset"), _DISPUTING, Text("Enviar", "Send"), _list(language, "ownership-disputes"))
    if request.method != "POST":
        return form.show(request, {"kind": "domain"})
    typed = form.typed(request)
    try:
        kind = _kind(typed["kind"])
        sharing.dispute_asset(request.world, request.actor, request.actor.organisation, kind, typed["value"], typed["why"])
    except Unusable as problem:
        return form.show(request, typed, problem)
    return HttpResponseRedirect(form.back)


# What is said of an organisation that is not there and of one that cannot be named: the same.
_NOBODY = Unusable("my.other-organisation", "Nothing was done for this identifier.", "It must be the exact identifier of the other organisation.", "Ask them for it.")  # fmt: skip


def _kind(text: str) -> AssetKind:
    for kind in KINDS:
        if kind == text:
            return kind
    raise _NO_KIND


def _list(language: Language, name: str) -> str:
    return reverse("my-list", args=[language, name])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _NO_DAY from None
