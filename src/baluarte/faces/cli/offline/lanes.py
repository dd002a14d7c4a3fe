"""Lanes: files that share nothing are read side by side, the rest one after another.

A row key holds its report type, so a row of one type never repeats a row of another.
Files whose names state different types may therefore go in different lanes, and the
result is the same as in one; a file that does not state its type keeps all in one lane.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event

from baluarte.formats.shadowserver import report_name

WORKERS = 3  # on two cores, while one lane waits for Python, another keeps Polars busy


def lanes(files: Sequence[Path]) -> list[list[tuple[int, Path]]]:
    """Return the files with their numbers from 1, in lanes; within a lane in their order.

    >>> names = ["2026-03-04-scan_rdp-a.csv", "2026-03-04-scan_ssl-a.csv", "2026-03-05-scan_rdp-a.csv"]
    >>> [[number for number, _ in lane] for lane in lanes([Path(name) for name in names])]
    [[1, 3], [2]]
    """
    numbered = list(enumerate(files, 1))
    stated = [report_name(path.name) for path in files]
    if not all(stated):
        return [numbered]
    by_type: dict[str | None, list[tuple[int, Path]]] = {}
    for name, file in zip(stated, numbered, strict=True):
        by_type.setdefault(name, []).append(file)
    return list(by_type.values())


def side_by_side(works: Sequence[Callable[[Event], None]]) -> None:
    """Run the works on a few threads. The first that fails stops the others, and its error is raised.

    Each work is given the event that asks it to stop; a person who interrupts sets it too.
    """
    stop = Event()
    if len(works) == 1:
        works[0](stop)
        return
    with ThreadPoolExecutor(WORKERS) as pool:
        running = [pool.submit(work, stop) for work in works]
        try:
            done, _ = wait(running, return_when=FIRST_EXCEPTION)
            for one in done:
                one.result()
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
