"""One at a time may move files of the lake: compaction, the sweep, and whoever copies it for a backup."""

from baluarte.core.errors import Outdated
from baluarte.store.feeds.turns import Turn


class Upkeep(Turn):
    """The right to replace or remove files of the lake. Reading deliveries into it goes on meanwhile."""

    prefix = "feeds.upkeep."

    def __init__(self, mark: int) -> None:
        super().__init__(("lake",), mark)

    def taken(self, _name: str) -> Outdated:
        """Return what the second one is told."""
        return Outdated(
            "feeds.being-moved",
            "Files of the lake are being moved or copied by somebody else.",
            "A backup, the sweep and the compaction of the lake wait for one another.",
            "Wait until it is done, then run the same command again.",
        )
