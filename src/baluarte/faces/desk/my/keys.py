"""The keys of the organisation's programs: made once, shown once, listed with their last use, ended at any time."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions.rights import tokens
from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.text import Language
from baluarte.core.rights.lists import TOKENS
from baluarte.core.rights.permissions import RULES, SCOPES
from baluarte.core.rights.secrets import MOST_DAYS, USUAL_DAYS
from baluarte.core.rights.tokens import LABELS, Wish
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.my.gate import for_the_organisation
from baluarte.formats.problems import in_words

_MANAGER = "organisation-manager"  # who alone makes keys: no key may more than its maker
_OFFERED = tuple(
    (name, words) for name, words in SCOPES.items() if any(one.scope == name and _MANAGER in one.own for one in RULES.values())
)
_MOST_LETTERS = 2000
_FIELDS = {"rights.token-days": "days", "rights.token-name": "name", "rights.token-networks": "networks", "rights.token-label": "label"}
_NO_DAYS = Unusable("rights.token-days", "The days are no number.", f"It lives 1 to {MOST_DAYS} days.", "Give a number of days.")
_NO_KEY = Missing("rights.token-missing", "There is no such token.", "", "List them to see their identifiers.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def new(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask what a key may do, or make it and show its secret this once."""
    if request.method != "POST":
        return _form(request, {"days": str(USUAL_DAYS), "label": "amber"}, frozenset())
    typed = {name: request.POST.get(name, "").strip()[:_MOST_LETTERS] for name in ("name", "days", "label", "networks")}
    chosen = frozenset(request.POST.getlist("scopes"))
    try:
        secret = tokens.make_token(request.world, request.actor, _wish(typed, chosen))
    except Unusable as problem:
        told = {"problem": in_words(problem, language), "field": _FIELDS.get(problem.code, "scopes-1")}
        return _form(request, typed, chosen, told, 422)
    return render(request, "my/key_made.html", {"secret": secret, "name": typed["name"]})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def key(request: DeskRequest, language: Language, key_id: str) -> HttpResponse:
    """Show one key, or end it at once."""
    if request.method == "POST":
        tokens.revoke_token(request.world, request.actor, key_id)
        return HttpResponseRedirect(reverse("my-list", args=[language, "keys"]))
    found = tokens.list_tokens(request.world, request.actor, read_query([("id", key_id)], TOKENS, request.world.now()))
    if not found.total:
        raise _NO_KEY
    return render(request, "my/key.html", {"key": found.table.to_dicts()[0], "scopes": SCOPES})


def _form(
    request: DeskRequest, typed: dict[str, str], chosen: frozenset[str], more: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    told = {"typed": typed, "scopes": [(name, words, name in chosen) for name, words in _OFFERED], "labels": LABELS, "most": MOST_DAYS}
    return render(request, "my/key_new.html", told | (more or {}), status=status)


def _wish(typed: dict[str, str], chosen: frozenset[str]) -> Wish:
    if not typed["days"].isascii() or not typed["days"].isdecimal() or len(typed["days"]) > 4:
        raise _NO_DAYS
    networks = tuple(typed["networks"].replace(",", " ").split())
    return Wish(typed["name"], int(typed["days"]), chosen, label=typed["label"], networks=networks)
