"""Who holds which role until when: given, ended, and a new account's first link shown once."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions.constituency import roles
from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.core.rights.grants import Grant, complete
from baluarte.core.rights.permissions import SCOPES
from baluarte.core.rights.roles import MEMBERS, ROLES, TEAM
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.forms import Field, Form
from baluarte.faces.desk.gate import for_the_team

_NO_DAY = Unusable("row.day", "This is no day.", "A day has a year, a month and a day.", "Write it as 2026-03-01, or leave it empty.")
_NEW = (("", Text("ya existe", "exists already")), ("yes", Text("es nueva: dar un enlace", "is new: give a link")))
_FIELDS = (
    Field("account", Text("Cuenta", "Account"), hint=Text("Nombra una tarea, como guardia-2; a nadie.", "It names a task, as guardia-2; no person."), mono=True),
    Field("new", Text("La cuenta", "The account"), _NEW),
    Field("role", Text("Función", "Role"), tuple((one.name, one.word) for one in ROLES.values() if one.name in TEAM | MEMBERS)),
    Field(
        "organisation", Text("Organización", "Organisation"), mono=True,
        hint=Text("Su clave; vacía para una función del equipo.", "Its identifier; empty for a role of the team."),
    ),
    Field(
        "scopes", Text("Qué puede un proveedor", "What a provider may"), mono=True,
        hint=Text(f"Separado por espacios: {' '.join(SCOPES)}.", f"Separated by blanks: {' '.join(SCOPES)}."),
    ),
    Field("until", Text("Último día", "Last day"), hint=Text("Vacío: lo usual de la función.", "Empty: the usual time of the role."), kind="date"),
)  # fmt: skip
_GIVE, _END = Text("Dar la función", "Give the role"), Text("Terminar ahora", "End it now")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def give(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask for a role to give, or give it; the link of a new account is shown this once."""
    back = reverse("desk-list", args=[language, "people"])
    form = Form(Text("Dar una función", "Give a role"), _FIELDS, _GIVE, back)
    if request.method != "POST":
        return form.show(request, {"account": request.GET.get("account", "")[:40], "role": "duty-officer"})
    typed = form.typed(request)
    try:
        grant = complete(_grant(typed, request.world.house.zone), request.world.machine_now())
        home = "" if grant.role == "provider" else grant.organisation
        link = roles.open_account(request.world, request.actor, grant.account, home) if typed["new"] else ""
        given = roles.give_role(request.world, request.actor, grant)
    except Missing as missing:
        return form.show(request, typed, Unusable(missing.code, missing.what, missing.why, missing.fix))
    except Unusable as problem:
        return form.show(request, typed, problem)
    if not link:
        return HttpResponseRedirect(back)
    address = f"{request.world.house.base_url.rstrip('/')}{reverse('sign-in-link', args=[language, link])}"
    return render(request, "desk/invited.html", {"given": given, "role": ROLES[given.role], "link": address})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def end(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Ask whether a role ends, or end it at once."""
    back = reverse("desk-list", args=[language, "people"])
    if request.method != "POST":
        return Form(Text("¿Terminar esta función?", "End this role?"), (), _END, back, f"#{number}").show(request, {})
    roles.end_grant(request.world, request.actor, number)
    return HttpResponseRedirect(back)


def _grant(typed: dict[str, str], zone: str) -> Grant:
    return Grant(
        typed["account"], typed["role"], typed["organisation"], tuple(sorted(set(typed["scopes"].split()))), end_of(typed["until"], zone)
    )


def end_of(text: str, zone: str) -> datetime | None:
    """Return the end of a day in the country: a role holds until its last day is over."""
    try:
        day = date.fromisoformat(text) if text else None
        return None if day is None else datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _NO_DAY from None
