"""The three reasons for which an action leaves no mark, written where a test can list them."""

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


def public(action: F) -> F:
    """Declare that an action reads only what is already published to everybody."""
    return action


def identifies(action: F) -> F:
    """Declare that an action only says who asks; the action that follows leaves the mark, with that name in it."""
    return action


def relays(action: F) -> F:
    """Declare that an action only decides whether another one runs; that one leaves the mark."""
    return action
