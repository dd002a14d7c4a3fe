"""Gather how each organisation is told: its wishes, its contacts' keys, the messages before, who stands above."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db.models import Max

from baluarte.core.constituency.contact import Contact
from baluarte.core.errors import Unusable
from baluarte.core.ground.world import KeyFacts, Keyring
from baluarte.core.warning.address import THANKED, with_news
from baluarte.core.warning.calendar.habits import Habits
from baluarte.core.warning.schedule import local_day
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.warning.models import FindingRow, NoticeFinding, NoticeRow, OutboxRow
from baluarte.store.warning.wishes import keep

LEFT = ("accepted", "answered", "bounced")  # states of a message that a mail server took from us
_THANKS_UNTIL = timedelta(days=14)  # what was closed earlier is old news
_FEW = 500  # values in one statement, on either database
_UNREADABLE = KeyFacts("", encrypts=False)


@dataclass(frozen=True)
class Terms:
    """The moment and the clock of the country, and what reads keys; without it every key counts as unfit, and holds."""

    now: datetime
    zone: str
    keyring: Keyring | None = None


def habits(terms: Terms, slugs: Sequence[str], contacts: Iterable[Contact], folios: Sequence[str]) -> Habits:
    """Return how the organisations are told; `folios` are the findings that may be told."""
    now, zone = terms.now, terms.zone
    return Habits(
        wishes=keep.every_wish(slugs),
        calendar=keep.calendar(),
        zone=zone,
        digested=frozenset(slug for slug, day in _last("digest", zone).items() if day == local_day(now, zone)),
        reported=_last("weekly", zone),
        keys=keys_of(terms.keyring, contacts),
        threads=threads(folios),
        above=above(slugs),
        named=bool(slugs),
    )


def keys_of(keyring: Keyring | None, contacts: Iterable[Contact]) -> dict[str, KeyFacts]:
    """Return what the certificates of contacts say; one that cannot be read is known as unfit, never passed over."""
    facts = {}
    for armour in {contact.key for contact in contacts if contact.key}:
        try:
            facts[armour] = keyring.look(armour) if keyring else _UNREADABLE
        except Unusable:
            facts[armour] = _UNREADABLE
    return facts


def threads(folios: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return, by finding, the messages that told of it and left."""
    names: dict[str, list[str]] = {}
    for start in range(0, len(folios), _FEW):
        told = NoticeFinding.objects.filter(finding__folio__in=list(folios[start : start + _FEW])).values_list(
            "finding__folio", "notice_id"
        )
        pairs = list(told.iterator(chunk_size=5000))
        left = OutboxRow.objects.filter(state__in=LEFT, notice__in={number for _, number in pairs}).values_list("notice_id", "message_id")
        messages = dict(left)
        for folio, number in pairs:
            if number in messages:
                names.setdefault(folio, []).append(messages[number])
    return {folio: tuple(sorted(found)) for folio, found in names.items()}


def above(slugs: Sequence[str]) -> dict[str, str]:
    """Return who stands above each organisation, by name."""
    rows = OrganisationRow.objects.exclude(parent=None)
    return dict((rows.filter(slug__in=list(slugs)) if slugs else rows).values_list("slug", "parent__name"))


def thankless(slugs: Sequence[str], now: datetime) -> Any:
    """Return what was closed by observation lately, was told when it was open, and has not been told as closed."""
    rows = FindingRow.objects.filter(state="closed", closed_at__gt=now - _THANKS_UNTIL).exclude(told_at=None).exclude(told_stage=THANKED)
    return rows.filter(organisation__slug__in=list(slugs)) if slugs else rows


def told_again(findings: pl.DataFrame, told: pl.DataFrame, closed: pl.DataFrame, today: date) -> list[str]:
    """Return the folios of findings that are news once more: only those have messages before."""
    news = with_news(findings, told, today).filter(pl.col("news") != "new")
    return [folio for table in (news, closed) for folio in table["folio"].to_list()]


def _last(kind: str, zone: str) -> dict[str, date]:
    rows = NoticeRow.objects.filter(kind=kind).values("organisation__slug").annotate(last=Max("made_at"))
    return {row["organisation__slug"]: local_day(row["last"], zone) for row in rows}
