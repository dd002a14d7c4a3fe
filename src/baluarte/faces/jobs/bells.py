"""Bells: when which action is called. The work itself is rows in the store, never in the queue.

A bell rung twice finds nothing to do the second time; a lost bell delays and never loses.
A job whose action breaks one of our promises is not rung again until a person has
started the worker anew.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from huey import Huey, crontab

from baluarte.core.errors import BaluarteError, Broken, Outdated
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import SYSTEM, Actor
from baluarte.faces.jobs.problems import Next, what_next

Act = Callable[[World, Actor], object]
_LOG = logging.getLogger("baluarte.jobs")
_BACKUPS_KEPT = 14  # nights; rights.md wants erasure to be complete after as many days


@dataclass(frozen=True)
class Bell:
    """One job: its name, when it rings (minute and hour as cron writes them), and what it calls.

    `moves_the_story` marks what makes new facts from the passing of time; it is silent
    where the clock of the story stands still, because no time passes there.
    """

    name: str
    act: Callable[[], Act]
    minute: str = "*"
    hour: str = "*"
    moves_the_story: bool = False
    keeps_watch: bool = False  # it looks whether promises hold, and goes on looking although one is broken


def _deliver_notices() -> Act:
    from baluarte.actions.warning import deliver_notices

    return deliver_notices


def _ingest_waiting() -> Act:
    from baluarte.actions.warning import ingest_waiting

    return ingest_waiting


def _visit_sources() -> Act:
    from baluarte.actions.sources import run_due_sources
    from baluarte.actions.warning import ingest_delivery

    def visit_sources(world: World, actor: Actor) -> object:
        """Visit what is due, and read at once what it brought: a flaw known this hour is matched this hour."""
        brought = run_due_sources(world, actor)
        for number in brought:
            with suppress(Outdated):  # another worker has it
                ingest_delivery(world, actor, number)
        return brought

    return visit_sources


def _watch_sources() -> Act:
    from baluarte.actions.sources import watch_sources

    return watch_sources


def _sweep_orphans() -> Act:
    from baluarte.actions.feeds import sweep_orphans

    return sweep_orphans


def _compact_lake() -> Act:
    from baluarte.actions.feeds import compact_lake

    return compact_lake


def _check_deliveries() -> Act:
    from baluarte.actions.promises import run_checks

    def check_deliveries(world: World, actor: Actor) -> object:
        return run_checks(world, actor, ("deliveries",))

    return check_deliveries


def _check_promises() -> Act:
    from baluarte.actions.promises import run_checks

    def check_promises(world: World, actor: Actor) -> object:
        return run_checks(world, actor)

    return check_promises


def _create_backup() -> Act:
    from baluarte.actions.promises import create_backup as make

    def create_backup(world: World, actor: Actor) -> object:
        return make(world, actor, keep=_BACKUPS_KEPT)

    return create_backup


def _forget_contents() -> Act:
    from baluarte.actions.warning import forget_contents

    return forget_contents


def _close_quiet_findings() -> Act:
    from baluarte.actions.warning import close_quiet_findings

    return close_quiet_findings


def _escalate_overdue() -> Act:
    from baluarte.actions.warning import escalate_overdue

    return escalate_overdue


def _match_products() -> Act:
    from baluarte.actions.warning import match_products

    return match_products


def _queue_notices() -> Act:
    from baluarte.actions.warning import queue_notices

    return queue_notices


def _take_measures() -> Act:
    from baluarte.actions.measures import take_measures

    return take_measures


def _publish_figures() -> Act:
    from baluarte.actions.measures import publish_figures

    return publish_figures


def _read_mailbox() -> Act:
    from baluarte.actions.replies import read_mailbox

    return read_mailbox


def _forget_replies() -> Act:
    from baluarte.actions.replies import forget_replies

    return forget_replies


def _ask_lapsing_contacts() -> Act:
    from baluarte.actions.replies import ask_lapsing_contacts

    return ask_lapsing_contacts


def _confirm_replies() -> Act:
    from baluarte.actions.replies import confirm_replies

    return confirm_replies


def _queue_housekeeping() -> Act:
    from baluarte.actions.warning import queue_housekeeping

    return queue_housekeeping


BELLS = (
    Bell("deliver_notices", _deliver_notices),
    Bell("ingest_waiting", _ingest_waiting),
    # A bounce is on the desk within ten minutes, and the next contact is told.
    Bell("read_mailbox", _read_mailbox, minute="*/2"),
    Bell("confirm_replies", _confirm_replies),
    Bell("forget_replies", _forget_replies, minute="35", hour="4"),
    Bell("ask_lapsing_contacts", _ask_lapsing_contacts, minute="10", hour="16", moves_the_story=True),
    Bell("visit_sources", _visit_sources, moves_the_story=True),
    Bell("watch_sources", _watch_sources, minute="*/5", moves_the_story=True),
    Bell("sweep_orphans", _sweep_orphans, minute="50", hour="4"),
    Bell("compact_lake", _compact_lake, minute="40"),
    Bell("check_deliveries", _check_deliveries, minute="25", keeps_watch=True),
    Bell("check_promises", _check_promises, minute="10", hour="3", keeps_watch=True),
    Bell("forget_contents", _forget_contents, minute="30", hour="4"),
    Bell("create_backup", _create_backup, minute="15", hour="2"),
    Bell("close_quiet_findings", _close_quiet_findings, minute="20", moves_the_story=True),
    Bell("escalate_overdue", _escalate_overdue, minute="2", moves_the_story=True),
    # Lists of flaws match when they arrive; this finds what changed in an inventory, within a quarter of an hour.
    Bell("match_products", _match_products, minute="0,15,30,45"),
    Bell("queue_notices", _queue_notices, minute="5,35", moves_the_story=True),
    Bell("queue_housekeeping", _queue_housekeeping, minute="40", hour="14", moves_the_story=True),
    Bell("take_measures", _take_measures, minute="15", hour="3", moves_the_story=True),
    Bell("publish_figures", _publish_figures, minute="40", hour="6", moves_the_story=True),
)


@dataclass
class Ringer:
    """Rings bells as the system itself, and remembers which ones were stopped."""

    open_world: Callable[[], World]
    stands_still: bool = False  # the story's clock is frozen
    stopped: dict[str, str] = field(default_factory=dict)  # name of the bell, code of what broke

    def ring(self, bell: Bell) -> Next | None:
        """Call the action of a bell; None when it went well or had to stay silent."""
        if bell.name in self.stopped:
            _LOG.critical("%s stays stopped (%s): a person must look.", bell.name, self.stopped[bell.name])
            return "stop"
        if bell.moves_the_story and self.stands_still:
            return None
        step = self._try(bell)
        if step == "once-more":
            step = self._try(bell)
        return step

    def _try(self, bell: Bell) -> Next | None:
        try:
            bell.act()(self.open_world(), SYSTEM)
        except Exception as error:  # noqa: BLE001 - the queue goes on whatever one job does
            return self._failed(bell, error)
        return None

    def _failed(self, bell: Bell, error: Exception) -> Next:
        step = what_next(error)
        code = error.code if isinstance(error, BaluarteError) else type(error).__name__
        if step == "stop" and bell.keeps_watch and isinstance(error, Broken):
            _LOG.critical("%s found a broken promise (%s): a person must look. It goes on watching.", bell.name, code, exc_info=error)
        elif step == "stop":
            self.stopped[bell.name] = code
            _LOG.critical("%s broke (%s) and is stopped until the worker is started anew.", bell.name, code, exc_info=error)
        else:
            _LOG.warning("%s: %s (%s).", bell.name, step, code)
        return step


def hang(huey: Huey, ringer: Ringer) -> None:
    """Hang every bell in the queue's schedule."""
    for bell in BELLS:

        def ring(bell: Bell = bell) -> None:
            ringer.ring(bell)

        huey.periodic_task(crontab(minute=bell.minute, hour=bell.hour), name=bell.name)(ring)
