"""What needs a second person: requests to see a masked value, and delays of notice. Whoever asked cannot agree."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions.rights import access, unmasking
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.text import Language
from baluarte.core.rights.access.delay import REASONS as DELAY_REASONS
from baluarte.core.rights.access.lists import DELAYS, UNMASKINGS
from baluarte.core.rights.leave import may
from baluarte.core.rights.masks.unmasking import KINDS, REASONS
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.formats.problems import in_words

_MINUTES = (30, 60, 240, 1440)
_NO_DEED = Unusable("answer.none", "No answer was chosen.", "Nothing was done.", "Choose one of them.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def decisions(request: DeskRequest, language: Language) -> HttpResponse:
    """Show what waits and what runs; ask for one more, or agree to what somebody else asked for."""
    if request.method != "POST":
        return _page(request, {"done": request.GET.get("done", "")})
    try:
        done = _do(request)
    except (Refused, Unusable) as problem:
        return _page(request, {"problem": in_words(problem, language)}, status=403 if isinstance(problem, Refused) else 422)
    return HttpResponseRedirect(f"{reverse('desk-rights', args=[language])}?done={done}")


def _do(request: DeskRequest) -> str:
    deed, number = request.POST.get("do", ""), request.POST.get("number", "")
    whole = int(number) if number.isdecimal() and len(number) < 10 else 0
    if deed == "agree":
        return "open" if unmasking.agree_unmasking(request.world, request.actor, whole) else "agreed"
    if deed == "approve":
        access.approve_delay(request.world, request.actor, whole)
        return "approved"
    if deed == "ask":
        minutes = request.POST.get("minutes", "")
        chosen = int(minutes) if minutes.isdecimal() and len(minutes) < 6 else 0
        kind, subject, reason = (request.POST.get(name, "").strip() for name in ("kind", "subject", "reason"))
        unmasking.ask_unmasking(request.world, request.actor, kind, subject, reason, chosen)
        return "asked"
    raise _NO_DEED


def _page(request: DeskRequest, more: dict[str, object], status: int = 200) -> HttpResponse:
    world, actor = request.world, request.actor
    asked = [("state", "waiting"), ("state", "running"), ("per", "100")]
    lists = {
        "unmaskings": unmasking.list_unmaskings(world, actor, read_query(asked, UNMASKINGS, world.now())).table.to_dicts(),
        "delays": (
            access.list_delays(world, actor, read_query(asked, DELAYS, world.now())).table.to_dicts() if may(actor, "list_delays") else []
        ),
    }
    for one in lists["unmaskings"]:
        one.update(kind_words=KINDS.get(one["kind"]), reason_words=REASONS.get(one["reason"]))
    for one in lists["delays"]:
        one["reason_words"] = DELAY_REASONS.get(one["reason"])
    context = {**lists, "kinds": KINDS, "reasons": REASONS, "minutes": _MINUTES, **more}
    return render(request, "desk/rights.html", context, status=status)
