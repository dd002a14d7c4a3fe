"""What the pages of campaigns show: whom one would concern, and how one goes."""

from dataclasses import dataclass

import polars as pl

from baluarte.core.campaigns.campaign import Campaign
from baluarte.core.ground.world import Message


@dataclass(frozen=True)
class Preview:
    """Whom a campaign would concern (`AFFECTED_SCHEMA`), and what of its file concerns nobody."""

    affected: pl.DataFrame
    rows: int = 0  # of a file: how many there are
    unmatched: int = 0
    refused: int = 0

    @property
    def organisations(self) -> int:
        """How many organisations it would concern."""
        return self.affected.height

    @property
    def unreachable(self) -> int:
        """How many organisations have no contact that can be written to."""
        return int((~self.affected["reachable"]).sum())

    @property
    def findings(self) -> int:
        """How many findings it is about."""
        return int(self.affected["findings"].sum())

    @property
    def open_before(self) -> int:
        """How many of the findings their organisations have been told of."""
        return int(self.affected["open_before"].sum())


@dataclass(frozen=True)
class CampaignPage:
    """One campaign, how far each organisation has come (`FOLLOWED_SCHEMA`), and one letter as it would leave."""

    campaign: Campaign
    followed: pl.DataFrame
    stages: dict[str, int]
    letter: Message | None = None
