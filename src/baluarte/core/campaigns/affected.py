"""Whom a campaign concerns, who cannot be reached, and what became of each: tables in, tables out."""

import polars as pl

AFFECTED_SCHEMA = pl.Schema(
    {
        "organisation": pl.String(),
        "name": pl.String(),
        "sector": pl.String(),
        "findings": pl.Int64(),  # living ones that the campaign is about
        "open_before": pl.Int64(),  # of those, how many it had been told of
        "worst": pl.String(),
        "reachable": pl.Boolean(),
    }
)
FOLLOWED_SCHEMA = pl.Schema(
    {
        "organisation": pl.String(),
        "name": pl.String(),
        "sector": pl.String(),
        "findings": pl.Int64(),
        "fixed": pl.Int64(),
        "stage": pl.String(),
        "notice": pl.String(),  # folio of its last notice
        "told_at": pl.Datetime("us", "UTC"),
    }
)
STAGES = ("unreachable", "bounced", "waiting", "told", "answered", "fixed")
_WORST = ("critical", "high", "medium", "low", "info")


def affected(findings: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return the organisations that findings concern (`AFFECTED_SCHEMA`), the most findings first.

    `findings` says organisation, severity and whether it was told; `register` says
    organisation, name, sector and contacts (how many can be written to).
    """
    order = pl.Enum(_WORST)
    each = findings.group_by("organisation").agg(
        findings=pl.len().cast(pl.Int64), open_before=pl.col("told").sum().cast(pl.Int64), worst=pl.col("severity").cast(order).min()
    )
    whole = each.join(register, on="organisation").with_columns(reachable=pl.col("contacts") > 0, worst=pl.col("worst").cast(pl.String))
    return whole.select(AFFECTED_SCHEMA.names()).cast(AFFECTED_SCHEMA).sort("findings", "organisation", descending=[True, False])


def follow(members: pl.DataFrame, findings: pl.DataFrame, messages: pl.DataFrame) -> pl.DataFrame:
    """Return how far each organisation of a campaign has come (`FOLLOWED_SCHEMA`): those who need a person first.

    `members` says organisation, name, sector and reachable; `findings` says organisation,
    state and answered; `messages` says organisation, notice, state and sent_at of each message.
    Fixed is what was closed by observation, never what was claimed or merely sent.
    """
    each = findings.group_by("organisation").agg(
        findings=pl.len().cast(pl.Int64),
        fixed=(pl.col("state") == "closed").sum().cast(pl.Int64),
        answered=(pl.col("answered") | (pl.col("state") == "closed")).any(),
    )
    last = messages.sort("sent_at", nulls_last=False).group_by("organisation", maintain_order=True).agg(
        notice=pl.col("notice").last(), told_at=pl.col("sent_at").max(), sent=pl.col("state").is_in(["accepted", "answered"]).any(),
        bounced=pl.col("state").is_in(["bounced", "permanent-failure"]).any(),
    )  # fmt: skip
    whole = members.join(each, on="organisation", how="left").join(last, on="organisation", how="left")
    stage = (
        pl.when((pl.col("findings") > 0) & (pl.col("fixed") == pl.col("findings"))).then(pl.lit("fixed"))
        .when("answered").then(pl.lit("answered"))
        .when("sent").then(pl.lit("told"))
        .when("bounced").then(pl.lit("bounced"))
        .when(~pl.col("reachable")).then(pl.lit("unreachable"))
        .otherwise(pl.lit("waiting"))
    )  # fmt: skip
    ordered = whole.with_columns(stage=stage, findings=pl.col("findings").fill_null(0), fixed=pl.col("fixed").fill_null(0))
    return (
        ordered.sort(pl.col("stage").replace_strict(list(STAGES), list(range(len(STAGES)))), "organisation")
        .select(FOLLOWED_SCHEMA.names())
        .cast(FOLLOWED_SCHEMA)
    )
