"""`baluarte asset`: what is whose, from a day to a day."""

from typing import Annotated, Any

import typer

from baluarte.core.constituency.asset import Asset, AssetKind
from baluarte.core.constituency.lists import ASSETS
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.fields import read_day, read_fields, with_fields
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import ANY_WORDS, add_list, group
from baluarte.faces.cli.printing import note
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_SETTABLE = ("valid_from", "valid_until", "assurance", "origin", "criticality", "except_below", "exposed", "supplier", "cpe")
_ADD = with_fields("Agrega un activo a una organización.", "Add an asset to an organisation.", ASSETS, _SETTABLE)
_END = both(
    "Pone fin a un activo: hasta ese día fue de la organización. El pasado no se borra.",
    "End an asset: until that day it was the organisation's. The past is not erased.",
)
Slug = Annotated[str, typer.Argument(help=both("Clave de la organización.", "Identifier of the organisation."))]
Kind = Annotated[AssetKind, typer.Argument(help=both("Tipo de activo.", "Kind of asset."))]
Value = Annotated[str, typer.Argument(help=both("Red, nombre, número o dirección.", "Network, name, number or address."))]


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(
        both("Activos de las organizaciones.", "Assets of the organisations."),
        "baluarte asset list --organisation an-inst-012\nbaluarte asset add an-inst-012 cidr 192.0.2.0/24",
    )
    add_list(noun, ASSETS, _list, "baluarte asset list --kind cidr")
    noun.command("add", help=_ADD, epilog="baluarte asset add an-inst-012 cidr 192.0.2.0/24 --assurance 2", context_settings=ANY_WORDS)(new)
    noun.command("end", help=_END, epilog="baluarte asset end an-inst-012 cidr 192.0.2.0/24 --on 2026-03-01")(end)
    app.add_typer(noun, name="asset")


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.constituency import list_assets

    return list_assets(world, OPERATOR, query)


def new(context: typer.Context, organisation: Slug, kind: Kind, value: Value) -> None:
    """Add an asset."""
    values: dict[str, Any] = read_fields(context.args, ASSETS, _SETTABLE)
    world = current().world
    from baluarte.actions.constituency import add_asset

    for name in ("valid_from", "valid_until"):
        values[name] = read_day(values.get(name))
    values["assurance"] = read_assurance(values.get("assurance", "3"))
    values["except_below"] = tuple(part for part in values.get("except_below", "").split(";") if part)
    add_asset(world, OPERATOR, Asset(organisation, kind, value, **values))
    note(Text(f"Se agregó {value}.", f"Added {value}."))


def end(
    organisation: Slug,
    kind: Kind,
    value: Value,
    on: Annotated[
        str, typer.Option(help=both("Último día, como 2026-03-01; de inicio, hoy.", "Last day, as 2026-03-01; by default today."))
    ] = "",
) -> None:
    """End an asset."""
    last_day = read_day(on)
    world = current().world
    from baluarte.actions.constituency import end_asset

    end_asset(world, OPERATOR, organisation, kind, value, last_day or world.now().date())
    note(Text(f"{value} terminó.", f"{value} has ended."))


def read_assurance(text: str) -> int:
    """Return a degree of assurance, 0 to 3."""
    from baluarte.core.errors import Unusable

    if text not in {"0", "1", "2", "3"}:
        raise Unusable("asset.assurance", f"{text!r} is not a degree of assurance.", "", "Write 0, 1, 2 or 3.")
    return int(text)
