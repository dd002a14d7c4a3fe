"""What decides who is told what, gathered from the tables as `core.warning.address` takes it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import Max, Q

from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Missing
from baluarte.core.ground.world import World
from baluarte.core.warning.address import TOLD
from baluarte.core.warning.calendar.habits import Habits
from baluarte.core.warning.lists import FINDINGS
from baluarte.core.warning.schedule import local_day
from baluarte.store.constituency.shelf import every_contact, every_organisation
from baluarte.store.feeds.lists import schema_of
from baluarte.store.warning.models import FindingRow, NoticeRow
from baluarte.store.warning.wishes.gather import Terms, habits, thankless, told_again

_SPEAKS = ("open", "came-back", "acknowledged", "fix-claimed")
_PATHS = {name: name for name in FINDINGS.names} | {
    "organisation": "organisation__slug",
    "sector": "organisation__sector",
    "asset": "asset__value",
}
_MORE = ("reliability", "credibility")  # a letter says how sure we are; the list does not


@dataclass(frozen=True)
class Gathered:
    """Organisations and contacts, what might be told, and what was told."""

    organisations: dict[str, Organisation]
    contacts: list[Contact]
    findings: pl.DataFrame
    told: pl.DataFrame
    fixed: dict[str, int]
    habits: Habits
    closed: pl.DataFrame  # what was closed, and nobody has been thanked for

    def same_as(self, other: "Gathered") -> bool:
        """True when nothing that decides a notice has changed."""
        frames = self.findings.equals(other.findings) and self.told.equals(other.told) and self.closed.equals(other.closed)
        mine, theirs = ((one.organisations, one.contacts, one.fixed, one.habits) for one in (self, other))
        return frames and mine == theirs


def gather(world: World, slugs: Sequence[str]) -> Gathered:
    """Gather everything about some organisations, or about all."""
    now = world.now()
    mine = Q(slug__in=list(slugs)) if slugs else Q()
    known = {one.slug: one for one in every_organisation(mine)}
    if missing := sorted(set(slugs) - set(known)):
        raise Missing("organisation.missing", f"There is no organisation {missing[0]!r}.", "", "See the list of organisations.")
    rows = _of(FindingRow.objects.filter(state__in=_SPEAKS), slugs)
    reached = every_contact(Q(organisation__slug__in=list(slugs)) if slugs else Q())
    findings, told, closed = findings_table(rows), _told(rows), findings_table(thankless(slugs, now))
    again = told_again(findings, told, closed, local_day(now, world.house.zone))
    terms = Terms(now, world.house.zone, world.keyring)
    return Gathered(known, reached, findings, told, _fixed(slugs), habits(terms, slugs, reached, again), closed)


def findings_table(rows: Any) -> pl.DataFrame:
    """Return findings with the columns of their list, and how sure we are."""
    paths = {**_PATHS, **{name: name for name in _MORE}}
    schema = {**schema_of(FINDINGS), **dict.fromkeys(_MORE, pl.String())}
    told = list(rows.order_by("id").values_list(*paths.values()).iterator(chunk_size=5000))
    return pl.DataFrame(told, schema={name: schema[name] for name in paths}, orient="row").with_columns(pl.col("asset").fill_null(""))


def _told(rows: Any) -> pl.DataFrame:
    told = rows.exclude(told_at=None).values_list("folio", "told_severity", "told_priority", "told_state", "told_stage")
    return pl.DataFrame(list(told), schema=TOLD, orient="row")


def _fixed(slugs: Sequence[str]) -> dict[str, int]:
    """Return how many findings were closed since the last notice of their organisation."""
    last = dict(NoticeRow.objects.values_list("organisation_id").annotate(last=Max("made_at")))
    closed = _of(FindingRow.objects.filter(state="closed").exclude(told_at=None), slugs)
    count: dict[str, int] = {}
    for slug, number, moment in closed.values_list("organisation__slug", "organisation_id", "closed_at").iterator(chunk_size=5000):
        if moment is not None and number in last and moment > last[number]:
            count[slug] = count.get(slug, 0) + 1
    return count


def _of(rows: Any, slugs: Iterable[str]) -> Any:
    return rows.filter(organisation__slug__in=list(slugs)) if slugs else rows
