"""Findings change hands when organisations merge: what both had becomes one, by the rule of `collapse`."""

from datetime import datetime

import polars as pl

from baluarte.core.warning.collapse import FOUND_SCHEMA
from baluarte.store.ground.folios import void
from baluarte.store.warning import findings
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeFinding, OutboxRow
from baluarte.store.warning.settle import Circumstances, put_found


def move_findings(source: int, target: int, terms: Circumstances) -> int:
    """Move the findings of one organisation to another and return how many there were.

    A finding that the target has as well keeps the target's folio; its sightings are
    added and the source's own row goes, with its history moved to the one that stays.
    """
    own = findings.of_organisation(source)
    both = own.join(findings.of_organisation(target), on=["point", "type", "identifier"], how="semi")
    if both.height:
        put_found(both.select(FOUND_SCHEMA.names()).with_columns(org=pl.lit(target, pl.UInt32)), terms)
        _join_histories(both["folio"].to_list(), target, terms.now)
    moving = FindingRow.objects.filter(organisation_id=source)
    folios = list(moving.values_list("folio", flat=True))
    moving.update(organisation_id=target, updated_at=terms.now)
    _say_moved(folios, terms.now, terms.who)
    return own.height


def recall(source: int) -> int:
    """Withdraw the messages of an organisation that have not left; what they told is news for the one that takes over."""
    waiting = OutboxRow.objects.filter(organisation_id=source, state__in=("queued", "temporary-failure", "held"))
    notices = list(waiting.values_list("notice_id", flat=True))
    FindingRow.objects.filter(id__in=NoticeFinding.objects.filter(notice_id__in=notices).values("finding_id")).update(
        told_at=None, told_severity="", told_priority=0, told_state="", told_stage=""
    )
    return waiting.update(state="recalled", note="organisation-merged", leased_until=None)


def _join_histories(folios: list[str], target: int, at: datetime) -> None:
    for row in FindingRow.objects.filter(folio__in=folios):
        kept = FindingRow.objects.get(organisation_id=target, point=row.point, type=row.type, identifier=row.identifier)
        FindingStep.objects.filter(finding=row).update(finding=kept)
        NoticeFinding.objects.filter(finding=row).delete()
        void(row.folio, f"merged into {kept.folio}", at)
        row.delete()


def _say_moved(folios: list[str], at: datetime, who: str) -> None:
    rows = FindingRow.objects.filter(folio__in=folios).values_list("folio", "state")
    steps = pl.DataFrame(list(rows), schema={"folio": pl.String, "state": pl.String}, orient="row")
    findings.add_steps(steps.with_columns(at=pl.lit(at), what=pl.lit("merged"), who=pl.lit(who), why=pl.lit(""), count=pl.lit(0, pl.Int64)))
