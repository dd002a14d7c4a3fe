"""Who asks: a person, a program or the system itself, always with a name and a reach."""

from dataclasses import dataclass
from typing import Literal

Reach = Literal["officer", "operator", "system", "constituent", "visitor"]


@dataclass(frozen=True)
class Actor:
    """Somebody who asks for an action. `organisation` is the slug a constituent belongs to."""

    id: str
    reach: Reach
    organisation: str = ""


SYSTEM = Actor("system", "system")
OPERATOR = Actor("operator", "operator")  # whoever may run commands on the server
VISITOR = Actor("visitor", "visitor")
