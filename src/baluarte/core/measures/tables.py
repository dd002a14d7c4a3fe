"""What measures look at: the lives of findings, and what surrounds them, as tables.

The store fills them; a test fills them by hand. One row of `lives` is one finding.
"""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

_WHEN = pl.Datetime("us", "UTC")
LIVES_SCHEMA = pl.Schema(
    {
        "finding": pl.String(),
        "organisation": pl.String(),
        "sector": pl.String(),
        "territory": pl.String(),
        "type": pl.String(),
        "severity": pl.String(),
        "priority": pl.Int64(),
        "state": pl.String(),
        "exploited": pl.Boolean(),
        "reports": pl.List(pl.String()),
        "delivered_at": _WHEN,  # when the bytes that opened it were durable
        "told_at": _WHEN,  # when a mail server first accepted a notice about it
        "last_seen": _WHEN,
        "closed_at": _WHEN,
        "due": pl.Date(),
    }
)
TURNS_SCHEMA = pl.Schema({"finding": pl.String(), "at": _WHEN, "what": pl.String()})
ARRIVALS_SCHEMA = pl.Schema({"report": pl.String(), "day": pl.Date()})
NOTICES_SCHEMA = pl.Schema(
    {
        "notice": pl.Int64(),
        "organisation": pl.String(),
        "sector": pl.String(),
        "territory": pl.String(),
        "sent_at": _WHEN,
        "answered_at": _WHEN,
    }
)
REGISTER_SCHEMA = pl.Schema(
    {"organisation": pl.String(), "sector": pl.String(), "territory": pl.String(), "contacts": pl.Int64(), "answered_at": _WHEN}
)
DELIVERIES_SCHEMA = pl.Schema(
    {"delivery": pl.Int64(), "received_at": _WHEN, "ended": pl.Boolean()}
    | dict.fromkeys(("read", "accepted", "duplicate", "quarantined"), pl.Int64())
)
SENT_SCHEMA = pl.Schema({"organisation": pl.String(), "addressee": pl.String(), "sent_at": _WHEN})


@dataclass(frozen=True)
class Tables:
    """Everything a measure may look at. Each table follows the schema of its name."""

    lives: pl.DataFrame
    turns: pl.DataFrame  # closed, came-back
    arrivals: pl.DataFrame  # days on which a report came complete
    notices: pl.DataFrame  # that a server accepted; `answered_at` is the first answer to one of its findings
    register: pl.DataFrame  # active organisations; `contacts` are those that can be written to
    deliveries: pl.DataFrame
    sent: pl.DataFrame  # a row a finding in a notice that left


def see_absence(lives: pl.DataFrame, arrivals: pl.DataFrame) -> pl.DataFrame:
    """Add to lives when each was fixed (`fixed_at`) and when its reports last came (`last_arrival`, the oldest of them).

    A finding is fixed on the first day on which every report that saw it came without it,
    once it is closed; not on the day of closing, which waits for the quiet time.
    """
    each = lives.select("finding", "last_seen", "reports").explode("reports").rename({"reports": "report"})
    each = each.with_columns(seen=pl.col("last_seen").dt.date()).sort("seen")
    came = arrivals.unique().sort("day")
    after = each.with_columns(next=pl.col("seen") + timedelta(days=1)).join_asof(
        came.with_columns(first=pl.col("day")), left_on="next", right_on="day", by="report", strategy="forward", check_sortedness=False
    )
    last = came.group_by("report").agg(last=pl.col("day").max())
    found = after.join(last, on="report", how="left").group_by("finding").agg(
        fixed=pl.when(pl.col("first").is_not_null().all()).then(pl.col("first").max()), last_arrival=pl.col("last").min()
    )  # fmt: skip
    fixed = pl.coalesce(pl.col("fixed").cast(_WHEN), "closed_at")
    return lives.join(found, on="finding", how="left", maintain_order="left").with_columns(
        fixed_at=pl.when(pl.col("state") == "closed").then(fixed)
    ).drop("fixed")  # fmt: skip
