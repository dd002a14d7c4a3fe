"""The tables that measures look at, read from the rooms below: findings, notices, register, deliveries."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from django.db.models import Count, Min, Q

from baluarte.core.measures import tables as shape
from baluarte.core.measures.picture import LIVING, STANDING_SCHEMA
from baluarte.core.measures.tables import Tables, see_absence
from baluarte.store.constituency.models import ContactRow, OrganisationRow
from baluarte.store.feeds.deliveries import UNFINISHED
from baluarte.store.feeds.models import ArrivalRow, DeliveryRow
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeFinding, NoticeRow, OutboxRow

_ANSWER = "answered"


def standing() -> pl.DataFrame:
    """Return how many living findings each organisation has of each type (`STANDING_SCHEMA`), counted by the database."""
    rows = FindingRow.objects.filter(state__in=LIVING).values_list(
        "organisation__slug", "organisation__sector", "organisation__territory", "type"
    )
    return _frame(rows.annotate(findings=Count("id")).order_by("organisation_id", "type"), STANDING_SCHEMA)


def tables(since: date) -> Tables:
    """Return what a measure of the days since then needs; findings that stand are there whatever their age."""
    begins = datetime.combine(since, datetime.min.time(), UTC)
    told, notices = _told()
    arrivals = _frame(
        ArrivalRow.objects.filter(day__gte=since - timedelta(days=60)).values_list("report", "day").distinct(), shape.ARRIVALS_SCHEMA
    )
    kept = FindingRow.objects.filter(Q(updated_at__gte=begins) | Q(last_seen__gte=begins) | Q(due__gte=since) | ~Q(state="closed"))
    return Tables(
        lives=see_absence(_lives(kept, told, notices), arrivals),
        turns=_frame(
            FindingStep.objects.filter(what__in=("closed", "came-back"), at__gte=begins).values_list("finding__folio", "at", "what"),
            shape.TURNS_SCHEMA,
        ),
        arrivals=arrivals,
        notices=_answered(told, notices),
        register=_register(),
        deliveries=_deliveries(begins),
        sent=_sent(told, notices),
    )


def _frame(rows: Iterable[Any], schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _told() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return which finding stands in which notice, and when each notice first left."""
    told = pl.DataFrame(
        list(NoticeFinding.objects.values_list("notice_id", "finding__folio", "finding__organisation__slug")),
        schema={"notice": pl.Int64, "finding": pl.String, "organisation": pl.String},
        orient="row",
    )
    left = OutboxRow.objects.filter(sent_at__isnull=False).values("notice_id").annotate(first=Min("sent_at"))
    sent = pl.DataFrame(
        [(row["notice_id"], row["first"]) for row in left],
        schema={"notice": pl.Int64, "sent_at": pl.Datetime("us", "UTC")},
        orient="row",
    )
    of = pl.DataFrame(
        list(NoticeRow.objects.values_list("id", "organisation__slug", "organisation__sector", "organisation__territory")),
        schema={"notice": pl.Int64, "addressee": pl.String, "sector": pl.String, "territory": pl.String},
        orient="row",
    )
    return told, sent.join(of, on="notice")


def _lives(rows: Any, told: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    first = told.join(notices, on="notice").group_by("finding").agg(told_at=pl.col("sent_at").min())
    names = ("folio", "organisation__slug", "organisation__sector", "organisation__territory", "type", "severity", "priority", "state")
    more = ("reasons", "reports", "made_at", "last_seen", "closed_at", "due")
    came = pl.Datetime("us", "UTC")
    found = pl.DataFrame(
        list(rows.values_list(*names, *more)),
        schema={
            "finding": pl.String, "organisation": pl.String, "sector": pl.String, "territory": pl.String, "type": pl.String,
            "severity": pl.String, "priority": pl.Int64, "state": pl.String, "reasons": pl.List(pl.String), "reports": pl.List(pl.String),
            "made_at": came, "last_seen": came, "closed_at": came, "due": pl.Date,
        },
        orient="row",
    )  # fmt: skip
    return (
        found.join(first, on="finding", how="left")
        .join(_opened(), on="made_at", how="left")
        .with_columns(exploited=pl.col("reasons").list.contains("known-exploited"), delivered_at=pl.coalesce("delivered_at", "made_at"))
        .select(shape.LIVES_SCHEMA.names())
    )


def _opened() -> pl.DataFrame:
    """A finding is made at the moment its delivery ends; so that moment leads to when the bytes were durable."""
    rows = DeliveryRow.objects.filter(done_at__isnull=False).values("done_at").annotate(first=Min("received_at"))
    came = pl.Datetime("us", "UTC")
    return pl.DataFrame([(row["done_at"], row["first"]) for row in rows], schema={"made_at": came, "delivered_at": came}, orient="row")


def _answers() -> pl.DataFrame:
    return pl.DataFrame(
        list(FindingStep.objects.filter(what=_ANSWER).values_list("finding__folio", "finding__organisation__slug", "at")),
        schema={"finding": pl.String, "organisation": pl.String, "at": pl.Datetime("us", "UTC")},
        orient="row",
    )


def _answered(told: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    """Return notices that left, each with the first answer that came after it to one of its findings."""
    answers = (
        told.join(notices, on="notice").join(_answers().select("finding", "at"), on="finding").filter(pl.col("at") >= pl.col("sent_at"))
    )
    first = answers.group_by("notice").agg(answered_at=pl.col("at").min())
    return notices.join(first, on="notice", how="left").rename({"addressee": "organisation"}).select(shape.NOTICES_SCHEMA.names())


def _register() -> pl.DataFrame:
    rows = OrganisationRow.objects.filter(status="active").values_list("slug", "sector", "territory")
    whole = pl.DataFrame(list(rows), schema=["organisation", "sector", "territory"], orient="row").cast(pl.String)
    usable = ContactRow.objects.filter(status="active").values("organisation__slug").annotate(total=Count("id"))
    contacts = pl.DataFrame(
        [(row["organisation__slug"], row["total"]) for row in usable],
        schema={"organisation": pl.String, "contacts": pl.Int64},
        orient="row",
    )
    last = _answers().group_by("organisation").agg(answered_at=pl.col("at").max())
    return (
        whole.join(contacts, on="organisation", how="left")
        .join(last, on="organisation", how="left")
        .with_columns(pl.col("contacts").fill_null(0))
        .select(shape.REGISTER_SCHEMA.names())
    )


def _deliveries(begins: datetime) -> pl.DataFrame:
    rows = DeliveryRow.objects.filter(received_at__gte=begins).values_list(
        "id", "received_at", "state", "read", "accepted", "duplicate", "quarantined"
    )
    return _frame(((number, at, state not in UNFINISHED, *counts) for number, at, state, *counts in rows), shape.DELIVERIES_SCHEMA)


def _sent(told: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    return told.join(notices, on="notice").select(shape.SENT_SCHEMA.names())
