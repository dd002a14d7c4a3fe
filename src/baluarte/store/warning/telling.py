"""Who is told what now: letters are written first, and kept in one short transaction if they still hold.

Folios come from a series without gaps, so they are taken when it is known how many are needed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from baluarte.core.errors import Unusable
from baluarte.core.ground.identifiers import folio, verification_code
from baluarte.core.ground.names import read_mail
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import Message, World
from baluarte.core.sharing.label import strictest
from baluarte.core.warning.address import Occasion, compose
from baluarte.core.warning.notice import Notice
from baluarte.core.warning.schedule import local_day
from baluarte.store.feeds.lists import schema_of
from baluarte.store.ground.folios import last_number, next_folios
from baluarte.store.warning.notices import Draft, draft
from baluarte.store.warning.occasion import Gathered, gather


@dataclass(frozen=True)
class Only:
    """What a campaign tells: these findings, whatever was told of them, and what its letters say first."""

    folios: frozenset[str]
    said: tuple[Text, ...]

    def of(self, gathered: Gathered) -> Gathered:
        """Return what was gathered about these findings alone, as if nobody had been told."""
        chosen = gathered.findings.filter(pl.col("folio").is_in(list(self.folios)))
        return replace(gathered, findings=chosen, told=gathered.told.clear(), closed=gathered.closed.clear())


@dataclass(frozen=True)
class Prepared:
    """Letters that are written, and what they were written from."""

    slugs: tuple[str, ...]
    only: Only | None
    gathered: Gathered
    folios: list[str]
    drafts: list[Draft]


def prepare(world: World, slugs: tuple[str, ...], only: Only | None = None) -> Prepared:
    """Write the letters that would leave now, under the folios that come next. Nothing is kept.

    A thousand letters take seconds. They are written before the transaction that keeps
    them, which then only looks whether they still say what is true.
    """
    now, house = world.now(), world.house
    gathered, said = _gather(world, slugs, only), only.said if only else ()
    count = len(_compose(world, gathered, lambda: ("", ""), said))
    last = last_number(now.year)
    folios = [folio(house.country, now.year, number) for number in range(last + 1, last + count + 1)]
    names = _names(world, folios)
    return Prepared(slugs, only, gathered, folios, draft(_compose(world, gathered, lambda: next(names), said), house))


def take(world: World, prepared: Prepared) -> list[Draft]:
    """Take the folios of what was prepared and return its letters; what is no longer true is written anew.

    Call it in the transaction that keeps them.
    """
    year = world.now().year
    last = folio(world.house.country, year, last_number(year) + 1)
    fresh = _gather(world, prepared.slugs, prepared.only)
    if not prepared.gathered.same_as(fresh) or prepared.folios[:1] not in ([], [last]):
        prepared = prepare(world, prepared.slugs, prepared.only)
    if prepared.folios:
        next_folios(world.house.country, year, len(prepared.folios))
    return prepared.drafts


def rows_of(drafts: Sequence[Draft], query: Query) -> Rows:
    """Return notices as the list of notices shows them."""
    told = [
        {
            "folio": one.notice.folio, "made_at": one.notice.made_at, "organisation": one.notice.organisation.slug,
            "recipient": one.notice.contact.address, "kind": one.notice.kind, "severity": one.notice.severity,
            "findings": one.notice.findings.height, "state": "held" if one.notice.held else "queued", "sent_at": None, "attempts": 0,
            "subject": one.message.subject, "tlp": one.notice.label, "note": one.notice.held,
        }
        for one in drafts
    ]  # fmt: skip
    return Rows(query, pl.DataFrame(told, schema=schema_of(query.shape)), len(told), strictest(one.notice.label for one in drafts))


def test_letter(world: World, address: str) -> Message:
    """Return a letter that says it is a test."""
    read = read_mail(address)
    if read is None:
        raise Unusable("mail.address", f"{address!r} is not one mail address.", "", "Write it as name@example.org.")
    mark = f"{world.random_bits(64):016x}"
    text = (
        f"{world.house.team_es}: esta es una carta de prueba. Si la lee, el correo sale. No hay que hacer nada.\n\n"
        f"{world.house.team_en}: this is a test letter. If you can read it, mail leaves. There is nothing to do.\n"
    )
    return Message(
        message_id=f"<test.{mark}@{world.house.domain}>",
        sender=world.house.mail,
        recipient=read[0],
        subject="Prueba de correo / Mail test",
        text=text,
        html="",
        headers=(("Auto-Submitted", "auto-generated"),),
    )


def _gather(world: World, slugs: tuple[str, ...], only: Only | None) -> Gathered:
    gathered = gather(world, slugs)
    return only.of(gathered) if only else gathered


def _compose(world: World, gathered: Gathered, name: Callable[[], tuple[str, str]], said: tuple[Text, ...]) -> tuple[Notice, ...]:
    now, zone = world.now(), world.house.zone
    occasion = Occasion(
        now, local_day(now, zone), gathered.organisations, gathered.contacts, gathered.findings, gathered.told, name, gathered.fixed,
        gathered.habits, gathered.closed, said,
    )  # fmt: skip
    return compose(occasion)


def _names(world: World, folios: list[str]) -> Iterator[tuple[str, str]]:
    for one in folios:
        yield one, verification_code(world.random_bits(40))
