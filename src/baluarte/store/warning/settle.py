"""One transaction for one delivery: lake files become real, findings move, every row is accounted for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from baluarte.core.errors import Outdated
from baluarte.core.feeds.delivery import Delivery, DeliveryState
from baluarte.core.sources.benign.mark import mark
from baluarte.core.warning.flaws.reconcile import MENDED
from baluarte.store.constituency.claims import merged
from baluarte.store.feeds import deliveries, manifest, quarantine
from baluarte.store.feeds.lake import Lake
from baluarte.store.rights import account_names
from baluarte.store.sources import evidence, shapes
from baluarte.store.warning import findings, quiet
from baluarte.store.warning.backlog.reckoning import ranked, reckoned
from baluarte.store.warning.backlog.waiting import MOST_AT_ONCE, Left, Place, Written, begin
from baluarte.store.warning.flaws.matching import match_all
from baluarte.store.warning.intake import Intake

PARSER = "2026-11.1"  # of the readers: a row set aside says which one refused it


@dataclass(frozen=True)
class Circumstances:
    """When, where and on whose behalf a delivery is settled."""

    country: str
    now: datetime
    who: str


@dataclass(frozen=True)
class Ready:
    """What a delivery became, worked out as far as it can be before its transaction."""

    intake: Intake
    names: pl.DataFrame
    put: Callable[[], int]
    waiting: Written | None = None  # more findings than one short transaction can write


@contextmanager
def ready(intake: Intake, delivery: Delivery, terms: Circumstances) -> Iterator[Ready]:
    """Do what takes long while anybody may write: merge and rank what was found, or make it durable beside its place."""
    found, names = intake.found(), intake.names()
    if intake.benign is not None:
        found = mark(found, intake.benign)
    if found.height > MOST_AT_ONCE:
        with _place(intake).aside(delivery.id, found) as written:
            yield Ready(intake, names, lambda: 0, written)
        return
    with prepared(found, terms) as put:
        yield Ready(intake, names, put)


def settle(became: Ready, delivery: Delivery, terms: Circumstances) -> None:
    """Write everything a delivery became. Nothing of it is real before the caller commits.

    More findings than one short transaction can write are left in the backlog: the
    delivery stays unfinished until the last of them is merged.
    """
    intake = became.intake
    _names_stand(intake.lake, intake)
    manifest.add(delivery.id, intake.files)
    for part, table in intake.rejects:
        quarantine.keep(delivery.id, part, table, PARSER)
    account_names.keep(became.names)
    moved, outcome = intake.listed.put(), _outcome(intake, delivery)
    shapes.keep(delivery.id, intake.headers, terms.now)
    doubts = evidence.weigh(delivery.id, outcome)
    outcome = replace(outcome, notes=(*outcome.notes, *doubts))
    # Only a whole delivery shows that something is gone.
    arrivals = intake.arrivals(delivery.received_at.date()) if outcome.state == "done" and not doubts else []
    if became.waiting is not None:
        left = Left(became.waiting, outcome.state, tuple(intake.feeds), tuple(arrivals))
        begin(_place(intake), delivery.id, left, intake.step)
        outcome, arrivals = replace(outcome, state="parsing"), []
    became.put()
    if moved:
        put_again(moved, terms)
        put_matches(terms)
    deliveries.arrived(delivery.id, arrivals)
    deliveries.end(delivery.id, outcome, terms.now)


def put_found(found: pl.DataFrame, terms: Circumstances) -> int:
    """Merge what was found into what is known, set its priority, and write what changed."""
    with prepared(found, terms) as put:
        return put()


@contextmanager
def prepared(found: pl.DataFrame, terms: Circumstances) -> Iterator[Callable[[], int]]:
    """Work out beforehand what findings become; the function writes it, in the transaction that calls it."""
    if found.is_empty():
        yield lambda: 0
        return
    with reckoned(found, terms.now.date()) as settled:

        def put() -> int:
            _register_stands(found)
            return findings.put(settled(), terms.country, terms.now, terms.who)

        yield put


def _register_stands(found: pl.DataFrame) -> None:
    """No finding goes to an organisation that another one answers for by now."""
    gone = merged()
    if gone and found["org"].is_in(list(gone)).any():
        raise Outdated(
            "feeds.register-changed",
            "Organisations were merged while the delivery was read.",
            "Rows must go to who answers for them now.",
            "It is read again from its stored bytes.",
        )


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
    return findings.put(ranked(now, stored, terms.now.date())[0], terms.country, terms.now, terms.who)


def _place(intake: Intake) -> Place:
    return Place(intake.lake.root.parent)


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
