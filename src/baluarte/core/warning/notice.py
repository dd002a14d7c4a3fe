"""A notice: what one organisation is told, once, in one message."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import polars as pl

from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.ground.text import Language, Text
from baluarte.core.sharing.label import Label
from baluarte.core.sharing.protection import Protection

NoticeKind = Literal["urgent", "digest", "weekly", "deadline", "closed", "campaign", "housekeeping", "receipt"]
MOST_ROWS = 10  # in the message itself; the attachments hold them all
FIXED = "fixed"  # why a row is told that was closed by observation


@dataclass(frozen=True)
class Notice:
    """Everything a letter is made of. `findings` has the columns of the FINDINGS list, in priority order.

    `news` counts why each finding is in it: new, worse, came back, due, fixed. `fixed` counts
    what was closed since the notice before. `number` counts the messages of the folio.
    `held` is the code of why a person must look first (`address.HELD_WORDS`); empty sends.
    `thread` names the messages that told of the same findings before, oldest first.
    """

    folio: str
    code: str
    number: int
    kind: NoticeKind
    organisation: Organisation
    contact: Contact
    languages: tuple[Language, ...]
    label: Label
    made_at: datetime
    findings: pl.DataFrame
    news: dict[str, int]
    fixed: int = 0
    due: date | None = None
    due_basis: str = ""  # code of the rule that gives the date
    doubtful_copy: bool = False  # the outcome of an earlier attempt is unknown
    held: str = ""
    protection: Protection | None = None  # None where no mail is meant: the label alone decides
    thread: tuple[str, ...] = ()
    stage: str = ""  # of a deadline: seven-days, one-day, passed
    above: str = ""  # who stands above, named when a deadline has passed
    said: tuple[Text, ...] = ()  # what a person wrote, or a notice without findings says: the matter first, then what to do

    @property
    def severity(self) -> str:
        """The worst severity among the findings."""
        order = ("critical", "high", "medium", "low", "info")
        return min(self.living["severity"].to_list() or self.findings["severity"].to_list(), key=order.index, default="info")

    @property
    def living(self) -> pl.DataFrame:
        """The findings that are still there; those that were fixed are told beside them."""
        return self.findings.filter(pl.col("news") != FIXED) if self.news.get(FIXED) else self.findings
