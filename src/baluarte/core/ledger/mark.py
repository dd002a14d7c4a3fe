"""One mark: the smallest true sentence about an act."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["change", "read"]
Outcome = Literal["done", "refused", "failed"]


@dataclass
class Entry:
    """What an action fills in while it runs; it becomes its mark when it ends.

    `digest` is the SHA-256 of a change (before and after), never its content.
    """

    actor: str
    action: str
    kind: Kind
    at: datetime
    about: str = ""  # slug, folio or number of what was touched; never a person's name
    count: int = 0
    outcome: Outcome = "done"
    code: str = ""  # of the error, when it was refused or failed
    digest: str = ""
    numbers: dict[str, int] = field(default_factory=dict)  # accounting sums and the like
