"""A delivery: one batch of a feed, from the moment its bytes are durable."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from baluarte.core.feeds.accounting import Accounting
from baluarte.core.feeds.reading import Lines

DeliveryState = Literal["received", "parsing", "done", "partial", "failed"]


@dataclass(frozen=True)
class Delivery:
    """One delivery and its account. `blob` is the address of its bytes in the raw store."""

    id: int
    feed: str
    report: str
    file: str  # as the sender called it; data, never a path
    received_at: datetime
    state: DeliveryState
    blob: str
    bytes: int
    sha256: str = ""
    accounting: Accounting = field(default_factory=Accounting)
    lines: Lines = field(default_factory=Lines)
    code: str = ""  # why it failed or is partial
    unknown_columns: tuple[str, ...] = ()
    repeats: int = 0  # id of the first delivery of the same bytes, 0 for none
    mapping: str = ""  # which column plays which part (YAML), where its sender said so
    receipt: str = ""  # the folio by which its sender finds it again
