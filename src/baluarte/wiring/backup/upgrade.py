"""An upgrade: what is to be migrated is told, a backup is taken, the tables are migrated, and the promises are checked."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from baluarte.core.ground.check import Asked
from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.terminal import Tell, Upgrade
from baluarte.wiring.world import open_world


def upgrade(tell: Tell, *, plan: bool) -> Upgrade:
    """Migrate what waits; a plan changes nothing, and where nothing waits nothing is copied."""
    world = open_world()
    waiting = pending()
    if plan or not waiting:
        return Upgrade(waiting)
    from baluarte.actions.feeds import check_accounting  # noqa: PLC0415
    from baluarte.actions.promises import check_raw, check_walls  # noqa: PLC0415 - after django.setup()
    from baluarte.wiring.begin import prepare  # noqa: PLC0415

    tell(Text("Respaldando antes de cambiar nada…", "Backing up before anything is changed…"))
    name = _backup()
    prepare(tell)
    tell(Text("Comprobando…", "Checking…"))
    checks = check_accounting(world, OPERATOR), check_raw(world, OPERATOR, Asked(structure=True)), check_walls(world, OPERATOR)
    return Upgrade(waiting, name, checks)


def pending() -> tuple[str, ...]:
    """Return the migrations that wait, in the order in which they would run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)


def _backup() -> str:
    """Copy everything as it is. The marks' table may be that of an older release, so no action is called."""
    from pathlib import Path  # noqa: PLC0415 - used here alone

    from baluarte.store.promises.backup.listing import Shelf  # noqa: PLC0415 - after django.setup()
    from baluarte.store.promises.backup.making import Way, make  # noqa: PLC0415

    world = open_world()
    shelf = Shelf(Path(world.data) / "backups")
    way = Way(world.step, lambda: None)
    return make(Path(world.data), shelf, world.key("backup"), world.machine_now(), way).name
