"""A notice as it was told, taken up again from its rows: what a paper is printed from."""

from datetime import date
from typing import cast

import polars as pl

from baluarte.core.constituency.contact import Contact
from baluarte.core.errors import Missing
from baluarte.core.ground.text import Text
from baluarte.core.sharing.label import Label, read_label, strictest
from baluarte.core.warning.address import reads
from baluarte.core.warning.notice import Notice, NoticeKind
from baluarte.core.warning.schedule import local_day
from baluarte.store.constituency.models import ContactRow
from baluarte.store.constituency.shelf import contact_of, get, organisation_of
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeFinding, NoticeRow
from baluarte.store.warning.occasion import findings_table


def last_of(folio: str) -> NoticeRow:
    """Return the last message of a folio, or raise `Missing`."""
    row = NoticeRow.objects.select_related("organisation").filter(folio=folio).order_by("-number").first()
    if row is None:
        raise Missing("notice.missing", f"There is no notice {folio!r}.", "", "See the list of notices.")
    return row


def as_told(row: NoticeRow) -> Notice:
    """Return a notice as it was told, with its findings as they stand now; its label is the strictest of both."""
    told = dict(NoticeFinding.objects.filter(notice=row).values_list("finding__folio", "why"))
    rows = findings_table(FindingRow.objects.filter(folio__in=list(told)))
    findings = rows.with_columns(news=pl.Series([told[folio] for folio in rows["folio"].to_list()], dtype=pl.String), stage=pl.lit(""))
    organisation = organisation_of(get(row.organisation.slug))
    reached = (
        ContactRow.objects.select_related("organisation").filter(organisation=row.organisation, status="active").order_by("id").first()
    )
    contact = contact_of(reached) if reached else Contact(organisation.slug, "fallback", "", status="retired")
    label = strictest([cast("Label", row.label), *(read_label(text) or "red" for text in findings["tlp"].to_list())])
    return Notice(
        row.folio, row.code, row.number, cast("NoticeKind", row.kind), organisation, contact, reads(organisation, contact), label, row.made_at,
        findings.sort("priority", "point", "identifier"), dict(row.news), row.fixed, row.due, stage=row.stage,
        said=tuple(Text(*pair) for pair in row.said),
    )  # fmt: skip


def closed_days(row: NoticeRow, zone: str) -> dict[str, date]:
    """Return, by folio, the day on which each finding of a notice of closing was closed."""
    findings = NoticeFinding.objects.filter(notice=row).values("finding")
    steps = FindingStep.objects.filter(finding__in=findings, what="closed", at__lte=row.made_at).order_by("at")
    days = dict.fromkeys(NoticeFinding.objects.filter(notice=row).values_list("finding__folio", flat=True), local_day(row.made_at, zone))
    return days | {folio: local_day(at, zone) for folio, at in steps.values_list("finding__folio", "at")}


def closing_of(folio: str) -> NoticeRow:
    """Return the notice that told of a closing: by its own folio, or by that of a finding it told of."""
    row = NoticeRow.objects.select_related("organisation").filter(folio=folio, kind="closed").order_by("-number").first()
    told = NoticeFinding.objects.filter(finding__folio=folio, notice__kind="closed").order_by("-notice_id").first()
    if row is None and told is not None:
        row = NoticeRow.objects.select_related("organisation").get(id=told.notice_id)
    if row is None:
        raise Missing(
            "certificate.missing",
            f"Nothing of {folio!r} was told as closed by observation.",
            "A certificate says what was seen to be gone, and nothing else.",
            "Wait until it is closed, or see the list of notices.",
        )
    return row
