"""Which finding first? A number from 1 to 5, with its reasons in words, as data.

What is known to be used in attacks stands above every score. A score says how bad a hole
could be; an entry in the catalogue of exploited flaws says that somebody is using it.
"""

from datetime import date, timedelta

import polars as pl

from baluarte.core.feeds.taxonomy import incident_types
from baluarte.core.ground.text import Text
from baluarte.core.products.tables import CERTAINTY, LIKELY
from baluarte.core.sources.benign.mark import TAG

KEV_SCHEMA = pl.Schema({"cve": pl.String(), "added": pl.Date(), "due": pl.Date(), "ransomware": pl.Boolean()})
CRITICAL_SCHEMA = pl.Schema({"asset": pl.UInt32(), "criticality": pl.String()})

# How long a finding of each priority may stay open before it is overdue, in days. Ours,
# and shown as ours, until a duty of law or a date of the catalogue says otherwise.
DAYS_TO_FIX = {1: 3, 2: 7, 3: 14, 4: 30, 5: 90}

REASONS: dict[str, Text] = {
    "known-exploited": Text("Esta falla ya se usa en ataques (catálogo KEV).", "This flaw is already used in attacks (KEV catalogue)."),
    "ransomware": Text("Se sabe que la usan grupos de ransomware.", "Ransomware groups are known to use it."),
    "compromise": Text("Hay señales de que el equipo ya fue comprometido.", "There are signs that the system is already compromised."),
    "critical-asset": Text("Está en un activo que su titular declaró crítico.", "It is on an asset that its owner called critical."),
    "reachable": Text("Se alcanza desde internet.", "It can be reached from the internet."),
    "likely-exploited": Text(
        "Es más probable que se explote que el 95 % de las fallas publicadas (EPSS).",
        "It is more likely to be exploited than 95 % of published flaws (EPSS).",
    ),
    "stated-exposed": Text(
        "Su titular dijo que el producto se alcanza desde internet.", "Its owner said that the product can be reached from the internet."
    ),
    "due-before-listed": Text(
        "La fecha límite del catálogo ya había pasado cuando la publicó: corríjala de inmediato.",
        "The catalogue's due date had passed when it was published: fix it at once.",
    ),
    **CERTAINTY,
    "benign-listed": Text(
        "Está en una lista de lo que se sabe inofensivo o muchos comparten; compruébelo antes de actuar.",
        "It is on a list of what is known to be harmless or shared by many; check before you act.",
    ),
    "past-due": Text("Su fecha límite ya pasó.", "Its due date has passed."),
    "severity-critical": Text("La fuente la califica de gravedad crítica.", "The feed rates it critical."),
    "severity-high": Text("La fuente la califica de gravedad alta.", "The feed rates it high."),
    "severity-medium": Text("La fuente la califica de gravedad media.", "The feed rates it medium."),
    "severity-low": Text("La fuente la califica de gravedad baja.", "The feed rates it low."),
    "severity-info": Text("La fuente la da como información.", "The feed gives it as information."),
}

# Base by severity; what lifts a finding is subtracted. Exploited is first whatever the score.
_BASE = {"critical": 2, "high": 3, "medium": 4, "low": 5, "info": 5}
_COMPROMISE = ("malicious-code", "intrusions")


def reason_words(code: str) -> Text:
    """Return the words of a reason; KeyError for one that nobody wrote."""
    return REASONS[code]


def prioritise(found: pl.DataFrame, kev: pl.DataFrame, critical: pl.DataFrame, today: date, *, told: date | None = None) -> pl.DataFrame:
    """Add `priority` (Int8), `reasons` (codes, strongest first) and `due` to findings, in their order.

    `kev` follows `KEV_SCHEMA` and may hold the EPSS `percentile` of each flaw (one that is
    scored and not listed has no day of adding); `critical` follows `CRITICAL_SCHEMA`.
    `due` is the catalogue's date, where that was still to come when the finding was first
    seen, else our own term from the first sighting. `told` is the day on which owners hear of it,
    where that may be later: nobody is late before being told.
    """
    table = found.with_row_index("#i")
    table = table.join(_exploited(table, kev), on="#i", how="left", maintain_order="left")
    table = table.join(critical.cast(CRITICAL_SCHEMA).unique("asset"), on="asset", how="left", maintain_order="left")
    compromised = [code for code, kind in incident_types().items() if kind.group in _COMPROMISE]
    flags = {
        "known-exploited": pl.col("#added").is_not_null(),
        "ransomware": pl.col("#ransomware").fill_null(value=False),
        "compromise": pl.col("type").is_in(compromised),
        "critical-asset": pl.col("criticality").is_in(["critical", "high"]).fill_null(value=False),
        "reachable": pl.col("matched_by").is_in(["network", "host", "domain", "url", "asn", "delegation"])
        & pl.col("type").is_in(_exposures()),
        "stated-exposed": _tagged("stated-exposed"),
        "likely-exploited": (pl.col("#percentile") >= LIKELY).fill_null(value=False),
        "due-before-listed": pl.col("#passed").fill_null(value=False),
        **{code: _tagged(code) for code in CERTAINTY},
        "benign-listed": _benign(found),
    }
    table = table.with_columns(flag.alias(f"#is {name}") for name, flag in flags.items())
    table = table.with_columns(priority=_priority()).with_columns(due=_due(told))
    table = table.with_columns((pl.col("due") < today).alias("#is past-due"))
    return _with_reasons(table, (*flags, "past-due")).select(*found.columns, "priority", "reasons", "due")


