"""What can be read of the ledger: who changed what, and who looked at what."""

from baluarte.core.errors import Refused
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.store.ledger import shelf


def list_marks(world: World, actor: Actor, query: Query) -> Rows:
    """Return the marks of changes, refusals and failures."""
    with world.one_entry(actor.id, "list_marks") as entry:
        _allow(actor, "read_marks")
        rows = shelf.marks(query)
        entry.count = rows.table.height
    return rows


def list_access(world: World, actor: Actor, query: Query) -> Rows:
    """Return the records of who read what that is not public."""
    with world.one_entry(actor.id, "list_access") as entry:
        _allow(actor, "read_access")
        rows = shelf.access(query)
        entry.count = rows.table.height
    return rows


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("ledger.not-yours", "You may not read the ledger of this installation.", leave.reason)
