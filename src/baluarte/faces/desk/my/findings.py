"""One finding as its organisation sees it: what to do today, what the machine saw, the answer, and the check on request."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from baluarte.actions import replies, warning
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.core.replies.standing import Check
from baluarte.core.warning.finding import Answer, Step
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.evidence import evidence
from baluarte.faces.desk.explain import Explained, explain
from baluarte.faces.desk.my.gate import came_by, for_the_organisation
from baluarte.formats import words
from baluarte.formats.problems import in_words

# What may be answered, and whether it needs an end: nothing is muted for ever.
ANSWERS: tuple[tuple[Answer, Text, bool], ...] = (
    ("acknowledge", Text("Lo recibimos y lo atendemos", "We have it and are working on it"), False),
    ("claim-fix", Text("Ya está corregido", "It is fixed"), False),
    ("accept-until", Text("Aceptamos el riesgo hasta una fecha", "We accept the risk until a date"), True),
    ("false-until", Text("Es un falso positivo, hasta una fecha", "It is a false positive, until a date"), True),
    ("not-ours", Text("No es nuestro", "It is not ours"), False),
)
_OURS = {"portal": Text("su organización", "your organisation"), "provider": Text("su proveedor", "your provider")}
_TOLD = {
    "link": Text("su organización, por enlace", "your organisation, by link"),
    "mail": Text("su organización, por correo", "your organisation, by mail"),
}
_TEAM, _MACHINE = Text("la mesa de guardia", "the duty desk"), Text("el sistema", "the system")
_SENSOR = Text("un sensor", "a sensor")
_SEEN = frozenset({"sighted", "opened", "came-back"})
_BY_ITSELF = frozenset({"notice-sent", "woke", "closed", "escalated"})  # whoever pressed the button that runs them
_NO_ANSWER = Unusable("answer.none", "No answer was chosen.", "An answer moves the finding to its next state.", "Choose one of the five.")
_NO_DAY = Unusable("answer.day", "The end date is missing or is not a day.", "Nothing is muted for ever.", "Give a day from tomorrow on.")
_FIELDS = {"answer.none": "answer-1", "finding.why-missing": "why"}
_OF_THE_DESK = ("delivery", "row")  # numbers of ours that lead a reader of the portal nowhere


@dataclass(frozen=True)
class Looked:
    """What the machine knows, as the page says it."""

    check: Check
    soon: bool  # the quiet time has not passed
    unseen: bool  # every report came later without it


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def finding(request: DeskRequest, language: Language, folio: str) -> HttpResponse:
    """Show one finding, or take the answer to it."""
    if request.method != "POST":
        return _page(request, folio, {})
    typed = {name: request.POST.get(name, "").strip() for name in ("answer", "why", "until")}
    try:
        warning.answer_finding(request.world, request.actor, folio, _answer(typed), typed["why"], _until(typed), via=came_by(request))
    except Unusable as problem:
        told = {"typed": typed, "problem": in_words(problem, language), "field": _FIELDS.get(problem.code, "until")}
        return _page(request, folio, told, status=422)
    return HttpResponseRedirect(f"{reverse('my-finding', args=[language, folio])}?done=answer#state")


@require_POST
@for_the_organisation
def check(request: DeskRequest, language: Language, folio: str) -> HttpResponse:
    """Take that it is fixed, look at what arrived since, and say what was seen."""
    replies.check_finding(request.world, request.actor, folio, came_by(request))
    return HttpResponseRedirect(f"{reverse('my-finding', args=[language, folio])}?done=check#state")


@require_POST
@for_the_organisation
def task(request: DeskRequest, language: Language, folio: str, name: str) -> HttpResponse:
    """Take the answer to one task of a finding."""
    try:
        warning.answer_task(request.world, request.actor, folio, name, request.POST.get("state", ""), request.POST.get("why", "").strip())
    except Unusable as problem:
        return _page(request, folio, {"task_problem": in_words(problem, language), "task_name": name}, status=422)
    return HttpResponseRedirect(reverse("my-finding", args=[language, folio]) + f"#task-{name}")


@require_POST
@for_the_organisation
def certificate(request: DeskRequest, language: Language, folio: str) -> HttpResponse:
    """Give the certificate of a closing as a file."""
    made = replies.make_certificate(request.world, request.actor, folio, request.POST.get("language", language))
    headers = {"Content-Disposition": f'attachment; filename="{made.paper.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


def _page(request: DeskRequest, folio: str, more: dict[str, Any], status: int = 200) -> HttpResponse:
    shown = warning.show_finding(request.world, request.actor, folio)
    known = replies.show_check(request.world, request.actor, folio)
    today = words.local_day(request.world.now(), request.world.house.zone)
    due, closed = shown.finding.due, shown.finding.state == "closed"
    rows = shown.sightings.drop(_OF_THE_DESK, strict=False)
    context = {
        "page": shown,
        "explained": _to_its_own(explain(shown.finding, shown.steps, request.language), request),
        "looked": Looked(known, today < known.earliest, known.looked_after),
        "overdue": due is not None and due < today and not closed,
        "evidence": evidence(rows, request.language),
        "answers": ANSWERS,
        "certified": closed and _was_observed(shown.steps),
        "done": request.GET.get("done", ""),
        "typed": {},
        **more,
    }
    return render(request, "my/finding.html", context, status=status)


def _was_observed(steps: tuple[Step, ...]) -> bool:
    """True where a machine closed it: what a person decided has no certificate."""
    return next((one.what for one in reversed(steps) if one.state == "closed"), "") == "closed"


def _to_its_own(explained: Explained, request: DeskRequest) -> Explained:
    """Return the history with everybody named as the organisation knows them: itself, its provider, the desk, the machine."""
    past = tuple(replace(one, who=_who(one.step).in_(request.language)) for one in explained.past)
    return replace(explained, past=past)


def _who(step: Step) -> Text:
    if step.what in _SEEN:
        return _SENSOR
    if step.who == "system" or step.what in _BY_ITSELF:
        return _MACHINE
    return _OURS.get(step.via) or _TOLD.get(step.via) or _TEAM


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
