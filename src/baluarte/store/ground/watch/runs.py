"""What checks said: kept for each run, and read by the desk, which also sees when one did not run."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from baluarte.core.ground.check import Check, Run
from baluarte.store.ground.models import CheckRun

SILENT = timedelta(days=2)  # after which a check that did not run is itself an alarm
KEPT = timedelta(days=400)


def keep(check: Check, now: datetime) -> None:
    """Remember what a check said."""
    CheckRun.objects.create(
        promise=check.promise, at=now, outcome=check.outcome, checked=check.checked, failed=len(check.failed),
        not_covered=check.not_covered, took_s=check.took_s, first="\n".join(check.failed[:5])[:4000],
    )  # fmt: skip
    CheckRun.objects.filter(at__lt=now - KEPT).delete()


def last(promises: Sequence[str], now: datetime) -> tuple[Run, ...]:
    """Return the last run of each promise; one that never ran is told too."""
    found = []
    for promise in promises:
        row = CheckRun.objects.filter(promise=promise).order_by("-at", "-id").first()
        if row is None:
            found.append(Run(promise, None, "never", 0, 0, 0, "", silent=True))
        else:
            silent = row.at < now - SILENT
            found.append(Run(promise, row.at, row.outcome, row.checked, row.failed, row.not_covered, row.first, silent=silent))
    return tuple(found)