def _with_reasons(table: pl.DataFrame, flags: tuple[str, ...]) -> pl.DataFrame:
    """Add the reasons that hold. Few combinations occur: each is written once, not once a finding."""
    names = [f"#is {flag}" for flag in flags]
    combination = pl.sum_horizontal(pl.col(name).cast(pl.Int32) * 2**place for place, name in enumerate(names))
    table = table.with_columns(combination.alias("#held"))
    written = table.select("#held", "severity", *names).unique(["#held", "severity"])
    reasons = [
        [flag for flag, name in zip(flags, names, strict=True) if row[name]] + [f"severity-{row['severity']}"]
        for row in written.iter_rows(named=True)
    ]
    known = written.select("#held", "severity").with_columns(reasons=pl.Series(reasons, dtype=pl.List(pl.String)))
    return table.join(known, on=["#held", "severity"], how="left", maintain_order="left")


def _tagged(code: str) -> pl.Expr:
    return pl.col("tags").list.contains(code).fill_null(value=False)


def _benign(found: pl.DataFrame) -> pl.Expr:
    """True for findings that a list of harmless things marks. Few deliveries have any: the cheap look comes first."""
    if not found["tags"].explode().str.starts_with(TAG).any():
        return pl.lit(value=False)
    return pl.col("tags").list.eval(pl.element().str.starts_with(TAG)).list.any().fill_null(value=False)


def _exploited(table: pl.DataFrame, kev: pl.DataFrame) -> pl.DataFrame:
    """Per finding with a known flaw: when it was first listed, its earliest due date, ransomware use, its percentile.

    Fifteen entries of the catalogue are due before they were added: there the day of
    adding counts, since nobody can be late before being told.
    """
    passed = (pl.col("due") < pl.col("added")).fill_null(value=False)
    whole = kev if "percentile" in kev.columns else kev.with_columns(percentile=pl.lit(None, pl.Float64))
    known = whole.with_columns(passed=passed, due=pl.max_horizontal("due", "added"))
    flaws = table.select("#i", cve="cves").explode("cve").drop_nulls("cve").join(known, on="cve")
    return flaws.group_by("#i").agg(
        pl.col("added").min().alias("#added"),
        pl.col("due").min().alias("#kev_due"),
        pl.col("ransomware").any().alias("#ransomware"),
        pl.col("percentile").max().alias("#percentile"),
        pl.col("passed").any().alias("#passed"),
    )


def _priority() -> pl.Expr:
    base = pl.col("severity").cast(pl.String).replace_strict(_BASE, return_dtype=pl.Int8)
    lifted = base - sum(pl.col(f"#is {reason}").cast(pl.Int8) for reason in ("critical-asset", "likely-exploited", "stated-exposed"))
    # A list lowers by one step, never against an exploited flaw or a sign of compromise.
    lifted += pl.col("#is benign-listed").cast(pl.Int8)
    # Without a listed flaw or a sign of compromise nothing is a 1: a list of firsts that is long is none.
    ordinary = lifted.clip(2, 5)
    compromise = pl.when(pl.col("severity").cast(pl.String).is_in(["critical", "high"])).then(1).otherwise(2)
    return pl.when("#is known-exploited").then(1).when("#is compromise").then(compromise).otherwise(ordinary).cast(pl.Int8)


def _due(told: date | None) -> pl.Expr:
    days = (
        pl.col("priority")
        .cast(pl.Int16)
        .replace_strict({key: timedelta(days=value) for key, value in DAYS_TO_FIX.items()}, return_dtype=pl.Duration)
    )
    start = pl.max_horizontal(pl.col("first_seen").dt.date(), pl.lit(told, pl.Date))
    return pl.when(pl.col("#kev_due") > start).then("#kev_due").otherwise(start + days)


def _exposures() -> list[str]:
    return [code for code, kind in incident_types().items() if kind.group == "vulnerable"]
