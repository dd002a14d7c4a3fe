"""What tests wish for most often."""

from baluarte.core.rights.permissions import SCOPES
from baluarte.core.rights.tokens import Wish


def every_scope(name: str, days: int = 30) -> Wish:
    """Return the wish for a token that may whatever its maker may, as far as any token may it."""
    return Wish(name, days, frozenset(SCOPES))
