"""One finding: what and where, what to do today, how sure we are, and the answer to it."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from baluarte.actions import warning
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.core.warning.finding import Answer
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.evidence import evidence
from baluarte.faces.desk.explain import explain
from baluarte.faces.desk.gate import for_the_team
from baluarte.formats import words
from baluarte.formats.problems import in_words

# What may be answered, and whether it needs an end: nothing is muted for ever.
ANSWERS: tuple[tuple[Answer, Text, bool], ...] = (
    ("acknowledge", Text("La recibimos y la atendemos", "We have it and are working on it"), False),
    ("claim-fix", Text("Ya está corregido", "It is fixed"), False),
    ("accept-until", Text("Aceptamos el riesgo hasta una fecha", "We accept the risk until a date"), True),
    ("false-until", Text("Es un falso positivo, hasta una fecha", "It is a false positive, until a date"), True),
    ("not-ours", Text("No es nuestro", "It is not ours"), False),
)
_NO_ANSWER = Unusable("answer.none", "No answer was chosen.", "An answer moves the finding to its next state.", "Choose one of the five.")
_NO_DAY = Unusable("answer.day", "The end date is missing or is not a day.", "Nothing is muted for ever.", "Give a day from tomorrow on.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def finding(request: DeskRequest, language: Language, folio: str) -> HttpResponse:
    """Show one finding, or take the answer to it."""
    if request.method != "POST":
        return _page(request, folio, {})
    typed = {name: request.POST.get(name, "").strip() for name in ("answer", "why", "until")}
    try:
        warning.answer_finding(request.world, request.actor, folio, _answer(typed), typed["why"], _until(typed))
    except Unusable as problem:
        return _page(request, folio, {"typed": typed, "problem": in_words(problem, language), "field": _field(problem)}, status=422)
    return HttpResponseRedirect(reverse("desk-finding", args=[language, folio]) + "#timeline")


@require_POST
@for_the_team
def task(request: DeskRequest, language: Language, folio: str, name: str) -> HttpResponse:
    """Take the answer to one task of a finding."""
    try:
        warning.answer_task(request.world, request.actor, folio, name, request.POST.get("state", ""), request.POST.get("why", "").strip())
    except Unusable as problem:
        return _page(request, folio, {"task_problem": in_words(problem, language), "task_name": name}, status=422)
    return HttpResponseRedirect(reverse("desk-finding", args=[language, folio]) + f"#task-{name}")


def _page(request: DeskRequest, folio: str, more: dict[str, Any], status: int = 200) -> HttpResponse:
    shown = warning.show_finding(request.world, request.actor, folio)
    today = words.local_day(request.world.now(), request.world.house.zone)
    due, closed = shown.finding.due, shown.finding.state == "closed"
    context = {
        "page": shown,
        "explained": explain(shown.finding, shown.steps, request.language),
        "overdue": due is not None and due < today and not closed,
        "evidence": evidence(shown.sightings, request.language),
        "answers": ANSWERS,
        "typed": {},
        **more,
    }
    return render(request, "desk/finding.html", context, status=status)


def _answer(typed: dict[str, str]) -> Answer:
    for name, _, _ in ANSWERS:
        if name == typed["answer"]:
            return name
    raise _NO_ANSWER


def _until(typed: dict[str, str]) -> date | None:
    needed = {name for name, _, dated in ANSWERS if dated}
    if typed["answer"] not in needed or not typed["until"]:
        return None  # where a date is needed, the action says so
    try:
        return date.fromisoformat(typed["until"])
    except ValueError:
        raise _NO_DAY from None


def _field(problem: Unusable) -> str:
    """Return the field that the summary of errors leads to."""
    if problem.code == "answer.none":
        return "answer-1"
    return "why" if "why" in problem.code or "reason" in problem.code else "until"
