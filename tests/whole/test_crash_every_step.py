"""Die at point 1, at point 2, at point 3 … until one run survives, and count again after each death.

Every death is that of a real process (`os._exit`, as kill -9 ends it) or a rollback (as a
lost connection ends it). What is promised (guarantees.md, G1 to G4) is recomputed from raw
bytes, files and tables by `tests.whole.outside`, which imports nothing of baluarte.
"""

import re
from collections import Counter

import pytest
from tests.whole.dying import DIED, SURVIVED, Order
from tests.whole.outside import STORY
from tests.whole.telling import ROOT, facts, faults, steps_of

_FILE = ("written", "synced", "before-rename", "renamed", "folder-synced")
# Every point of the story and how often it is passed. A new step makes this test notice: add it here, and to the story.
POINTS = Counter(
    {f"feeds.raw.{point}": 2 for point in _FILE}
    | {f"feeds.lake.{point}": 3 for point in _FILE}
    | {f"feeds.receive.{point}": 2 for point in ("row-written", "before-commit", "committed")}
    | {f"warning.ingest.{point}": 2 for point in ("begun", "before-commit", "committed")}
    | {f"warning.queue.{point}": 3 for point in ("prepared", "before-commit", "committed")}
    | {f"warning.send.{point}": 4 for point in ("attempt-started", "after-accept", "recorded")}
    | {"warning.send.claimed": 2}
    | {f"feeds.compact.{point}": 1 for point in (*(set(_FILE) - {"synced"}), "before-swap", "swapped")}
    | {f"warning.{act}.{point}": 1 for act in ("merge", "close", "forget") for point in ("before-commit", "committed")}
    | dict.fromkeys(("warning.match.before-commit", "warning.escalate.before-commit", "warning.forget.files-before-commit"), 1)
)
# Acts whose every point is in this story; a point of another act is stopped at by name in a test of its own.
ROOMS = ("feeds.", "warning.")
# Passed by large deliveries and days alone; tests/actions/test_backlog.py and test_compaction.py stop there.
LARGE_ONLY = {"feeds.compact.span", *(f"warning.backlog.{point}" for point in ("committed", "before-end", "ended"))}
_NAMED = re.compile(r"""\bstep\(f?"([^"]+)"\)|\bsettle\([^)]*"([a-z.]+)"\)""")


def test_the_story_passes_these_points_and_no_others(calm):
    assert Counter(steps_of(calm)) == POINTS
    assert faults(calm) == []
    assert calm.untold() == []
    assert {row[8] for row in calm.ask(STORY)} == {"open", "closed"}


def test_every_point_that_the_program_names_is_one_at_which_this_story_stops():
    named: set[str] = set()
    for path in (ROOT / "src" / "baluarte").rglob("*.py"):
        for point, file in _NAMED.findall(path.read_text("utf-8")):
            named |= {f"{file}.{end}" for end in _FILE[2:]} if file else {point}

    assert {point for point in named if point.startswith(ROOMS)} == {*POINTS, *LARGE_ONLY}


@pytest.mark.parametrize("how", ["exit", "raise"])
def test_whatever_the_point_at_which_it_dies_the_end_is_that_of_a_calm_run(teller, prepared, calm, how):
    meant, points = facts(calm), [*steps_of(calm), "no point is left"]

    for number, where in enumerate(points, start=1):
        place = prepared.copy(f"{how}{number}")
        ended = teller.do(Order(place.database, str(place.folder), stop_at=number, how=how, seed=2 * number))

        assert ended == (SURVIVED if number == len(points) else DIED), where
        if how == "exit":  # after a rollback the same process goes on by itself
            assert faults(place) == [], where
            assert teller.do(Order(place.database, str(place.folder), seed=2 * number + 1)) == SURVIVED, where
        assert faults(place) == [], where
        assert facts(place) == meant, where
        place.clear()
