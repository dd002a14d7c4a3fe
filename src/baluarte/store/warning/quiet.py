"""What the passing of time does to findings: silence with evidence closes them, the end of a mute wakes them."""

from datetime import date, datetime, timedelta
from typing import cast

import polars as pl

from baluarte.core.warning.finding import State
from baluarte.core.warning.life import may_close, wakes
from baluarte.store.feeds.deliveries import arrivals
from baluarte.store.products.listing import LISTS
from baluarte.store.warning import findings
from baluarte.store.warning.models import FindingRow

_MAY_CLOSE = ("open", "came-back", "acknowledged", "fix-claimed", "accepted", "false", "false-proposed")
_LONGEST = timedelta(days=400)  # further back no arrival decides


def close_quiet(now: datetime, today: date, who: str) -> int:
    """Close every living finding whose absence there is evidence of, and return how many."""
    came = arrivals(today - _LONGEST)
    # A finding that no arrival follows cannot be closed: the cheap test comes first.
    last = {report: max(days) for report, days in came.items()}
    closing: list[tuple[str, bool]] = []
    rows = FindingRow.objects.filter(state__in=_MAY_CLOSE).order_by("id")
    for folio, seen, kind, reports, told in rows.values_list("folio", "last_seen", "type", "reports", "told_at").iterator(chunk_size=5000):
        if all(last.get(report, date.min) > seen.date() for report in reports) and _absent(seen, kind, reports, came, today):
            closing.append((folio, told is not None))
    _close(closing, now, who)
    return len(closing)


def close(folios: list[str], now: datetime, who: str, why: str) -> None:
    """Close findings of which something else than silence says that they are over."""
    told = dict(FindingRow.objects.filter(folio__in=folios).values_list("folio", "told_at")) if folios else {}
    _close([(folio, moment is not None) for folio, moment in told.items()], now, who, why)


def wake(now: datetime, today: date, who: str) -> int:
    """Open again what was muted until a day that has passed; return how many."""
    rows = FindingRow.objects.filter(state__in=("accepted", "false", "false-proposed"), until__lt=today).values_list(
        "folio", "state", "until"
    )
    folios = [folio for folio, state, until in rows if wakes(cast("State", state), until, today)]
    FindingRow.objects.filter(folio__in=folios).update(state="open", until=None, updated_at=now)
    _say(folios, "open", "woke", now, who)
    return len(folios)


def _absent(seen: datetime, kind: str, reports: list[str], came: dict[str, frozenset[date]], today: date) -> bool:
    """True when every report that ever saw it came without it for long enough. A list of flaws never shows an absence."""
    return bool(reports) and all(report not in LISTS and may_close(seen, kind, came.get(report, ()), today) for report in reports)


def _close(closing: list[tuple[str, bool]], now: datetime, who: str, why: str = "") -> None:
    if not closing:
        return
    folios = pl.DataFrame(closing, schema={"folio": pl.String, "told": pl.Boolean}, orient="row")
    values = folios.select("folio", state=pl.lit("closed"), closed_at=pl.lit(now), updated_at=pl.lit(now), until=pl.lit(None, pl.Date))
    findings.set_columns(values)
    # The organisation was told of it: that it is closed is what it is told last, so that its return is news.
    findings.set_columns(folios.filter("told").select("folio", told_state=pl.lit("closed")))
    _say(folios["folio"].to_list(), "closed", "closed", now, who, why)


def _say(folios: list[str], state: str, what: str, now: datetime, who: str, why: str = "") -> None:  # noqa: PLR0913, PLR0917 - one step, as its table has it
    steps = pl.DataFrame({"folio": pl.Series(folios, dtype=pl.String)}).with_columns(
        at=pl.lit(now), what=pl.lit(what), state=pl.lit(state), who=pl.lit(who), why=pl.lit(why), count=pl.lit(0, pl.Int64)
    )
    findings.add_steps(steps)
