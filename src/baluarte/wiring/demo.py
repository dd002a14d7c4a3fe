"""Fill an empty database with the fictional country, through the same actions as everybody.

Fourteen months pass: the world's clock is set to each moment, the action is called, and so
every first sighting, closing and notice has its true date. Nothing here writes a row itself.
"""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from baluarte.actions.constituency import import_register
from baluarte.actions.feeds import receive_delivery
from baluarte.actions.measures import publish_figures, take_measures
from baluarte.actions.warning import (
    answer_finding,
    answer_task,
    close_quiet_findings,
    deliver_notices,
    escalate_overdue,
    ingest_delivery,
    list_findings,
    load_calendar,
    match_products,
    queue_notices,
    set_wishes,
)
from baluarte.core.errors import Broken
from baluarte.core.feeds.accounting import Accounting
from baluarte.core.ground.query import read_query
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR, SYSTEM, Actor
from baluarte.core.warning.finding import Answer
from baluarte.core.warning.lists import FINDINGS
from baluarte.formats.words import medium_date
from baluarte.testing.country import mail_server as mail_server_story
from baluarte.testing.country.agenda import OPENING, Arrives, Happening, Round, Tells, agenda
from baluarte.testing.country.chance import Chance
from baluarte.testing.country.feed import Feed
from baluarte.testing.country.mail_server import mail_server
from baluarte.testing.country.source import pack_folder, read_country
from baluarte.testing.country.story import NOW

OFFICER = Actor("desk", "officer")
_ANSWERED = 16  # findings that institutions answer a month
_ANSWERS: tuple[Answer, ...] = (
    *("acknowledge",) * 6, *("claim-fix",) * 5, *("accept-until",) * 2, *("false-until",) * 2, "not-ours",
)  # fmt: skip
_WHY = {
    "acknowledge": "Recibido por el área de sistemas.",
    "claim-fix": "Se cerró el puerto en el cortafuegos.",
    "accept-until": "Equipo en reemplazo; se acepta hasta la fecha indicada.",
    "false-until": "Es una trampa de nuestro propio laboratorio.",
    "not-ours": "La dirección ya no está asignada a nosotros.",
}


class MovableWorld(World, Protocol):
    """A world whose clock can be set."""

    def at(self, moment: datetime) -> World:
        """Return the same world at another moment."""
        ...


# How a few organisations of the story wish to be told; the others never said anything.
_WISHES = {
    "an-inst-012": {"hours": "08:00-20:00", "days": "mon-sat", "holidays": "quiet"},
    "an-uni-obsidiana": {"rhythm": "weekly", "week_day": "mon", "hours": "09:00-18:00", "days": "mon-fri", "holidays": "quiet"},
    "an-banco-central": {"protection": "encrypted"},
}


@dataclass
class Story:
    """The story as it came out: the numbers that the demo shows, counted and not written down."""

    now: datetime = NOW
    handed_over: Accounting = field(default_factory=Accounting)
    exposed: tuple[str, ...] = ()
    told: dict[str, int] = field(default_factory=dict)  # states of the notices of the last morning
    fixed: int = 0  # closed by observation on the last morning
    came_back: int = 0
    deliveries: int = 0
    rows: int = 0


def populate(world: MovableWorld, packs: Path | None = None, tell: Callable[[Text], None] | None = None) -> Story:
    """Fill an empty database with the country up to its frozen moment, and return the story's numbers.

    `packs` is the folder that holds `anahuac`, by default the one that travels with the program. A population that was interrupted is not
    continued: its caller empties the database and begins again.
    """
    folder = packs / "anahuac" if packs else pack_folder()
    feed = Feed(read_country((folder / "country.yaml").read_text("utf-8")))
    story = Story(exposed=feed.script.exposed)
    for past in mail_server().happenings():
        let_happen(world.at(past.at), past)
    _fill_register(world.at(OPENING), folder)
    say, month = tell or _to_stderr, 0
    for happening in agenda(feed):
        if happening.at.month != month:
            if month:
                _take_stock(world.at(happening.at))
            month = happening.at.month
            say(Text(medium_date(happening.at.date(), "es"), medium_date(happening.at.date(), "en")))
        _let_happen(world.at(happening.at), happening, feed, story)
    _take_stock(world.at(NOW))
    rows = list_findings(world.at(NOW), OPERATOR, read_query((("state", "came-back"),), FINDINGS, NOW))
    story.came_back = rows.total
    return story


