"""The lists of this room, from a query to a table, and one reply by its number."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, IntegerField, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from baluarte.core.errors import Missing
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of
from baluarte.core.replies.lists import DISPUTES, REPLIES, UNREACHABLE
from baluarte.core.replies.page import ReplyPage
from baluarte.store.constituency.models import ContactRow, OrganisationRow
from baluarte.store.ground.narrow import narrow
from baluarte.store.replies.models import ReplyRow
from baluarte.store.replies.opening import line_of
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeFinding, OutboxRow

_REPLY = {name: name for name in REPLIES.names} | {"folio": "notice__folio", "organisation": "organisation__slug"}
_UNREACHABLE = {name: name for name in UNREACHABLE.names} | {"organisation": "slug"}
_DISPUTE = {name: name for name in DISPUTES.names} | {"organisation": "organisation__slug", "asset": "asset__value"}


def replies(query: Query) -> Rows:
    """Return what came back, as a query asks for it."""
    return _rows(ReplyRow.objects.all(), query, _REPLY)


def reply(number: int) -> ReplyPage:
    """Return one reply in full."""
    rows = ReplyRow.objects.select_related("notice").filter(id=number)
    row = rows.first()
    if row is None:
        raise Missing("reply.missing", f"There is no reply {number}.", "", "See the list of replies.")
    told = dict(zip(_REPLY, rows.values_list(*_REPLY.values())[0], strict=True))
    told_of = NoticeFinding.objects.filter(notice__isnull=False, notice=row.notice_id).values("finding_id")
    findings = FindingRow.objects.filter(id__in=told_of).exclude(state="closed").order_by("priority", "point", "identifier")
    return ReplyPage(
        told, row.text, row.why, row.until, row.message_id, row.bytes, tuple(row.findings),
        tuple(line_of(one, detail=True) for one in findings), row.settled_why,
    )  # fmt: skip


def unreachable(query: Query) -> Rows:
    """Return the organisations that have something to be told, and nobody to be told it."""
    usable = ContactRow.objects.filter(organisation=OuterRef("pk"), status="active").exclude(address="")
    lost = ContactRow.objects.filter(organisation=OuterRef("pk"), status__in=("bounced", "wrong"))
    held = OutboxRow.objects.filter(organisation=OuterRef("pk"), state="held", note="no-contact")
    living = FindingRow.objects.filter(organisation=OuterRef("pk")).exclude(state="closed")
    rows = OrganisationRow.objects.filter(status="active").annotate(
        usable=_count(usable), lost=_count(lost), held=_count(held), findings=_count(living),
        last_bounce=Subquery(lost.order_by().values("organisation").annotate(last=Max("bounced_on")).values("last")),
    )  # fmt: skip
    return _rows(rows.filter(Q(held__gt=0) | Q(findings__gt=0), usable=0), query, _UNREACHABLE)


def disputes(query: Query) -> Rows:
    """Return the findings whose asset is said to be somebody else's: who says so, since when, and why."""
    last = FindingStep.objects.filter(finding=OuterRef("pk"), state="dispute", what="answered").order_by("-id")
    said = {name: Subquery(last.values(column)[:1]) for name, column in (("since", "at"), ("who", "who"), ("why", "why"), ("via", "via"))}
    return _rows(FindingRow.objects.filter(state="dispute").annotate(**said), query, _DISPUTE)


def _count(rows: Any) -> Any:
    return Coalesce(
        Subquery(rows.order_by().values("organisation").annotate(total=Count("pk")).values("total"), output_field=IntegerField()), 0
    )


def _rows(rows: Any, query: Query, paths: Mapping[str, str]) -> Rows:
    found = narrow(rows, query, paths)
    page = found.values_list(*(paths[name] for name in query.shape.names))[query.offset : query.offset + query.per]
    empty = {column.name: "" for column in query.shape.columns if column.kind in {"text", "choice"}}
    records = [
        {name: empty.get(name) if value is None else value for name, value in zip(query.shape.names, told, strict=True)} for told in page
    ]
    return Rows(query, table_of(query.shape, records), found.count())
