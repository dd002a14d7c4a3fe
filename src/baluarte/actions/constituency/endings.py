"""Speaking of tokens before they end: fourteen days before, and three."""

from itertools import groupby

from django.db.models import Q

from baluarte.core.errors import Refused
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.rights.tokens import Ending
from baluarte.formats.ending import ending_mail
from baluarte.store.constituency.shelf import every_contact
from baluarte.store.rights import tokens


def remind_of_endings(world: World, actor: Actor) -> int:
    """Write to whoever keeps a token that it ends soon, and return how many tokens were spoken of.

    The organisation hears of its own, the team of its. A mail server that is away delays it:
    a token is noted as spoken of when its mail has left.
    """
    with world.one_entry(actor.id, "remind_of_endings", kind="change") as entry:
        leave = may(actor, "remind_of_endings")
        if isinstance(leave, Refusal):
            raise Refused("rights.not-yours", "You may not write about the tokens of others.", leave.reason)
        waiting = sorted(tokens.ending(world.machine_now()), key=_of_whom)
        entry.count = len(waiting)
    for organisation, found in groupby(waiting, key=_of_whom):
        told = tuple(found)
        world.post.send(ending_mail(told, world.house, _recipient(world, organisation), world.machine_now()))
        world.step("rights.endings.sent")
        tokens.noticed(told, world.machine_now())
    return len(waiting)


def _of_whom(ending: Ending) -> str:
    return ending.organisation


def _recipient(world: World, organisation: str) -> str:
    """Return the first contact of an organisation that is written to; the team, where it has none or it is the team's token."""
    if organisation:
        for contact in every_contact(Q(organisation__slug=organisation, status="active")):
            return contact.address
    return world.outside.alarms or world.house.mail
