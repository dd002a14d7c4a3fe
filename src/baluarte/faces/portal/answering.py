"""Answering a notice by its link: what the holder of the link may see, one question, one button.

Opening the page changes nothing, since programs that look at mail follow links. The page
works without scripts. A link that does not hold has one answer, whatever is wrong with it.
"""

import secrets
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baluarte.actions import replies
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.text import Text
from baluarte.core.replies.said import WORDS, Said, Word
from baluarte.faces.portal import problems
from baluarte.faces.portal.asked import PortalRequest
from baluarte.faces.portal.networks import network
from baluarte.formats.problems import in_words

_TOO_MANY = 429
_MOST_ROWS = 100  # listed at once: more fields than a thousand are no form
_NO_ANSWER = Unusable("answer.none", "No answer was chosen.", "An answer moves the finding to its next state.", "Choose one of the five.")
_NO_DAY = Unusable("answer.day", "The end date is missing or is not a day.", "Nothing is muted for ever.", "Give a day from tomorrow on.")
_NO_ROWS = Unusable("reply.no-rows", "No row is ticked.", "An answer is about at least one of them.", "Tick the rows that you mean.")
_NEXT = {
    "fixed": Text(
        "Lo cerraremos cuando deje de verse: no basta con decirlo, y usted no tiene que hacer nada más.",
        "We close it when it is no longer seen: saying so is not enough, and there is nothing more for you to do.",
    ),
    "working": Text(
        "Queda anotado que usted lo atiende. Cuando esté corregido, vuelva a este enlace y dígalo.",
        "It is noted that you are working on it. When it is fixed, come back to this link and say so.",
    ),
    "false": Text(
        "Una persona del equipo lee su razón y decide. Si la acepta, el hallazgo calla hasta la fecha y después se vuelve a mirar.",
        "A person of the team reads your reason and decides. If it is accepted, the finding is silent until the date, then looked at again.",
    ),
    "not-ours": Text(
        "Una persona del equipo revisa de quién es el activo y lo corrige, o le confirma por qué lo tenemos como suyo.",
        "A person of the team looks at whose asset it is, and corrects it or tells you why we have it as yours.",
    ),
    "wrong-contact": Text(
        "Ya no escribimos a este buzón sobre su organización, y buscamos al siguiente contacto.",
        "We no longer write to this mailbox about the organisation, and turn to the next contact.",
    ),
}


def show(request: PortalRequest, folio: str, secret: str) -> HttpResponse:
    """Show the page of a link, or take the answer that was sent from it."""
    try:
        if request.method == "POST":
            return _take(request, folio, secret)
        return _page(request, folio, secret, {"typed": {"answer": request.GET.get("a", "")}})
    except Refused as slowly:
        page = problems.answer(request, slowly, _TOO_MANY)
        page.headers["Retry-After"] = problems.RETRY_AFTER
        return page


def _take(request: PortalRequest, folio: str, secret: str) -> HttpResponse:
    names = ("answer", "why", "until", "instead", "once")
    typed: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in names}
    typed["rows"] = request.POST.getlist("row")
    try:
        said = _said(typed)
        replies.answer_by_link(request.world, request.actor, folio, secret, said, typed["once"], network(request))
    except Unusable as problem:
        told = {"typed": typed, "problem": in_words(problem, request.language), "field": _field(problem)}
        return _page(request, folio, secret, told, status=422)
    response = HttpResponseRedirect(f"{reverse('folio', args=[request.language, folio])}?k={secret}&done={said.word}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(request: PortalRequest, folio: str, secret: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    page = replies.open_answer(request.world, request.actor, folio, secret, network(request))
    done = request.GET.get("done", "") if request.method != "POST" else ""
    context = {
        "page": page,
        "rows": Paginator(page.lines, _MOST_ROWS).get_page(request.GET.get("page")),
        "words": WORDS,
        "known": dict(WORDS),
        "secret": secret,
        "once": secrets.token_hex(16),
        "done": dict(WORDS).get(_word(done)) if done in _NEXT else None,
        "what_next": _NEXT.get(done),
        **told,
    }
    response = render(request, "portal/answer.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _said(typed: dict[str, Any]) -> Said:
    word = _word(typed["answer"])
    until = _day(typed["until"]) if word == "false" and typed["until"] else None
    if not typed["rows"] and word != "wrong-contact":
        raise _NO_ROWS
    return Said(word, typed["why"], until, tuple(filter(None, typed["rows"])), typed["instead"])


def _word(text: str) -> Word:
    for word, _ in WORDS:
        if word == text:
            return word
    raise _NO_ANSWER


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _NO_DAY from None


def _field(problem: Unusable) -> str:
    """Return the field that the summary of errors leads to."""
    return {
        "reply.why-missing": "why",
        "reply.until": "until",
        "answer.day": "until",
        "reply.instead": "instead",
        "reply.no-rows": "row-1",
    }.get(problem.code, "answer-1")
