"""What only a person can decide about what came back: its meaning, a false positive, whose asset it is."""

from datetime import date
from typing import Any, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions import replies, warning
from baluarte.core.errors import Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.text import Language
from baluarte.core.replies.lists import DISPUTES
from baluarte.core.replies.said import MOVES, WORDS, Said, Word
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.formats.problems import in_words

_NO_CHOICE = Unusable("answer.none", "No answer was chosen.", "An answer moves the finding to its next state.", "Choose one of them.")
_NO_DAY = Unusable("answer.day", "The end date is missing or is not a day.", "Nothing is muted for ever.", "Give a day from tomorrow on.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def reply(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Show one reply, or take what was decided about it."""
    if request.method != "POST":
        return _reply(request, number, {})
    typed = {name: request.POST.get(name, "").strip() for name in ("do", "word", "why", "until")}
    try:
        _decide(request, number, typed)
    except Unusable as problem:
        field = {"answer.day": "until", "reply.until": "until", "reply.why-missing": "why"}.get(problem.code, "do-done")
        return _reply(request, number, {"typed": typed, "problem": in_words(problem, language), "field": field}, status=422)
    return HttpResponseRedirect(f"{reverse('desk-list', args=[language, 'inbox'])}?state=waiting")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def dispute(request: DeskRequest, language: Language, folio: str) -> HttpResponse:
    """Show who says that an asset is not theirs, or take the decision."""
    if request.method != "POST":
        return _dispute(request, folio, {})
    typed = {name: request.POST.get(name, "").strip() for name in ("outcome", "why")}
    try:
        if typed["outcome"] not in {"ended", "confirmed"}:
            raise _NO_CHOICE
        replies.decide_dispute(request.world, request.actor, folio, cast("Any", typed["outcome"]), typed["why"])
    except Unusable as problem:
        field = "why" if problem.code == "reply.why-missing" else "outcome-1"
        return _dispute(request, folio, {"typed": typed, "problem": in_words(problem, language), "field": field}, status=422)
    return HttpResponseRedirect(reverse("desk-finding", args=[language, folio]) + "#timeline")


def _decide(request: DeskRequest, number: int, typed: dict[str, str]) -> None:
    world, actor = request.world, request.actor
    match typed["do"]:
        case "done":
            replies.settle_reply(world, actor, number, typed["why"])
        case "accept" | "refuse":
            replies.decide_false_positive(world, actor, number, accept=typed["do"] == "accept", why=typed["why"])
        case "assign":
            said = Said(_word(typed["word"]), typed["why"], _day(typed["until"]), tuple(request.POST.getlist("row")))
            replies.assign_reply(world, actor, number, said)
        case _:
            raise _NO_CHOICE


def _reply(request: DeskRequest, number: int, more: dict[str, Any], status: int = 200) -> HttpResponse:
    page = replies.show_reply(request.world, request.actor, number)
    words = [(word, said) for word, said in WORDS if word in MOVES]
    return render(request, "desk/reply.html", {"page": page, "words": words, "typed": {}, **more}, status=status)


def _dispute(request: DeskRequest, folio: str, more: dict[str, Any], status: int = 200) -> HttpResponse:
    shown = warning.show_finding(request.world, request.actor, folio)
    asked = read_query([("organisation", shown.finding.organisation), ("asset", shown.finding.asset)], DISPUTES, request.world.now())
    same = replies.list_disputes(request.world, request.actor, asked)
    context = {"page": shown, "disputes": same.table.to_dicts(), "typed": {}, **more}
    return render(request, "desk/dispute.html", context, status=status)


def _word(text: str) -> Word:
    for word, _ in WORDS:
        if word == text:
            return word
    raise _NO_CHOICE


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _NO_DAY from None
