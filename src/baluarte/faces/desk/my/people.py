"""The organisation's own people and its providers: invited, given a role until a day, and ended at any time."""

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions.constituency import roles
from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.core.rights.grants import Grant, complete
from baluarte.core.rights.permissions import RULES, SCOPES
from baluarte.core.rights.roles import ROLES
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.forms import Form
from baluarte.faces.desk.my.gate import for_the_organisation
from baluarte.faces.desk.people import end_of
from baluarte.formats import words
from baluarte.formats.problems import in_words

_GIVEN = tuple((name, ROLES[name].word, ROLES[name].does) for name in ROLES["organisation-manager"].gives)
_OFFERED = tuple(
    (name, said) for name, said in SCOPES.items() if any(one.scope == name and "provider" in one.own for one in RULES.values())
)
_FIELDS = {
    "rights.account-name": "account", "rights.account-taken": "account", "rights.account-missing": "account", "rights.grant-scopes": "scopes-1",
    "rights.grant-until": "until", "row.day": "until", "rights.grant-role": "role-1",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def invite(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask who gets which role until when; give it, and show the link of a new account this once."""
    if request.method != "POST":
        return _form(request, {"role": "responder", "new": "yes"}, frozenset())
    typed = {name: request.POST.get(name, "").strip()[:200] for name in ("account", "role", "until", "new")}
    chosen = frozenset(request.POST.getlist("scopes")) if typed["role"] == "provider" else frozenset()
    try:
        grant = _grant(request, typed, chosen)
        link = _open(request, grant) if typed["new"] else ""
        given = roles.give_role(request.world, request.actor, grant)
    except (Unusable, Missing) as problem:
        told = {"problem": in_words(problem, language), "field": _FIELDS.get(problem.code, "account")}
        return _form(request, typed, chosen, told, 422)
    if not link:
        return HttpResponseRedirect(reverse("my-list", args=[language, "people"]))
    address = f"{request.world.house.base_url.rstrip('/')}{reverse('sign-in-link', args=[language, link])}"
    return render(request, "my/invited.html", {"given": given, "role": ROLES[given.role], "link": address})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def end(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Ask whether somebody's role ends, or end it at once."""
    back = reverse("my-list", args=[language, "people"])
    form = Form(Text("¿Terminar este acceso?", "End this access?"), (), Text("Terminar ahora", "End it now"), back, f"#{number}")
    if request.method != "POST":
        return form.show(request, {})
    roles.end_grant(request.world, request.actor, number)
    return HttpResponseRedirect(back)


def _open(request: DeskRequest, grant: Grant) -> str:
    """Open the account of somebody new and return the secret of its first link; a provider is at home elsewhere."""
    home = "" if grant.role == "provider" else grant.organisation
    return roles.open_account(request.world, request.actor, grant.account, home)


def _grant(request: DeskRequest, typed: dict[str, str], chosen: frozenset[str]) -> Grant:
    """Return the grant that was asked for, whole: what it lacks is said before an account is opened for it."""
    until = end_of(typed["until"], request.world.house.zone)
    wanted = Grant(typed["account"], typed["role"], request.actor.organisation, tuple(sorted(chosen)), until)
    return complete(wanted, request.world.machine_now())


def _form(
    request: DeskRequest, typed: dict[str, str], chosen: frozenset[str], more: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    told = {
        "typed": typed,
        "roles": _GIVEN,
        "scopes": [(name, said, name in chosen) for name, said in _OFFERED],
        "latest": words.local_day(request.world.machine_now(), request.world.house.zone) + timedelta(days=365),
    }
    return render(request, "my/invite.html", told | (more or {}), status=status)
