"""`baluarte delivery`, `quarantine`, `receipt`: what arrived, where its rows went, what was set aside, and how it is found again."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from baluarte.core.feeds.delivery import Delivery
from baluarte.core.feeds.lists import DELIVERIES, QUARANTINE
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import record
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_SHOW = both("Muestra una entrega y a dónde fue cada renglón.", "Show a delivery and where every row of it went.")

_RECEIPT = both(
    "Muestra la entrega de la que se dio un acuse, y a dónde fue cada renglón.",
    "Show the delivery for which a receipt was given, and where every row of it went.",
)


def add(app: Spoken) -> None:
    """Add both nouns."""
    noun = group(
        both("Entregas de las fuentes.", "Deliveries of the feeds."),
        "baluarte delivery list --since 7d\nbaluarte delivery show 12",
    )
    add_list(noun, DELIVERIES, _list, "baluarte delivery list --since 7d --state partial")
    noun.command("show", help=_SHOW, epilog="baluarte delivery show 12 --json")(show)
    app.add_typer(noun, name="delivery")
    aside = group(both("Renglones que se apartaron.", "Rows that were set aside."), "baluarte quarantine list --delivery 12")
    add_list(aside, QUARANTINE, _list_quarantine, "baluarte quarantine list --delivery 12 --format csv")
    app.add_typer(aside, name="quarantine")
    receipt = group(both("Acuses de lo que se recibió.", "Receipts of what was received."), "baluarte receipt show AN-2026-000123")
    receipt.command("show", help=_RECEIPT, epilog="baluarte receipt show AN-2026-000123 --json")(show_receipt)
    app.add_typer(receipt, name="receipt")


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.feeds import list_deliveries

    return list_deliveries(world, OPERATOR, query)


def _list_quarantine(world: World, query: Query) -> Rows:
    from baluarte.actions.feeds import list_quarantine

    return list_quarantine(world, OPERATOR, query)


def show(
    number: Annotated[int, typer.Argument(min=1, max=2**31 - 1, help=both("Número de la entrega.", "Number of the delivery."))],
) -> None:
    """Show one delivery."""
    world = current().world
    from baluarte.actions.feeds import show_delivery

    record(plain(show_delivery(world, OPERATOR, number)), DELIVERIES)


def show_receipt(
    folio: Annotated[str, typer.Argument(metavar=both("ACUSE", "RECEIPT"), help=both("Número del acuse.", "Number of the receipt."))],
) -> None:
    """Show the delivery of a receipt."""
    world = current().world
    from baluarte.actions.feeds import show_receipt as find

    record(plain(find(world, OPERATOR, folio)), DELIVERIES)


def plain(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as one flat record: its sums stand beside its name, reasons and lines below."""
    values = asdict(delivery)
    accounting = values.pop("accounting")
    codes = accounting.pop("codes")
    return {**values, **accounting, "codes": codes}
