"""Bring a backup back into an empty place, and prove that it came back as it was."""

import os
from pathlib import Path

from baluarte.core.errors import Unusable
from baluarte.core.ground.check import Check
from baluarte.core.ground.text import Text
from baluarte.core.promises.listing import Listing
from baluarte.faces.cli.terminal import Restoring, Tell
from baluarte.gateways.keyfile import open_keys
from baluarte.store.feeds.durable import Step
from baluarte.store.promises.backup import restoring
from baluarte.store.promises.backup.listing import Shelf
from baluarte.store.promises.backup.sealing import refuse_unless_ours


def restore(wish: Restoring, tell: Tell, step: Step) -> Check:
    """Bring back keys, files and database, in this order, and return what the proof says."""
    data = Path(os.environ.get("BALUARTE_DATA") or "var").absolute()
    shelf = Shelf(Path(wish.folder).absolute() if wish.folder else data / "backups")
    listing = shelf.read(wish.name)
    restoring.refuse_unless_empty(data)
    if wish.keys:
        open_keys(Path(wish.keys), data, wish.passphrase)
    _refuse_without_key(data)
    _refuse_other_house(listing)
    restoring.begin(data, listing)
    step("backup.restore.begun")
    tell(Text(f"Trayendo {len(listing.files)} archivos…", f"Bringing back {len(listing.files)} files…"))
    restoring.bring_files(shelf, listing, data, step)
    _bring_record(wish.record, data)
    tell(Text("Trayendo la base de datos…", "Bringing back the database…"))
    _bring_database(shelf, listing, step)
    return _prove(listing, wish, data, tell)


def _bring_record(record: str, data: Path) -> None:
    """Let the later record of what was handed over stand where the earlier one came back: its days only grow."""
    for path in sorted(Path(record).glob("*.jsonl")) if record else ():
        target = data / "handed" / path.name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        if not target.exists() or target.stat().st_size < path.stat().st_size:
            target.write_bytes(path.read_bytes())


def _bring_database(shelf: Shelf, listing: Listing, step: Step) -> None:
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    if listing.vendor == "sqlite":
        restoring.bring_sqlite(shelf, listing, Path(str(connection.settings_dict["NAME"])), step)
        return
    from django.core.management import call_command  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from baluarte.store.promises.backup.loading import load_tables  # noqa: PLC0415

    # The tables as they were when the backup was made; what this program adds comes after the rows.
    MigrationExecutor(connection).migrate(sorted(listing.migrations.items()))
    step("backup.restore.tables-made")
    load_tables(shelf.objects, listing, step)
    # Even where nothing waits to be migrated: it is what raises the walls.
    call_command("migrate", interactive=False, verbosity=0)


def _prove(listing: Listing, wish: Restoring, data: Path, tell: Tell) -> Check:
    from baluarte.actions.promises import accept_restored  # noqa: PLC0415 - after django.setup()
    from baluarte.core.rights.actors import OPERATOR  # noqa: PLC0415
    from baluarte.wiring.begin import prepare  # noqa: PLC0415
    from baluarte.wiring.world import open_world  # noqa: PLC0415

    prepare(tell)
    tell(Text("Comprobando…", "Proving it…"))
    found = accept_restored(open_world(), OPERATOR, listing, wish.record)
    if not found.failed:
        restoring.finish(data)
    return found


def _refuse_without_key(data: Path) -> None:
    """Without the key nothing that comes back can be named or read; a new one would be made in silence."""
    if not any((data / "secret.key").exists() or os.environ.get(name) for name in ("BALUARTE_SECRET_KEY", "BALUARTE_SECRET_KEY_FILE")):
        raise Unusable(
            "backup.key-needed",
            "The key of the installation is not here.",
            "It is in no backup: raw bytes are named and accounts are hidden with it.",
            "Put secret.key into the data folder, or name its sealed file with --keys.",
        )


def _refuse_other_house(listing: Listing) -> None:
    """Raise where the list is not sealed with the key here, or kind of database or database are not those that it needs."""
    from baluarte.wiring.world import open_world  # noqa: PLC0415 - loads Django

    world = open_world()
    from django.db import connection  # noqa: PLC0415

    refuse_unless_ours(listing, world.key("backup"))
    if connection.vendor != listing.vendor:
        raise Unusable(
            "backup.other-database",
            f"The backup is of '{listing.vendor}', and DATABASE_URL names '{connection.vendor}'.",
            "Each comes back into its own kind.",
            "Set DATABASE_URL.",
        )
    _refuse_used_database(connection.vendor, Path(world.data))


def _refuse_used_database(vendor: str, data: Path) -> None:
    from baluarte.store.promises.backup.database import tables  # noqa: PLC0415 - after django.setup()

    if vendor == "postgresql" and tables() and not (data / restoring.MARKER).exists():
        raise Unusable(
            "backup.not-empty",
            "The database is not empty: it holds 'tables'.",
            "A backup comes back into an empty place alone, so that nothing is mixed and nothing is lost.",
            "Name another folder with BALUARTE_DATA, and another database with DATABASE_URL.",
        )
