"""The keys of the team's programs: made and shown once, ended at any time."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions.rights import tokens
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.core.rights.permissions import SCOPES
from baluarte.core.rights.secrets import MOST_DAYS, USUAL_DAYS
from baluarte.core.rights.tokens import LABELS, Wish
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.forms import Field, Form
from baluarte.faces.desk.gate import for_the_team

_LABELS = tuple((one, Text(f"TLP:{one.upper()}", f"TLP:{one.upper()}")) for one in LABELS)
_FIELDS = (
    Field("name", Text("Para qué programa", "For which program")),
    Field("days", Text("Días de vida", "Days of life"), hint=Text(f"De 1 a {MOST_DAYS}.", f"1 to {MOST_DAYS}.")),
    Field(
        "scopes", Text("Qué puede", "What it may"), mono=True,
        hint=Text(f"Separado por espacios; vacío, no puede nada: {' '.join(SCOPES)}.", f"Separated by blanks; empty, it may nothing: {' '.join(SCOPES)}."),
    ),
    Field("organisation", Text("Sólo para la organización", "For this organisation alone"), mono=True, hint=Text("Vacío: para todas.", "Empty: for all.")),
    Field("label", Text("Etiqueta más estricta", "Strictest label"), _LABELS),
    Field(
        "networks", Text("Redes desde las que se acepta", "Networks it is heard from"), mono=True,
        hint=Text("Separadas por espacios; vacío: desde cualquiera.", "Separated by blanks; empty: from anywhere."),
    ),
)  # fmt: skip
_NO_DAYS = Unusable("rights.token-days", "The days are no number.", f"It lives 1 to {MOST_DAYS} days.", "Give a number of days.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def new(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask what a key may do, or make it and show its secret this once."""
    back = reverse("desk-list", args=[language, "keys"])
    form = Form(Text("Crear una llave", "Make a key"), _FIELDS, Text("Crear", "Make it"), back)
    if request.method != "POST":
        return form.show(request, {"days": str(USUAL_DAYS), "label": "amber"})
    typed = form.typed(request)
    try:
        secret = tokens.make_token(request.world, request.actor, _wish(typed))
    except Unusable as problem:
        return form.show(request, typed, problem)
    return render(request, "desk/key_made.html", {"name": typed["name"], "secret": secret})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def revoke(request: DeskRequest, language: Language, key_id: str) -> HttpResponse:
    """Ask whether a key ends, or end it at once."""
    back = reverse("desk-list", args=[language, "keys"])
    if request.method != "POST":
        return Form(Text("¿Revocar esta llave?", "Revoke this key?"), (), Text("Revocar ahora", "Revoke it now"), back, key_id).show(
            request, {}
        )
    tokens.revoke_token(request.world, request.actor, key_id)
    return HttpResponseRedirect(back)


def _wish(typed: dict[str, str]) -> Wish:
    if not (typed["days"].isascii() and typed["days"].isdecimal() and len(typed["days"]) < 5):
        raise _NO_DAYS
    scopes, networks = frozenset(typed["scopes"].split()), tuple(typed["networks"].split())
    return Wish(typed["name"], int(typed["days"]), scopes, typed["organisation"], typed["label"], networks)
