"""Where the raw store and the lake of an installation stand."""

from pathlib import Path

from baluarte.core.ground.world import World
from baluarte.store.feeds.lake import Lake
from baluarte.store.feeds.raw import RawStore


def raw_store(world: World) -> RawStore:
    """Return the raw store of this installation."""
    return RawStore(Path(world.data) / "raw", world.key("raw"))


def lake(world: World) -> Lake:
    """Return the lake of this installation."""
    return Lake(Path(world.data) / "lake")