def let_happen(world: World, past: mail_server_story.Happening) -> None:
    """Let one thing of the mail-server story happen, in a world whose clock stands at its moment."""
    match past:
        case mail_server_story.Takes():
            for what, data in past.files.items():
                _import(world, what, f"{what}.csv", data)
        case Arrives():
            ingest_delivery(world, SYSTEM, receive_delivery(world, SYSTEM, past.feed, past.name, io.BytesIO(past.data)).id)
        case Tells():
            queue_notices(world, OFFICER, organisations=past.organisations)
            deliver_notices(world, OFFICER)
        case mail_server_story.Does():
            query = read_query((("identifier", past.cve.lower()),), FINDINGS, world.now())
            for row in list_findings(world, OFFICER, query).table.iter_rows(named=True):
                answer_task(world, OFFICER, row["folio"], past.task, past.answer)
        case mail_server_story.Looks():
            match_products(world, SYSTEM)
            escalate_overdue(world, SYSTEM)


def _import(world: World, what: str, name: str, data: bytes) -> None:
    done = import_register(world, OPERATOR, what, name, data)  # type: ignore[arg-type]  # its three names
    if done.problems:
        raise Broken("demo.pack", f"{name} of the fictional country has rows that are refused: {done.problems[0]}.", "", "Report this.")


def _fill_register(world: World, folder: Path) -> None:
    for what in ("organisations", "contacts", "assets"):
        name = f"{what}.csv"
        _import(world, what, name, (folder / name).read_bytes())
    load_calendar(world, SYSTEM, (folder / "law" / "calendars.yaml").read_bytes())
    for slug, wishes in _WISHES.items():
        set_wishes(world, SYSTEM, slug, wishes)


def _let_happen(world: World, happening: Happening, feed: Feed, story: Story) -> None:
    match happening:
        case Arrives():
            delivery = receive_delivery(world, SYSTEM, happening.feed, happening.name, io.BytesIO(happening.data))
            story.handed_over = ingest_delivery(world, SYSTEM, delivery.id).accounting
            story.deliveries += 1
            story.rows += story.handed_over.read
        case Round():
            story.fixed = close_quiet_findings(world, SYSTEM)
            if happening.answers:
                _answer(world, feed)
        case Tells():
            queue_notices(world, OFFICER, organisations=happening.organisations)
            story.told = deliver_notices(world, OFFICER)


def _take_stock(world: World) -> None:
    """Count what was achieved, and publish the week, as the jobs of the night do."""
    take_measures(world, SYSTEM)
    publish_figures(world, SYSTEM)


def _answer(world: World, feed: Feed) -> None:
    """Let institutions answer some of what is open, each in the way that chance gives to that finding."""
    chance, today = Chance(feed.country.seed), world.now().date()
    query = read_query((("state", "open"), ("sort", "-first_seen,folio")), FINDINGS, world.now()).everything(_ANSWERED)
    for row in list_findings(world, OFFICER, query).table.iter_rows(named=True):
        if row["point"].partition(":")[0] in feed.script.points:
            continue
        given = chance.pick(_ANSWERS, "answer", row["organisation"], row["identifier"], today)
        answer_finding(world, OFFICER, row["folio"], given, _WHY[given], _until(given, today))


def _until(given: Answer, today: date) -> date | None:
    return today + timedelta(days=120) if given in {"accept-until", "false-until"} else None


def _to_stderr(words: Text) -> None:
    sys.stderr.write(f"{words.es}\n")
