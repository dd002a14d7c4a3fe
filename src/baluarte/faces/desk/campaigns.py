"""Campaigns: whom one would concern, asking for one, a second person's decision, sending, and following it."""

from typing import Any

import polars as pl
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from baluarte.actions import campaigns
from baluarte.actions.campaigns import MOST_BYTES, Proposal
from baluarte.core.campaigns.lists import STAGE_WORDS, SUBJECT_WORDS
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.formats import tabular
from baluarte.formats.problems import in_words

MOST_SHOWN = 500  # organisations on a page; the file holds them all
_TYPED = ("name", "kind", "value", "says_es", "says_en", "do_es", "do_en", "why")
# Which field of the form an error belongs to.
_FIELDS = {
    "campaign.name": "name", "campaign.kind": "kind-1", "campaign.cve": "value", "campaign.subject": "value", "campaign.nobody": "value",
    "campaign.file": "file", "campaign.large": "file", "campaign.language": "says_es", "campaign.long": "says_es",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def ask(request: DeskRequest, language: Language) -> HttpResponse:
    """Show the form; preview what was typed, or ask for it."""
    if request.method != "POST":
        return _form(request, {name: request.GET.get(name, "") for name in _TYPED})
    typed = {name: request.POST.get(name, "") for name in _TYPED}
    try:
        file = _file(request)
        if file[0] and typed["kind"] == "report":
            typed["value"] = file[0]
        if request.POST.get("act") == "preview":
            found = campaigns.preview_campaign(request.world, request.actor, typed["kind"], typed["value"], file[1])
            return _form(request, typed, preview=found, affected=found.affected.head(MOST_SHOWN).to_dicts())
        made = campaigns.ask_campaign(request.world, request.actor, _proposal(typed, file[1]))
    except Unusable as problem:
        return _form(request, typed, status=422, problem=in_words(problem, language), field=_FIELDS.get(problem.code, "name"))
    return HttpResponseRedirect(reverse("desk-campaign", args=[language, made.number]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def campaign(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Show one campaign and how far each organisation has come; decide, send or close it."""
    if request.method == "POST":
        _move(request, number, request.POST.get("act", ""))
        return HttpResponseRedirect(reverse("desk-campaign", args=[language, number]))
    page = campaigns.preview_campaign_letter(request.world, request.actor, number) if "letter" in request.GET else None
    page = page or campaigns.show_campaign(request.world, request.actor, number)
    told = {
        "page": page,
        "one": page.campaign,
        "mine": page.campaign.asked_by == request.actor.who,
        "stages": [(words, page.stages[stage]) for stage, words in STAGE_WORDS],
        "followed": page.followed.head(MOST_SHOWN).to_dicts(),
        "more": max(0, page.followed.height - MOST_SHOWN),
    }
    return render(request, "desk/campaign.html", told)


@require_safe
@for_the_team
def followed(request: DeskRequest, language: Language, number: int) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Send how far each organisation has come, as a file."""
    table = campaigns.show_campaign(request.world, request.actor, number).followed
    texts = table.with_columns(pl.col(pl.String).map_elements(tabular.guard, return_dtype=pl.String))
    response = HttpResponse(tabular.write_csv(texts), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="campaign-{number}_{request.world.now():%Y-%m-%d}.csv"'
    return response


def _move(request: DeskRequest, number: int, act: str) -> None:
    world, actor = request.world, request.actor
    match act:
        case "approve" | "refuse":
            campaigns.decide_campaign(world, actor, number, approve=act == "approve", why=request.POST.get("why", ""))
        case "send":
            campaigns.send_campaign(world, actor, number)
        case "close":
            campaigns.close_campaign(world, actor, number)
        case _:
            raise Unusable("campaign.act", f"{act!r} is nothing that can be done with a campaign.", "", "Use one of the buttons.")


def _form(request: DeskRequest, typed: dict[str, str], *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "desk/campaign_new.html", {"typed": typed, "kinds": SUBJECT_WORDS, **more}, status=status)


def _file(request: DeskRequest) -> tuple[str, bytes]:
    uploaded = request.FILES.get("file")
    if uploaded is None or not uploaded.name:
        return "", b""
    return str(uploaded.name), uploaded.read(MOST_BYTES + 1)


def _proposal(typed: dict[str, str], file: bytes) -> Proposal:
    says, do = Text(typed["says_es"], typed["says_en"]), Text(typed["do_es"], typed["do_en"])
    return Proposal(typed["name"], typed["kind"], typed["value"], says, do, typed["why"], file)
