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

Promise = Literal["accounting", "deliveries"]
_HELP = both(
    "Vuelve a contar y compara con lo guardado. No repara nada.\n\n"
    "accounting: cuenta otra vez, con código aparte, los renglones de los bytes originales. "
    "deliveries: nadie recibió lo de otro, y nada está atrasado. "
    "Termina con 0 sólo si la promesa se cumple entera; con 1 si está rota o no se pudo revisar toda.",
    "Count again and compare with what is stored. Repairs nothing.\n\n"
    "accounting: counts the rows of the raw bytes again, by separate code. "
    "deliveries: nobody got what is another's, and nothing is overdue. "
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
        Promise | None,
        typer.Argument(
            metavar=both("PROMESA", "PROMISE"),
            help=both("accounting o deliveries; ninguna, todas.", "accounting or deliveries; none means all."),
        ),
    ] = None,
    delivery: Annotated[int | None, typer.Option(min=1, max=2**31 - 1, help=both("Sólo esta entrega.", "This delivery alone."))] = None,
    deep: Annotated[bool, typer.Option("--deep", help=both("Lee cada byte.", "Read every byte."))] = False,
) -> int:
    """Check one promise, or all that can be checked here."""
    world = current().world
    from baluarte.actions.feeds import check_accounting
    from baluarte.actions.warning import check_deliveries

    found: list[Check] = []
    if promise in {None, "accounting"}:
        found.append(check_accounting(world, OPERATOR, delivery, deep=deep))
    if promise in {None, "deliveries"} and delivery is None:
        found.append(check_deliveries(world, OPERATOR))
    if current().flags.json:
        document(found[0].to_dict() if promise else _together(found))
    else:
        for one in found:
            _print(one)
    return DONE if all(one.outcome == "holds" for one in found) else FOUND


def _together(found: list[Check]) -> dict[str, object]:
    """Return one account of every promise: the worst outcome is the outcome of all."""
    worst = next((name for name in ("broken", "not-fully-covered") if any(one.outcome == name for one in found)), "holds")
    return {
        "promise": "all",
        "checked": sum(one.checked for one in found),
        "failed": [sentence for one in found for sentence in one.failed],
        "not_covered": sum(one.not_covered for one in found),
        "as_of": max(one.as_of for one in found),
        "took_s": round(sum(one.took_s for one in found), 3),
        "holds": worst == "holds",
        "outcome": worst,
        "promises": [one.to_dict() for one in found],
    }


def _print(found: Check) -> None:
    """Print the outcome, and every failure with what was expected and found."""
    words = _OUTCOMES[found.outcome].in_(current().flags.language)
    counted = Text(
        f"{found.checked} revisadas, {len(found.failed)} con falla, {found.not_covered} sin revisar",
        f"{found.checked} checked, {len(found.failed)} failed, {found.not_covered} not covered",
    )
    write(f"{found.promise}: {words} ({counted.in_(current().flags.language)})")
    for sentence in found.failed:
        write(f"  {sentence}")
