"""From the lives of findings to readings: each measure is a function from tables to judged items.

An item is one member of the population. Of a share it says `met` (true, false, or null
where nobody can know), of a span how long (`span`) and whether it `ended`. Every item keeps
the columns by which it can be told apart (`PARTS`), so that one summing serves all.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import polars as pl

from baluarte.core.measures.definitions import Definition
from baluarte.core.measures.reading import Interval, Period, Reading
from baluarte.core.measures.survival import survive
from baluarte.core.measures.tables import Tables

PARTS = ("sector", "territory", "type", "severity", "organisation")
_DAY = timedelta(days=1)
_GRACE = 8  # days without a report after which its silence is no evidence
_HOURS, _DAYS = 3600.0, 86_400.0


@dataclass(frozen=True)
class Asked:
    """Which days are looked at, and at which moment."""

    period: Period
    now: datetime

    @property
    def begins(self) -> datetime:
        """The first moment of the period."""
        return datetime.combine(self.period.first, datetime.min.time(), UTC)

    @property
    def ends(self) -> datetime:
        """The moment after the period, and never later than now."""
        return min(datetime.combine(self.period.last + _DAY, datetime.min.time(), UTC), self.now)

    def earlier(self, days: int) -> "Asked":
        """Return the same question about so many days before."""
        back = timedelta(days=days)
        return Asked(Period(self.period.first - back, self.period.last - back), self.now)


def read(definition: Definition, tables: Tables, asked: Asked) -> Reading:
    """Take one measure over everybody."""
    return _sum(definition, items(definition, tables, asked), asked.period)


def read_parts(definition: Definition, tables: Tables, asked: Asked, by: str) -> list[tuple[str, Reading]]:
    """Take one measure for each value of a part, in the order of the values."""
    whole = items(definition, tables, asked)
    if by not in whole.columns:
        return []
    groups = whole.with_columns(pl.col(by).fill_null("")).partition_by(by, as_dict=True)
    return [(str(value[0]), _sum(definition, group, asked.period)) for value, group in sorted(groups.items())]


def items(definition: Definition, tables: Tables, asked: Asked) -> pl.DataFrame:
    """Return the population of a measure, judged."""
    return _JUDGES[definition.slug](tables, asked.earlier(definition.shift_days))


def _sum(definition: Definition, judged: pl.DataFrame, period: Period) -> Reading:
    contributors, largest = _whose(judged)
    fewest = _fewest(judged, "ended" if definition.kind == "span" else "met")
    empty = Reading(
        definition.slug, definition.version, definition.kind, definition.unit, period, judged.height, 0, 0,
        contributors=contributors, largest=largest, fewest=fewest,
    )  # fmt: skip
    if definition.kind == "span":
        found = survive(judged.select("span", "ended"))
        more = None if found.median is not None else found.longest
        return replace(empty, met=found.ended, median=found.median, more_than=more)
    met, not_met = int(judged["met"].sum()), int((~judged["met"]).sum())
    share = Interval(met / judged.height, 1 - not_met / judged.height) if definition.kind == "share" and judged.height else None
    return replace(empty, met=met, not_met=not_met, share=share)


def _whose(judged: pl.DataFrame) -> tuple[int | None, int | None]:
    """Return how many organisations a population is made of, and what the largest of them makes."""
    if "organisation" not in judged.columns:
        return None, None
    each = judged.group_by("organisation").len()["len"].to_list()
    return len(each), max(each, default=0)


def _fewest(judged: pl.DataFrame, outcome: str) -> int | None:
    """Return how many organisations stand behind the outcome that has the fewest: met, not met or unknown."""
    if "organisation" not in judged.columns:
        return None
    each = judged.group_by(outcome).agg(pl.col("organisation").n_unique())["organisation"].to_list()
    return min(each, default=0)


def _between(column: str, asked: Asked) -> pl.Expr:
    return (pl.col(column) >= asked.begins) & (pl.col(column) < asked.ends)


def _told(tables: Tables, asked: Asked) -> pl.DataFrame:
    return tables.lives.filter(_between("told_at", asked))


def _lost_at(now: datetime) -> pl.Expr:
    """When did we lose sight of it? The last arrival of its reports, where that is too long ago; null while we look."""
    return pl.when(pl.col("last_arrival") < now.date() - timedelta(days=_GRACE)).then(pl.col("last_arrival").cast(pl.Datetime("us", "UTC")))


def _seconds(until: pl.Expr, since: str) -> pl.Expr:
    return (until - pl.col(since)).dt.total_microseconds().clip(0) / 1_000_000


def _delivery_to_notice(tables: Tables, asked: Asked) -> pl.DataFrame:
    opened = tables.lives.filter(_between("delivered_at", asked))
    until = pl.coalesce("told_at", pl.lit(asked.now))
    return opened.with_columns(span=_seconds(until, "delivered_at") / _HOURS, ended=pl.col("told_at").is_not_null())


def _days_to_fix(tables: Tables, asked: Asked) -> pl.DataFrame:
    until = pl.coalesce("fixed_at", _lost_at(asked.now), pl.lit(asked.now))
    return _told(tables, asked).with_columns(span=_seconds(until, "told_at") / _DAYS, ended=pl.col("fixed_at").is_not_null())


def _fixed_30(tables: Tables, asked: Asked) -> pl.DataFrame:
    limit = pl.col("told_at") + timedelta(days=30)
    return _told(tables, asked).with_columns(met=_fixed_until(limit))


def _fixed_by_due(tables: Tables, asked: Asked) -> pl.DataFrame:
    ended = (pl.col("due") >= asked.period.first) & (pl.col("due") <= asked.period.last) & (pl.col("due") < asked.now.date())
    limit = (pl.col("due") + _DAY).cast(pl.Datetime("us", "UTC"))
    return tables.lives.filter(pl.col("exploited") & ended).with_columns(met=_fixed_until(limit))


def _fixed_until(limit: pl.Expr) -> pl.Expr:
    """True when fixed by then, false when fixed or seen later, null while nobody can say."""
    fixed, seen = pl.col("fixed_at"), pl.col("last_seen")
    return pl.when(fixed <= limit).then(statement=True).when((fixed > limit) | (seen > limit)).then(statement=False)


def _came_back(tables: Tables, asked: Asked) -> pl.DataFrame:
    within = timedelta(days=90)
    closed = tables.turns.filter((pl.col("what") == "closed") & _between("at", asked)).with_row_index("#closing")
    back = tables.turns.filter(pl.col("what") == "came-back").select("finding", returned="at")
    later = closed.join(back, on="finding").filter((pl.col("returned") > pl.col("at")) & (pl.col("returned") <= pl.col("at") + within))
    blind = pl.col("last_arrival") < (pl.col("at") + within).dt.date() - timedelta(days=_GRACE)
    met = pl.when(pl.col("#closing").is_in(later["#closing"].implode())).then(statement=True).when(~blind).then(statement=False)
    return closed.join(tables.lives, on="finding").with_columns(met=met)


def _acknowledged(tables: Tables, asked: Asked) -> pl.DataFrame:
    sent = tables.notices.filter(_between("sent_at", asked))
    within = pl.col("answered_at") <= pl.col("sent_at") + timedelta(hours=72)
    return sent.with_columns(met=within.fill_null(value=False))


def _working_contact(tables: Tables, asked: Asked) -> pl.DataFrame:
    recent = pl.col("answered_at") >= asked.now - timedelta(days=180)
    met = pl.when(recent).then(statement=True).when(pl.col("contacts") == 0).then(statement=False)
    return tables.register.with_columns(met=met)


def _unreachable(tables: Tables, asked: Asked) -> pl.DataFrame:  # noqa: ARG001 - a judge is asked like any other
    pressing = tables.lives.filter((pl.col("priority") <= 2) & (pl.col("state") != "closed"))["organisation"].unique()
    return tables.register.filter(pl.col("organisation").is_in(pressing.implode())).with_columns(met=pl.col("contacts") == 0)


def _accounted(tables: Tables, asked: Asked) -> pl.DataFrame:
    came = tables.deliveries.filter(_between("received_at", asked))
    adds_up = pl.col("read") == pl.col("accepted") + pl.col("duplicate") + pl.col("quarantined")
    return came.with_columns(met=pl.when(pl.col("ended")).then(adds_up))


def _fresh(tables: Tables, asked: Asked) -> pl.DataFrame:
    before = asked.period.first - timedelta(days=28)
    earlier = tables.arrivals.filter((pl.col("day") >= before) & (pl.col("day") < asked.period.first))
    daily = earlier.group_by("report").agg(days=pl.col("day").n_unique()).filter(pl.col("days") >= 14)["report"]
    last = min(asked.period.last, asked.now.date() - _DAY)
    days = pl.DataFrame({"day": pl.date_range(asked.period.first, max(last, asked.period.first), eager=True)}).filter(pl.col("day") <= last)
    came = tables.arrivals.unique(["report", "day"]).with_columns(met=pl.lit(value=True))
    expected = pl.DataFrame({"report": daily}).join(days, how="cross")
    return expected.join(came, on=["report", "day"], how="left").with_columns(pl.col("met").fill_null(value=False))


def _wrong_recipient(tables: Tables, asked: Asked) -> pl.DataFrame:
    return tables.sent.filter(_between("sent_at", asked)).with_columns(met=pl.col("organisation") != pl.col("addressee"))


_JUDGES: dict[str, Callable[[Tables, Asked], pl.DataFrame]] = {
    "hours-delivery-to-notice": _delivery_to_notice,
    "days-to-fix": _days_to_fix,
    "share-fixed-30-days": _fixed_30,
    "exploited-fixed-by-due": _fixed_by_due,
    "came-back-90-days": _came_back,
    "notices-acknowledged-72-hours": _acknowledged,
    "organisations-with-working-contact": _working_contact,
    "unreachable-organisations": _unreachable,
    "rows-accounted": _accounted,
    "feeds-fresh": _fresh,
    "wrong-recipient-rows": _wrong_recipient,
}
