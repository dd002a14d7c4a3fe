"""One transaction for one delivery: lake files become real, findings move, every row is accounted for."""

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from baluarte.core.errors import Outdated
from baluarte.core.feeds.delivery import Delivery, DeliveryState
from baluarte.core.sources.benign.mark import mark
from baluarte.core.warning.flaws.reconcile import MENDED
from baluarte.core.warning.prioritise import prioritise
from baluarte.core.warning.remember import changed, fit, remember
from baluarte.store.constituency.claims import critical, merged
from baluarte.store.constituency.stamp import Kept
from baluarte.store.feeds import deliveries, manifest, quarantine
from baluarte.store.feeds.lake import Lake
from baluarte.store.products.facts import facts
from baluarte.store.rights import account_names
from baluarte.store.sources import evidence, shapes
from baluarte.store.warning import findings, quiet
from baluarte.store.warning.backlog.waiting import MOST_AT_ONCE, Left, Place, begin
from baluarte.store.warning.flaws.matching import match_all
from baluarte.store.warning.intake import Intake

_CRITICAL = Kept(critical)
PARSER = "2026-11.1"  # of the readers: a row set aside says which one refused it


@dataclass(frozen=True)
class Circumstances:
    """When, where and on whose behalf a delivery is settled."""

    country: str
    now: datetime
    who: str


def settle(intake: Intake, delivery: Delivery, terms: Circumstances) -> None:
    """Write everything a delivery became. Nothing of it is real before the caller commits.

    More findings than one short transaction can write are left in the backlog: the
    delivery stays unfinished until the last of them is merged.
    """
    _names_stand(intake.lake, intake)
    manifest.add(delivery.id, intake.files)
    for part, table in intake.rejects:
        quarantine.keep(delivery.id, part, table, PARSER)
    account_names.keep(intake.names())
    moved = intake.listed.put()
    found, outcome = intake.found(), _outcome(intake, delivery)
    if intake.benign is not None:
        found = mark(found, intake.benign)
    shapes.keep(delivery.id, intake.headers, terms.now)
    doubts = evidence.weigh(delivery.id, outcome)
    outcome = replace(outcome, notes=(*outcome.notes, *doubts))
    # Only a whole delivery shows that something is gone.
    arrivals = intake.arrivals(delivery.received_at.date()) if outcome.state == "done" and not doubts else []
    if found.height > MOST_AT_ONCE:
        place = Place(intake.lake.root.parent)
        begin(place, delivery.id, Left(found, outcome.state, tuple(intake.feeds), tuple(arrivals)), intake.step)
        outcome, arrivals = replace(outcome, state="parsing"), []
    else:
        put_found(found, terms)
    if moved:
        put_again(moved, terms)
        put_matches(terms)
    deliveries.arrived(delivery.id, arrivals)
    deliveries.end(delivery.id, outcome, terms.now)


def put_found(found: pl.DataFrame, terms: Circumstances) -> int:
    """Merge what was found into what is known, set its priority, and write what changed."""
    if found.is_empty():
        return 0
    gone = merged()
    if gone and found["org"].is_in(list(gone)).any():
        raise Outdated(
            "feeds.register-changed",
            "Organisations were merged while the delivery was read.",
            "Rows must go to who answers for them now.",
            "It is read again from its stored bytes.",
        )
    found = fit(found)
    stored = findings.known(found)
    return _write(remember(found, stored), stored, terms)


def put_again(flaws: list[str], terms: Circumstances) -> int:
    """Set the priority of living findings again whose flaws the catalogue now speaks of otherwise."""
    stored = findings.with_flaws(flaws)
    return _write(stored.with_columns(step=pl.lit("")), stored, terms)


def put_matches(terms: Circumstances) -> dict[str, int]:
    """Match every flaw with everything that is run, and write what that changes; return how much of what."""
    matched = match_all(terms.now, terms.now.date())
    stored, found = matched.change.stored, matched.change.findings
    quiet.close(matched.change.gone, terms.now, terms.who, MENDED)
    return {"held": matched.held, "matched": found.height, "changed": _write(found, stored, terms), "closed": len(matched.change.gone)}


def _write(now: pl.DataFrame, stored: pl.DataFrame, terms: Circumstances) -> int:
    bare = now.drop("priority", "reasons", "due")
    named = bare.select(pl.col("cves").explode().drop_nulls().unique()).to_series()
    ordered = prioritise(bare, facts(named.to_list()), _CRITICAL.get(), terms.now.date())
    return findings.put(changed(ordered, stored), terms.country, terms.now, terms.who)


def _names_stand(lake: Lake, intake: Intake) -> None:
    """A manifest row never names a file that is not there."""
    for file in intake.files:
        if lake.damage(file.path, file.sha256, deep=False):
            raise Outdated(
                "lake.swept",
                f"The file {file.path} was swept while its delivery was read.",
                "Reading took longer than files without a manifest row are kept.",
                "It is read again from its stored bytes.",
            )


def _outcome(intake: Intake, delivery: Delivery) -> deliveries.Outcome:
    state: DeliveryState = "failed" if intake.refused else "partial" if intake.partial else "done"
    feeds = sorted(set(intake.feeds))
    return deliveries.Outcome(
        state=state,
        accounting=intake.counts,
        lines=intake.lines,
        feed=feeds[0] if len(feeds) == 1 else delivery.feed,
        report=", ".join(sorted(set(intake.reports))),
        code=intake.refused or intake.partial,
        notes=tuple(intake.notes),
        unknown_columns=tuple(intake.unknown),
        parser=PARSER,
    )
