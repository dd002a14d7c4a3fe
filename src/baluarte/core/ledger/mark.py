"""One mark: the smallest true sentence about an act."""

from collections.abc import Mapping
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
    published: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def publish(self, kind: str, body: Mapping[str, object]) -> None:
        """Let an entry of this kind stand in the public ledger; it is written in the commit of the mark, or not at all.

        The kinds and their fields are those of `kinds.toml`. What its kind keeps for a batch gets
        its place with the batch; everything else gets its place with this commit.

        >>> mark = Entry("job", "publish_figures", "change", datetime(2026, 3, 5))
        >>> mark.publish("ledger.check", {"promise": "accounting"})
        >>> mark.published
        [('ledger.check', {'promise': 'accounting'})]
        """
        self.published.append((kind, dict(body)))
