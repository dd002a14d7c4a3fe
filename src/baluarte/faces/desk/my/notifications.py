"""How the organisation is told: how often, at which hours and days, and how its mail is protected."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions import constituency, warning
from baluarte.core.errors import Outdated, Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.core.rights.purposes.use import WARNING
from baluarte.core.warning.calendar.wishes import FIELDS
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.my.gate import for_the_organisation
from baluarte.faces.desk.organisations import Told
from baluarte.formats.problems import in_words

# Every kind of message: what it is, when it comes, and whether it can be turned off.
KINDS = (
    (Text("Alerta urgente", "Urgent warning"), Text("dentro de la hora: una falla que ya se explota, o un equipo comprometido", "within the hour: a flaw that is already exploited, or a host that is compromised"), False),
    (Text("Resumen diario", "Daily digest"), Text("sólo si algo cambió, a las horas que usted elija", "only if something changed, at the hours you choose"), True),
    (Text("Informe semanal", "Weekly report"), Text("el día que usted elija", "on the day you choose"), True),
    (Text("Aviso de plazo", "Deadline notice"), Text("siete días antes, un día antes y al vencer", "seven days before, one day before, and when it has passed"), False),
    (Text("Cierre por observación", "Closed by observation"), Text("una vez, con su constancia", "once, with its certificate"), True),
    (Text("Mantenimiento", "Housekeeping"), Text("cuando un buzón, una llave o una comprobación está por vencer", "when a mailbox, a key or a verification is about to lapse"), False),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def notifications(request: DeskRequest, language: Language) -> HttpResponse:
    """Show what is wished, or keep what the form says, against the version that was read."""
    slug = request.actor.organisation
    if request.method != "POST":
        return _page(request, {})
    values = {name: request.POST[name].strip() for name in FIELDS if name in request.POST and name != "days"}
    values["days"] = ",".join(request.POST.getlist("days"))
    version = request.POST.get("version", "")
    try:
        warning.set_wishes(request.world, request.actor, slug, values, int(version) if version.isdecimal() and len(version) < 10 else None)
    except (Unusable, Outdated) as problem:
        return _page(
            request, {"problem": in_words(problem, language), "field": _field(problem)}, 422 if isinstance(problem, Unusable) else 409
        )
    return HttpResponseRedirect(f"{reverse('my-notifications', args=[language])}?done=kept")


def _page(request: DeskRequest, more: dict[str, object], status: int = 200) -> HttpResponse:
    slug = request.actor.organisation
    told = {
        "told": Told.of(warning.show_wishes(request.world, request.actor, slug), request.language),
        "mailboxes": constituency.show_organisation(request.world, request.actor, slug, use=WARNING).contacts,
        "kinds": KINDS,
        "done": request.GET.get("done", ""),
        **more,
    }
    return render(request, "my/notifications.html", told, status=status)


def _field(problem: Unusable | Outdated) -> str:
    """Return the field that the summary of errors leads to."""
    return next((name for name in FIELDS if name.replace("_", "-") in problem.code or name in problem.code), "hours")
