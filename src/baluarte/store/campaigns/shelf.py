"""Campaigns, kept and found again, and how far each organisation has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import polars as pl
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from baluarte.core.campaigns.affected import STAGES, follow
from baluarte.core.campaigns.campaign import Campaign, CampaignState, Subject, SubjectKind
from baluarte.core.campaigns.lists import CAMPAIGNS
from baluarte.core.campaigns.page import CampaignPage, Preview
from baluarte.core.errors import Missing
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.store.campaigns.models import CampaignFinding, CampaignMember, CampaignNotice, CampaignRow
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.feeds.lists import table
from baluarte.store.ground.narrow import narrow
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeRow, OutboxRow

_PATHS = {name: name for name in CAMPAIGNS.names} | {"number": "id", "organisations": "members"}
_MESSAGES_SCHEMA = pl.Schema(
    {"organisation": pl.String(), "notice": pl.String(), "state": pl.String(), "sent_at": pl.Datetime("us", "UTC")}
)


@dataclass(frozen=True)
class Wanted:
    """A campaign that somebody asks for."""

    name: str
    subject: Subject
    says: Text
    do: Text
    why: str
    file: bytes = b""


def ask(wanted: Wanted, found: Preview, who: str, now: datetime) -> Campaign:
    """Keep a campaign with those it concerns as they stand now."""
    row = CampaignRow.objects.create(
        name=wanted.name, kind=wanted.subject.kind, value=wanted.subject.value, says_es=wanted.says.es, says_en=wanted.says.en,
        do_es=wanted.do.es, do_en=wanted.do.en, why=wanted.why, asked_by=who, asked_at=now, file=wanted.file,
    )  # fmt: skip
    _add_members(row, found.affected)
    return campaign(row)


def get(number: int, *, lock: bool = False) -> CampaignRow:
    """Return the row of one campaign."""
    rows = CampaignRow.objects.select_for_update() if lock else CampaignRow.objects.all()
    row = rows.filter(id=number).first()
    if row is None:
        raise Missing("campaign.missing", f"There is no campaign {number}.", "", "See the list of campaigns.")
    return row


def campaign(row: CampaignRow) -> Campaign:
    """Return a campaign as the core knows it."""
    return Campaign(
        number=row.id, name=row.name, subject=Subject(cast("SubjectKind", row.kind), row.value), says=Text(row.says_es, row.says_en),
        do=Text(row.do_es, row.do_en), state=cast("CampaignState", row.state), asked_by=row.asked_by, asked_at=row.asked_at, why=row.why,
        decided_by=row.decided_by, decided_at=row.decided_at, decided_why=row.decided_why, sent_at=row.sent_at, closed_at=row.closed_at,
    )  # fmt: skip


def decide(row: CampaignRow, state: CampaignState, why: str, who: str, now: datetime) -> None:
    """Write what the second person decided."""
    row.state, row.decided_by, row.decided_at, row.decided_why = state, who, now, why
    row.save(update_fields=["state", "decided_by", "decided_at", "decided_why"])


def close(row: CampaignRow, now: datetime) -> None:
    """End the follow-up."""
    row.state, row.closed_at = "closed", now
    row.save(update_fields=["state", "closed_at"])


def sent(row: CampaignRow, folios: list[str], notices: list[str], now: datetime) -> None:
    """Tie a campaign to the findings it tells of and to the notices that tell them; its file has done its work."""
    findings = list(FindingRow.objects.filter(folio__in=folios).values_list("id", "organisation__slug"))
    CampaignFinding.objects.bulk_create([CampaignFinding(campaign=row, finding_id=number) for number, _ in findings], batch_size=500)
    numbers = NoticeRow.objects.filter(folio__in=notices, number=1).values_list("id", flat=True)
    CampaignNotice.objects.bulk_create([CampaignNotice(campaign=row, notice_id=number) for number in numbers], batch_size=500)
    there = set(CampaignMember.objects.filter(campaign=row).values_list("organisation__slug", flat=True))
    late = sorted({slug for _, slug in findings} - there)
    _add_members(row, pl.DataFrame({"organisation": late, "reachable": [True] * len(late)}, schema={"organisation": pl.String, "reachable": pl.Boolean}))  # fmt: skip
    row.state, row.sent_at, row.file = "sent", now, b""
    row.save(update_fields=["state", "sent_at", "file", "delivery"])


def page(row: CampaignRow) -> CampaignPage:
    """Return a campaign with how far each organisation has come."""
    followed = follow(_members(row), _findings(row), _messages(row))
    counted = dict(followed["stage"].value_counts().iter_rows())
    return CampaignPage(campaign(row), followed, {stage: counted.get(stage, 0) for stage in STAGES})


def campaigns(query: Query) -> Rows:
    """Return the campaigns that a query asks for."""
    mine = CampaignMember.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign").annotate(total=Count("id"))
    counted = CampaignRow.objects.annotate(members=Coalesce(Subquery(mine.values("total")), 0))
    chosen = narrow(counted, query, _PATHS)
    told = chosen.values_list(*_PATHS.values())[query.offset : query.offset + query.per]
    return Rows(query, table(query, [dict(zip(_PATHS, row, strict=True)) for row in told]), chosen.count())


def _add_members(row: CampaignRow, affected: pl.DataFrame) -> None:
    numbers = dict(OrganisationRow.objects.filter(slug__in=affected["organisation"].to_list()).values_list("slug", "id"))
    members = [
        CampaignMember(campaign=row, organisation_id=numbers[slug], reachable=reachable)
        for slug, reachable in affected.select("organisation", "reachable").iter_rows()
    ]
    CampaignMember.objects.bulk_create(members, batch_size=500)


def _members(row: CampaignRow) -> pl.DataFrame:
    told = CampaignMember.objects.filter(campaign=row).values_list(
        "organisation__slug", "organisation__name", "organisation__sector", "reachable"
    )
    schema = {"organisation": pl.String, "name": pl.String, "sector": pl.String, "reachable": pl.Boolean}
    return pl.DataFrame(list(told), schema=schema, orient="row")


def _findings(row: CampaignRow) -> pl.DataFrame:
    after = FindingStep.objects.filter(finding=OuterRef("finding"), what="answered")
    if row.sent_at is not None:
        after = after.filter(at__gte=row.sent_at)
    told = CampaignFinding.objects.filter(campaign=row).annotate(answered=Exists(after))
    schema = {"organisation": pl.String, "state": pl.String, "answered": pl.Boolean}
    return pl.DataFrame(list(told.values_list("finding__organisation__slug", "finding__state", "answered")), schema=schema, orient="row")


def _messages(row: CampaignRow) -> pl.DataFrame:
    mine = CampaignNotice.objects.filter(campaign=row).values_list("notice__folio", flat=True)
    told = OutboxRow.objects.filter(notice__folio__in=list(mine)).order_by("id")
    return pl.DataFrame(
        list(told.values_list("organisation__slug", "notice__folio", "state", "sent_at")), schema=_MESSAGES_SCHEMA, orient="row"
    )
