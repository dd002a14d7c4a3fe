"""Two tasks of a flaw that is used in attacks, each answered apart: shut the door, and look who came in.

An update does not evict whoever is inside already. So a finding whose patch is done still
asks for the hunt, and closing one never answers the other.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text

TaskName = Literal["patch", "hunt"]
TaskState = Literal["open", "working", "done", "not-possible", "clean", "signs-found"]
TASKS: tuple[TaskName, ...] = ("patch", "hunt")
TASK_WORDS: dict[TaskName, Text] = {
    "patch": Text("Corregir: instalar la versión que cierra la falla, o aplicar su mitigación.", "Patch: install the version that closes the flaw, or apply its mitigation."),
    "hunt": Text("Buscar: revisar si alguien entró antes de corregir.", "Hunt: look whether somebody came in before it was patched."),
}  # fmt: skip
ANSWERS: dict[TaskName, tuple[TaskState, ...]] = {
    "patch": ("working", "done", "not-possible"),
    "hunt": ("working", "clean", "signs-found", "not-possible"),
}
STATE_WORDS: dict[TaskState, Text] = {
    "open": Text("pendiente", "open"),
    "working": Text("en curso", "under way"),
    "done": Text("hecha", "done"),
    "not-possible": Text("no es posible por ahora", "not possible for now"),
    "clean": Text("se buscó y no se hallaron señales", "searched, no signs found"),
    "signs-found": Text("se hallaron señales de intrusión", "signs of intrusion found"),
}
# What leaves a task unfinished needs its reason, and so does what was found.
_NEEDS_WHY = frozenset({"not-possible", "signs-found"})


@dataclass(frozen=True)
class Task:
    """One task of a finding, and what was last answered to it."""

    name: TaskName
    state: TaskState = "open"
    at: datetime | None = None
    who: str = ""
    why: str = ""

    @property
    def words(self) -> Text:
        """What the task asks."""
        return TASK_WORDS[self.name]

    @property
    def state_words(self) -> Text:
        """How it stands, in words."""
        return STATE_WORDS[self.state]

    @property
    def answers(self) -> tuple[tuple[TaskState, Text], ...]:
        """What may be answered."""
        return tuple((state, STATE_WORDS[state]) for state in ANSWERS[self.name])

    def to_dict(self) -> dict[str, object]:
        """Return plain values."""
        return asdict(self)


def tasks_of(reasons: Collection[str]) -> tuple[TaskName, ...]:
    """Return the tasks of a finding: both, where its flaw is used in attacks.

    >>> tasks_of(["known-exploited", "severity-high"]), tasks_of(["severity-critical"])
    (('patch', 'hunt'), ())
    """
    return TASKS if "known-exploited" in reasons else ()


def check_answer(task: str, state: str, why: str) -> tuple[TaskName, TaskState]:
    """Return task and answer, or raise `Unusable` where this is none."""
    name = next((one for one in TASKS if one == task), None)
    given = next((one for one in ANSWERS[name] if one == state), None) if name else None
    if name is None or given is None:
        known = "; ".join(f"{one}: {', '.join(ANSWERS[one])}" for one in TASKS)
        raise Unusable("task.answer", f"{state!r} is no answer to the task {task!r}.", f"Answers are {known}.", "Choose one of them.")
    if given in _NEEDS_WHY and not why.strip():
        raise Unusable(
            "task.why-missing",
            "The reason is missing.",
            "Whoever reads this must be able to act on it.",
            "Say what was found, or what prevents it.",
        )
    return name, given
