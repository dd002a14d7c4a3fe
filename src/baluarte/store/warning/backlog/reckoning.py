"""What findings become is worked out before the writer of the database is taken, and written only while it is still true.

To look up, merge and rank four hundred findings takes longer than to write them. Done while
SQLite's only writer is held, everybody waits for arithmetic. So what the outcome rests on
(stored findings, facts of flaws, critical assets) is read first; under the lock it is read
once more, which is cheap, and compared whole. Where anything differs, somebody answered
or closed a finding in that moment: then it is worked out again while the lock is held.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import polars as pl

from baluarte.core.warning.prioritise import prioritise
from baluarte.core.warning.remember import changed, fit, remember
from baluarte.store.constituency.claims import critical
from baluarte.store.constituency.stamp import Kept
from baluarte.store.products.facts import facts
from baluarte.store.warning import findings

_CRITICAL = Kept(critical)


@dataclass(frozen=True)
class Basis:
    """What a priority rests on besides the findings: the facts of the flaws they name, and the assets called critical."""

    cves: list[str]
    facts: pl.DataFrame
    critical: pl.DataFrame

    @classmethod
    def of(cls, cves: list[str]) -> "Basis":
        """Return what is so at this moment."""
        return cls(cves, facts(cves), _CRITICAL.get())

    def stands(self) -> bool:
        """Tell whether all of it is still so."""
        now = Basis.of(self.cves)
        return now.facts.equals(self.facts) and (now.critical is self.critical or now.critical.equals(self.critical))


@contextmanager
def reckoned(found: pl.DataFrame, today: date) -> Iterator[Callable[[], pl.DataFrame]]:
    """Work out what findings become; the function, called in the transaction that writes, returns what is true then."""
    found = fit(found)
    with findings.asking(found) as read:
        rows = read()
        outcome, basis = _outcome(found, rows, today)

        def settled() -> pl.DataFrame:
            stored = read()
            return outcome if stored == rows and basis.stands() else _outcome(found, stored, today)[0]

        yield settled


def ranked(now: pl.DataFrame, stored: pl.DataFrame, today: date) -> tuple[pl.DataFrame, Basis]:
    """Set the priority of findings; return those that differ from what is stored, and what that rests on."""
    bare = now.drop("priority", "reasons", "due")
    basis = Basis.of(bare.select(pl.col("cves").explode().drop_nulls().unique()).to_series().to_list())
    return changed(prioritise(bare, basis.facts, basis.critical, today), stored), basis


def _outcome(found: pl.DataFrame, rows: list[findings.Row], today: date) -> tuple[pl.DataFrame, Basis]:
    stored = findings.as_stored(rows)
    return ranked(remember(found, stored), stored, today)
