"""How much one person opens on one day: a number that slows whoever would read everything."""

from baluarte.core.ground.text import Text

MOST_A_DAY = {"cases": 40, "unmaskings": 5}
WORDS = {"cases": Text("respuestas abiertas", "replies opened"), "unmaskings": Text("datos descubiertos", "values unmasked")}


def left(what: str, used: int, granted: int) -> int:
    """Return how many more may be opened today.

    >>> left("unmaskings", 5, 0), left("unmaskings", 5, 3)
    (0, 3)
    """
    return max(0, MOST_A_DAY[what] + granted - used)
