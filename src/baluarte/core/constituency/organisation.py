"""An organisation: whom we serve, where it stands, which language it reads."""

from dataclasses import asdict, dataclass
from typing import Literal

Status = Literal["active", "paused", "closed", "merged"]
Criticality = Literal["low", "medium", "high", "critical"]
Reads = Literal["es", "en", "both"]


@dataclass(frozen=True)
class Organisation:
    """One organisation. `slug` is its name for machines and never changes.

    `territory` is ISO 3166-2 ("MX-OAX") or a country alone; `parent` is a slug or empty;
    `merged_into` is the slug that took over, when status is "merged".
    """

    slug: str
    name: str
    kind: str = "company"
    sector: str = "other"
    territory: str = ""
    parent: str = ""
    language: Reads = "es"
    criticality: Criticality = "medium"
    status: Status = "active"
    merged_into: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return plain values under the names of the list's columns."""
        return asdict(self)
