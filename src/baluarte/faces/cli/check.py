"""`baluarte check`: reads, compares, reports. It repairs nothing."""

from typing import Annotated, Literal

import typer

from baluarte.core.ground.check import Check
from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.printing import document, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_HELP = both(
    "Vuelve a contar y compara con lo guardado. No repara nada.\n\n"
    "accounting: cuenta otra vez, con código aparte, los renglones de los bytes originales. "
    "Termina con 0 sólo si la promesa se cumple entera; con 1 si está rota o no se pudo revisar toda.",
    "Count again and compare with what is stored. Repairs nothing.\n\n"
    "accounting: counts the rows of the raw bytes again, by separate code. "
    "Ends with 0 only when all of the promise holds; with 1 when it is broken or was not fully covered.",
)
_OUTCOMES = {
    "holds": Text("se cumple", "holds"),
    "broken": Text("rota", "broken"),
    "not-fully-covered": Text("sin revisar del todo", "not fully covered"),
}


def add(app: Spoken) -> None:
    """Add the command."""
    app.command(
        "check", help=_HELP, epilog="baluarte check\nbaluarte check accounting --deep --json\nbaluarte check accounting --delivery 12"
    )(check)


def check(
    promise: Annotated[
        Literal["accounting"], typer.Argument(help=both("Qué promesa; ninguna, todas.", "Which promise; none means all."))
    ] = "accounting",
    delivery: Annotated[int | None, typer.Option(min=1, max=2**31 - 1, help=both("Sólo esta entrega.", "This delivery alone."))] = None,
    deep: Annotated[bool, typer.Option("--deep", help=both("Lee cada byte.", "Read every byte."))] = False,
) -> int:
    """Check a promise; `accounting` is the one that can be checked here."""
    world = current().world
    from baluarte.actions.feeds import check_accounting

    return print_check(check_accounting(world, OPERATOR, delivery, deep=deep), promise)


def print_check(found: Check, promise: str) -> int:
    """Print the outcome, and every failure with what was expected and found."""
    if current().flags.json:
        document(found.to_dict())
    else:
        words = _OUTCOMES[found.outcome].in_(current().flags.language)
        counted = Text(
            f"{found.checked} revisadas, {len(found.failed)} con falla, {found.not_covered} sin revisar",
            f"{found.checked} checked, {len(found.failed)} failed, {found.not_covered} not covered",
        )
        write(f"{promise}: {words} ({counted.in_(current().flags.language)})")
        for sentence in found.failed:
            write(f"  {sentence}")
    return DONE if found.outcome == "holds" else FOUND
