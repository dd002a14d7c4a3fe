"""How an organisation is told: its wishes, the keys of its contacts, and notices on paper with their days."""

from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from baluarte.actions import constituency, replies, warning
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Language
from baluarte.core.warning.calendar.wishes import FIELDS
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team

_PAPERS = {"letter": replies.make_letter, "certificate": replies.make_certificate}


@require_POST
@for_the_team
def wishes(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Keep what the form says, against the version that was read."""
    values = {name: request.POST[name] for name in FIELDS if name in request.POST and name != "days"}
    values["days"] = ",".join(request.POST.getlist("days"))
    version = request.POST.get("version", "")
    warning.set_wishes(request.world, request.actor, slug, values, int(version) if version.isdecimal() else None)
    return HttpResponseRedirect(f"{reverse('desk-org', args=[language, slug])}#told")


@require_POST
@for_the_team
def contact_key(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Keep the key of a contact, as text or as a file."""
    sent = request.FILES.get("file")
    armour = request.POST.get("key", "") or (
        sent.read(200_000).decode("utf-8", "replace") if sent is not None and not isinstance(sent, list) else ""
    )
    constituency.set_contact_key(request.world, request.actor, slug, request.POST.get("address", ""), armour)
    return HttpResponseRedirect(f"{reverse('desk-org', args=[language, slug])}#keys")


@require_POST
@for_the_team
def paper(request: DeskRequest, language: Language, folio: str, kind: str) -> HttpResponse:
    """Print a paper and give it as a file."""
    made = _PAPERS[kind](request.world, request.actor, folio, request.POST.get("language", language))
    headers = {"Content-Disposition": f'attachment; filename="{made.paper.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


@require_POST
@for_the_team
def letter_days(request: DeskRequest, language: Language, folio: str, number: int) -> HttpResponse:
    """Write down when a letter was sent and received."""
    days = [_day(request.POST.get(name, "")) for name in ("sent_on", "received_on")]
    replies.date_letter(request.world, request.actor, folio, number, *days)
    return HttpResponseRedirect(f"{reverse('desk-notice', args=[language, folio])}#papers")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unusable("letter.days", f"{text!r} is no day.", "", "Write it as 2026-03-09.") from None
