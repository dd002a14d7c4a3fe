"""`baluarte product` and `baluarte exploited`: what is run, and which flaws of it are used in attacks."""

from datetime import date
from typing import Annotated

import typer

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.products.entry import Entry
from baluarte.core.products.lists import EXPLOITED, INVENTORY
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.fields import read_day
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import record
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_ADD = both(
    "Dice que una falla se explota y busca enseguida a quien usa el producto.",
    "Say that a flaw is exploited, and find at once whoever runs the product.",
)
_MATCH = both(
    "Compara otra vez todas las fallas con todos los inventarios.", "Match every flaw with every inventory again."
)  # fmt: skip


def add(app: Spoken) -> None:
    """Add both nouns."""
    product = group(
        both("Productos que usan las organizaciones.", "Products that organisations run."), "baluarte product list --org an-inst-012"
    )
    add_list(
        product, INVENTORY, _products, "baluarte product list --exposed yes\nbaluarte product list --org an-inst-012 --json=value,flaws"
    )
    product.command("match", help=_MATCH, epilog="baluarte product match")(match)
    app.add_typer(product, name="product")
    exploited = group(both("Fallas que se explotan.", "Flaws that are exploited."), "baluarte exploited list --since 7d")
    add_list(
        exploited, EXPLOITED, _exploited, "baluarte exploited list --since 30d\nbaluarte exploited list --ransomware yes --sort -affected"
    )
    exploited.command(
        "add",
        help=_ADD,
        epilog='baluarte exploited add CVE-2026-12345 "Ejemplo Redes" "Porton VPN" --name "Acceso sin clave" --due 2026-03-12',
    )(new)
    app.add_typer(exploited, name="exploited")


def _products(world: World, query: Query) -> Rows:
    from baluarte.actions.warning import list_products

    return list_products(world, OPERATOR, query)


def _exploited(world: World, query: Query) -> Rows:
    from baluarte.actions.warning import list_exploited

    return list_exploited(world, OPERATOR, query)


def match() -> None:
    """Match every flaw with every inventory again."""
    world = current().world
    from baluarte.actions.warning import match_products

    record(match_products(world, OPERATOR))


def new(  # noqa: PLR0913, PLR0917 - what an entry says, in its order
    cve: Annotated[str, typer.Argument(help=both("Número de la falla.", "Number of the flaw."))],
    vendor: Annotated[str, typer.Argument(help=both("Fabricante.", "Vendor."))],
    product: Annotated[str, typer.Argument(help=both("Producto.", "Product."))],
    name: Annotated[str, typer.Option(help=both("Nombre breve de la falla.", "Short name of the flaw."))],
    due: Annotated[str, typer.Option(help=both("Fecha límite, como 2026-03-12.", "Due date, as 2026-03-12."))],
    action: Annotated[str, typer.Option(help=both("Qué hacer.", "What to do."))] = "",
    *,
    ransomware: Annotated[
        bool, typer.Option("--ransomware", help=both("La usan grupos de ransomware.", "Ransomware groups use it."))
    ] = False,
) -> None:
    """Say that a flaw is exploited."""
    last: date | None = read_day(due)
    world = current().world
    from baluarte.actions.warning import add_exploited

    today = world.now().date()
    record(add_exploited(world, OPERATOR, Entry(cve, vendor, product, name, today, last or today, ransomware, action)))
