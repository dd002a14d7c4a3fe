"""An installation to measure: tables, and the register of a nation, in a folder of its own."""

from dataclasses import dataclass
from pathlib import Path

from baluarte.wiring.world import OpenWorld, open_world

SECTORS = ("health", "energy", "finance", "government", "telecom", "education", "transport", "water")


@dataclass(frozen=True)
class Ground:
    """The world of the installation, and the folder in which the day's files may be made."""

    world: OpenWorld
    place: Path


def prepare(place: Path) -> Ground:
    """Make the tables and load the register: 5,000 organisations with 54,816 networks."""
    world = open_world()
    from baluarte.wiring.begin import prepare as begin  # noqa: PLC0415 - after the environment is complete

    begin(lambda _told: None)
    ground = Ground(world, place / "measure")
    ground.place.mkdir()
    _register(ground)
    return ground


def _register(ground: Ground) -> None:
    from django.db import connection, transaction  # noqa: PLC0415 - after django.setup()
    from tools.scale.nation import write_assets  # noqa: PLC0415

    from baluarte.core.constituency.asset_file import read_asset_file  # noqa: PLC0415
    from baluarte.core.constituency.lists import ASSET_FILE  # noqa: PLC0415
    from baluarte.formats.tabular import read_table  # noqa: PLC0415
    from baluarte.store.constituency.models import AssetRow, OrganisationRow  # noqa: PLC0415

    write_assets(ground.place / "assets.csv")
    table, _ = read_table("assets.csv", (ground.place / "assets.csv").read_bytes(), ASSET_FILE)
    file = read_asset_file(table)
    with transaction.atomic():
        rows = [
            OrganisationRow(id=number, slug=one.slug, name=one.name, sector=SECTORS[number % len(SECTORS)])
            for number, one in enumerate(file.organisations, 1)
        ]
        OrganisationRow.objects.bulk_create(rows, batch_size=500)
        assets = [
            AssetRow(id=claim["asset"], organisation_id=claim["org"], kind=claim["kind"], value=claim["value"])
            for claim in file.claims.iter_rows(named=True)
        ]
        AssetRow.objects.bulk_create(assets, batch_size=500)
        if connection.vendor == "postgresql":
            _after_last(connection, ("constituency_organisationrow", "constituency_assetrow"))


def _after_last(connection, tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - Django's own proxy
    """Let the next number of each table follow the last that was given by hand."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608 - ours
