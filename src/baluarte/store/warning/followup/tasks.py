"""The tasks of findings and what was answered to each."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from baluarte.core.errors import Missing, Unusable
from baluarte.core.warning.followup.tasks import Task, TaskName, TaskState, tasks_of
from baluarte.store.warning import answers
from baluarte.store.warning.models import FindingRow, FindingStep, TaskRow

_MAY_CLAIM = ("open", "came-back", "acknowledged")


@dataclass(frozen=True)
class Done:
    """What was answered to a task, why and by whom."""

    task: TaskName
    state: TaskState
    why: str
    who: str


def tasks(folio: str, reasons: tuple[str, ...]) -> tuple[Task, ...]:
    """Return the tasks of a finding as they stand. An answered task stays, whatever the reasons became."""
    said = {row.task: row for row in TaskRow.objects.filter(finding__folio=folio)}
    names = dict.fromkeys((*tasks_of(reasons), *(cast("TaskName", name) for name in sorted(said, reverse=True))))
    return tuple(
        Task(name, cast("TaskState", row.state), row.at, row.who, row.why) if (row := said.get(name)) else Task(name) for name in names
    )


def take(folio: str, done: Done, now: datetime, today: date) -> str:
    """Write an answer to a task, and return the digest of the change. A patch that is done claims the finding fixed as well."""
    row = FindingRow.objects.select_for_update().filter(folio=folio).first()
    if row is None:
        raise Missing("finding.missing", f"There is no finding {folio!r}.", "", "See the list of findings.")
    if done.task not in {task.name for task in tasks(folio, tuple(row.reasons))}:
        raise Unusable(
            "task.none", f"{folio} has no task {done.task}.", "Only a flaw that is used in attacks has tasks.", "Answer the finding."
        )
    why = done.why.strip()[: answers.MOST_LETTERS]
    TaskRow.objects.update_or_create(finding=row, task=done.task, defaults={"state": done.state, "at": now, "who": done.who, "why": why})
    FindingStep.objects.create(finding=row, at=now, what=f"{done.task}-{done.state}"[:20], state=row.state, who=done.who, why=why)
    if (done.task, done.state) == ("patch", "done") and row.state in _MAY_CLAIM:
        answers.take(folio, answers.Given("claim-fix", why, None, done.who), now, today)
    return hashlib.sha256(json.dumps([folio, done.task, done.state, why]).encode()).hexdigest()
