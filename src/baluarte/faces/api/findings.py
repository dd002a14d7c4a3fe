"""Findings: the list, one in full, and what its organisation answers."""

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema

from baluarte.actions import warning
from baluarte.core.warning.finding import Finding, Step
from baluarte.core.warning.lists import FINDINGS
from baluarte.faces.api.answers import check_label, send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import AnswerBody, Folio, Key, Task, TaskBody
from baluarte.faces.api.feeds import with_gaps
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["findings"])


class FindingAnswer(Schema):
    """A finding with its history and its sightings as they were seen."""

    finding: Finding
    organisation_name: str
    steps: list[Step]
    sightings: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    escalation: dict[str, Any] | None


@router.get("", response={200: rows_of(FINDINGS), **PROBLEMS}, openapi_extra=asking(FINDINGS), summary="List findings")
def list_findings(request: ApiRequest) -> HttpResponse:
    """Return one window of the findings that the query string asks for."""
    rows = warning.list_findings(request.world, request.auth, read_page(request, FINDINGS))
    return send_rows(request, with_gaps(request, rows))


@router.get("/{folio}", response={200: FindingAnswer, **PROBLEMS}, summary="Show a finding")
def show_finding(request: ApiRequest, folio: Folio) -> HttpResponse:
    """Return one finding with its history."""
    return send(request, in_full(request, folio))


@router.post("/{folio}/answer", response={200: FindingAnswer, **PROBLEMS}, summary="Answer a finding")
def answer_finding(request: ApiRequest, folio: Folio, body: AnswerBody, key: Key) -> HttpResponse:
    """Answer on behalf of the organisation; no mute is for ever."""

    def act(world: Any) -> Any:
        warning.answer_finding(world, request.auth, folio, body.answer, body.why, body.until, via="api")
        return {"folio": folio}

    once(request, key, body.dict(), act)
    return send(request, in_full(request, folio))


@router.post("/{folio}/tasks/{task}", response={200: FindingAnswer, **PROBLEMS}, summary="Answer a task of a finding")
def answer_task(request: ApiRequest, folio: Folio, task: Task, body: TaskBody, key: Key) -> HttpResponse:
    """Answer patch or hunt on behalf of the organisation, each apart."""

    def act(world: Any) -> Any:
        warning.answer_task(world, request.auth, folio, task, body.state, body.why)
        return {"folio": folio, "task": task}

    once(request, key, body.dict(), act)
    return send(request, in_full(request, folio))


def in_full(request: ApiRequest, folio: str) -> dict[str, Any]:
    """Return one finding as plain values; its label must allow this channel."""
    page = warning.show_finding(request.world, request.auth, folio)
    check_label(page.finding.tlp, request.auth)
    return {
        "finding": page.finding.to_dict(),
        "organisation_name": page.organisation,
        "steps": [vars(step) for step in page.steps],
        "sightings": page.sightings.to_dicts(),
        "tasks": [task.to_dict() for task in page.tasks],
        "escalation": page.escalation.to_dict() if page.escalation else None,
    }
