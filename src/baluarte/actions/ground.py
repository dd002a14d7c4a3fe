"""What can be done about requests themselves: the same one, made twice, is done once."""

from collections.abc import Callable
from typing import Any

from baluarte.core.ground.keyed import KeyedWorld
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import relays
from baluarte.core.rights.actors import Actor
from baluarte.store.ground import answers


@relays
def do_once(world: World, actor: Actor, key: str, request_hash: str, act: Callable[[World], Any]) -> Any:
    """Run an act under a key, unless this actor's key has seen it done: then give the answer of that time.

    The key is written in the transaction of the act. What failed was not done, so it may be tried again.
    The same key with another request is `Unusable`; one whose first run has no answer yet is `Outdated`.
    """
    now = world.machine_now()
    if answers.is_answered(actor.id, key, request_hash, now):
        return answers.answer_of(actor.id, key)
    value = act(KeyedWorld(world, lambda: answers.keep_key(actor.id, key, request_hash, now)))
    answers.keep_answer(actor.id, key, request_hash, value, now)
    return value
