"""Who asks: a person, a program or the system itself, always with a name and a reach."""

from dataclasses import dataclass
from typing import Literal

Reach = Literal["officer", "operator", "system", "constituent", "visitor"]


@dataclass(frozen=True)
class Actor:
    """Somebody who asks for an action. `organisation` is the slug a constituent belongs to.

    One person may come by a session, by a token or by the command line, under a name each;
    `person` is the one who stands behind, and empty where the name says it.
    """

    id: str
    reach: Reach
    organisation: str = ""
    person: str = ""

    @property
    def who(self) -> str:
        """Who it is in the end: two of the same are not two people."""
        return self.person or self.id


SYSTEM = Actor("system", "system")
OPERATOR = Actor("operator", "operator")  # whoever may run commands on the server, and so make the administrator's link
VISITOR = Actor("visitor", "visitor")
