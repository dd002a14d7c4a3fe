"""Begin: folder, tables, files of the pages. Done again, it completes what is missing."""

import hashlib
import os
from collections.abc import Callable
from email.headerregistry import Address
from pathlib import Path

from baluarte import __version__
from baluarte.core.ground.text import Text
from baluarte.faces.cli.terminal import Begun
from baluarte.wiring.world import OPENPGP_FILE, OpenWorld, open_world

Tell = Callable[[Text], None]
_STAMP = "static.stamp"


def begin(tell: Tell) -> Begun:
    """Prepare an installation and return where everything lies, with a new administrator link."""
    world = open_world()
    prepare(tell)
    from baluarte.wiring.settings import DATABASES  # noqa: PLC0415 - after the environment is complete

    database = DATABASES["default"]
    embedded = database["ENGINE"].endswith("sqlite3")
    return Begun(
        data=world.data,
        database=str(database["NAME"]) if embedded else f"PostgreSQL, {database['NAME']}",
        settings="BALUARTE_…, DATABASE_URL",
        backups=str(Path(world.data) / "backups"),
        link=make_link(world),
    )


def prepare(tell: Tell) -> None:
    """Make the data folder, the key that signs mail, the tables and the files of the pages, where they are not yet."""
    from baluarte.wiring.settings import DATA  # noqa: PLC0415

    keep_to_ourselves(DATA)
    make_openpgp_key(DATA)
    (DATA / "backups").mkdir(mode=0o700, exist_ok=True)
    migrate(tell)
    collect_static(DATA, tell)


def make_openpgp_key(data: Path) -> None:
    """Make the OpenPGP key that signs what leaves, once, for this user alone; a world that was opened before is opened anew."""
    path = data / OPENPGP_FILE
    if path.exists():
        return
    from baluarte.gateways.openpgp import make_key  # noqa: PLC0415 - the offline half never needs it

    house = open_world().house
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(make_key(str(Address(house.team_en, addr_spec=house.mail))))
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
    open_world.cache_clear()


def keep_to_ourselves(folder: Path) -> None:
    """Make a folder that only this user may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def waiting_migrations() -> int:
    """Return how many migrations are not yet in the database."""
    from django.db import connection  # noqa: PLC0415 - after django.setup()
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate(tell: Tell) -> None:
    """Bring the tables to the form of this program."""
    if not waiting_migrations():
        return
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    tell(Text("Preparando las tablas…", "Preparing the tables…"))
    call_command("migrate", interactive=False, verbosity=0)


def collect_static(data: Path, tell: Tell) -> None:
    """Gather the files of the pages; skipped when nothing of them has changed, for it takes seconds."""
    from django.conf import settings  # noqa: PLC0415 - after django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    stamp, now = data / _STAMP, _fingerprint([Path(place) for place in settings.STATICFILES_DIRS])
    root = Path(settings.STATIC_ROOT)
    if stamp.exists() and stamp.read_text("utf-8") == now and (root / "staticfiles.json").exists():
        return
    tell(Text("Reuniendo los archivos de las páginas…", "Gathering the files of the pages…"))
    call_command("collectstatic", interactive=False, verbosity=0, clear=root.exists())
    stamp.write_text(now, "utf-8")


def make_link(world: OpenWorld, name: str = "") -> str:
    """Return the address that signs its first reader in: the administrator, or the member of the team of that name."""
    from baluarte.actions.rights import make_sign_in_link  # noqa: PLC0415 - after django.setup()
    from baluarte.core.rights.actors import OPERATOR  # noqa: PLC0415

    return sign_in_address(world.house.base_url, make_sign_in_link(world, OPERATOR, *([name] if name else [])))


def sign_in_address(base_url: str, token: str) -> str:
    """Return the page on which a token is turned into a session."""
    from django.urls import reverse  # noqa: PLC0415 - after django.setup()

    return f"{base_url.rstrip('/')}{reverse('sign-in-link', args=['es', token])}"


def _fingerprint(places: list[Path]) -> str:
    digest = hashlib.sha256(__version__.encode())
    for place in places:
        for path in sorted(place.rglob("*")):
            if path.is_file():
                seen = path.stat()
                digest.update(f"{path.relative_to(place)}{os.sep}{seen.st_size}{os.sep}{seen.st_mtime_ns}".encode())
    return digest.hexdigest()
