"""`baluarte check`: reads, compares, reports. It repairs nothing."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Annotated, Literal

import typer

from baluarte.core.errors import Unusable
from baluarte.core.ground.check import PROMISES, Asked, Check, Promise
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.printing import document, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_HELP = both(
    "Vuelve a contar y compara con lo guardado. No repara nada.\n\n"
    "accounting: los renglones de los bytes originales, con código aparte. raw: cada byte está, es el que se guardó y da otra vez lo mismo. "
    "receipts: cada entrega tiene su acuse y ningún número se saltó. deliveries: nadie recibió lo de otro, nada va atrasado ni se envió dos veces. "
    "freshness: las páginas dicen cómo está cada fuente. walls: las restricciones de la base están puestas. statistics: intenta deducir las celdas ocultas de un archivo publicado. Sin palabra, todas las demás. "
    "Termina con 0 sólo si la promesa se cumple entera; con 1 si está rota o no se revisó toda.",
    "Count again and compare with what is stored. Repairs nothing.\n\n"
    "accounting: the rows of the raw bytes, by separate code. raw: every byte is there, is what was stored, and gives the same again. "
    "receipts: every delivery has its receipt and no number was skipped. deliveries: nobody got what is another's, nothing is late or left twice. "
    "freshness: pages say how each feed is. walls: the constraints of the database stand. statistics: tries to work out the hidden cells of a published file. No word means all the others. "
    "Ends with 0 only when all of the promise holds; with 1 when it is broken or was not fully covered.",
)
_EXAMPLES = """
baluarte check
baluarte check --deep --budget 10m --json
baluarte check accounting --feed shadowserver --since 7d
baluarte check accounting --public https://csirt.example
baluarte check raw --read-data --rebuild 1%
baluarte check statistics figures.json
"""
_OUTCOMES = {
    "holds": Text("se cumple", "holds"),
    "broken": Text("rota", "broken"),
    "not-fully-covered": Text("sin revisar del todo", "not fully covered"),
}
Word = Literal["accounting", "raw", "receipts", "deliveries", "freshness", "walls", "statistics"]  # promises, and what needs no server
_SPAN = re.compile(r"([0-9]{1,5})([smhdw])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)%", re.ASCII)


def add(app: Spoken) -> None:
    """Add the command."""
    app.command("check", help=_HELP, epilog=_EXAMPLES)(check)


def check(  # noqa: PLR0913, PLR0917 - each option is one word of the command
    promise: Annotated[
        Word | None,
        typer.Argument(metavar=both("PROMESA", "PROMISE"), help=both("Ninguna, todas.", "None means all.")),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Argument(metavar=both("ARCHIVO", "FILE"), help=both("statistics: el archivo publicado.", "statistics: the published file.")),
    ] = None,
    delivery: Annotated[int | None, typer.Option(min=1, max=2**31 - 1, help=both("Sólo esta entrega.", "This delivery alone."))] = None,
    feed: Annotated[str, typer.Option(help=both("Sólo esta fuente.", "This feed alone."))] = "",
    since: Annotated[str, typer.Option(help=both("Desde un día, o 7d.", "From a day on, or 7d."))] = "",
    public: Annotated[
        str, typer.Option(help=both("Compara con lo que publica esta dirección.", "Compare with what this address publishes."))
    ] = "",
    structure: Annotated[
        bool, typer.Option("--structure", help=both("raw: que todo esté en su sitio.", "raw: everything is in place."))
    ] = False,
    read_data: Annotated[bool, typer.Option("--read-data", help=both("raw: lee cada byte.", "raw: read every byte."))] = False,
    rebuild: Annotated[
        str, typer.Option(help=both("raw: rehace esta parte desde los bytes: 1%.", "raw: make this share again from the bytes: 1%."))
    ] = "",
    deep: Annotated[bool, typer.Option("--deep", help=both("Lee cada byte.", "Read every byte."))] = False,
    budget: Annotated[
        str,
        typer.Option(
            help=both(
                "Tiempo que puede tomar: 10m. La próxima vez sigue donde quedó.", "Time it may take: 10m. Next time it goes on from there."
            )
        ),
    ] = "",
) -> int:
    """Check one promise, or all that can be checked here."""
    if promise == "statistics" or file is not None:
        return _solve(promise, file)
    bounds = _seconds(budget) if budget else None
    share = _share(rebuild) if rebuild else 0.0
    world = current().world
    asked = Asked(delivery, feed, _since(since, world.now()) if since else None, deep, structure, read_data, share, bounds)
    if public:
        return _tell([_public(world, promise, public, asked)], whole=False)
    names: tuple[Promise, ...] = (promise,) if promise else ("accounting",) if delivery is not None else PROMISES
    acts = _acts(world)
    return _tell([acts[name](world, _share_of(asked, len(names))) for name in names], whole=promise is None)


def _solve(promise: str | None, file: Path | None) -> int:
    """Try to work out the hidden cells of a published file. It needs no server: anybody may try."""
    from baluarte.core.measures.hiding.attack import attack

    if promise != "statistics" or file is None:
        raise Unusable(
            "check.statistics", "A file goes with 'statistics', and 'statistics' needs one.", "", "Write: check statistics FILE."
        )
    if not file.is_file():
        raise Unusable("command.no-file", f"There is no file {str(file)!r}.", "", "Check how it is written.")
    begun, found = monotonic(), attack(file.read_bytes())
    return _tell([Check("statistics", found.hidden, found.found, 0, datetime.now(UTC), round(monotonic() - begun, 3))], whole=False)


def _acts(world: World) -> dict[Promise, Callable[[World, Asked], Check]]:  # noqa: ARG001 - open before an action is imported
    """Return the action of each promise."""
    from baluarte.actions.feeds import check_accounting
    from baluarte.actions.promises import check_freshness, check_raw, check_receipts, check_walls
    from baluarte.actions.warning import check_deliveries

    return {
        "accounting": lambda world, asked: check_accounting(world, OPERATOR, asked=asked),
        "raw": lambda world, asked: check_raw(world, OPERATOR, asked),
        "receipts": lambda world, asked: check_receipts(world, OPERATOR, asked),
        "deliveries": lambda world, asked: check_deliveries(world, OPERATOR, asked),
        "freshness": lambda world, _asked: check_freshness(world, OPERATOR),
        "walls": lambda world, _asked: check_walls(world, OPERATOR),
    }


def _public(world: World, promise: Promise | None, url: str, asked: Asked) -> Check:
    from baluarte.actions.feeds import check_published_sums
    from baluarte.actions.promises import check_freshness

    if promise == "freshness":
        return check_freshness(world, OPERATOR, url)
    if promise not in {None, "accounting"}:
        raise Unusable("check.public", f"'{promise}' is not published.", "Only sums and the state of feeds are.", "Leave --public out.")
    return check_published_sums(world, OPERATOR, url, asked.since)


def _tell(found: list[Check], *, whole: bool) -> int:
    if current().flags.json:
        document(_together(found) if whole else found[0].to_dict())
    else:
        for one in found:
            _print(one)
    return DONE if all(one.outcome == "holds" for one in found) else FOUND


def _together(found: list[Check]) -> dict[str, object]:
    """Return one account of every promise: the worst outcome is the outcome of all."""
    from baluarte.core.promises.joined import join

    return {**join("all", found).to_dict(), "promises": [one.to_dict() for one in found]}


def _print(found: Check) -> None:
    """Print the outcome, and every failure with what was expected and found."""
    language = current().flags.language
    words = _OUTCOMES[found.outcome].in_(language)
    share = f"{found.covered * 100:.4g} %"
    counted = Text(
        f"{found.checked} revisadas, {len(found.failed)} con falla, {found.not_covered} sin revisar; cubierto: {share}",
        f"{found.checked} checked, {len(found.failed)} failed, {found.not_covered} not covered; covered: {share}",
    )
    write(f"{found.promise}: {words} ({counted.in_(language)})")
    for sentence in found.failed:
        write(f"  {sentence}")


def _share_of(asked: Asked, parts: int) -> Asked:
    """Each promise has its part of the time."""
    from dataclasses import replace

    return asked if asked.seconds is None else replace(asked, seconds=asked.seconds / parts)


def _seconds(text: str) -> float:
    span = _SPAN.fullmatch(text)
    if span is None:
        raise Unusable("check.budget", f"'{text}' is not a span of time.", "", "Write 90s, 10m or 2h.")
    return float(int(span[1]) * _SECONDS[span[2]])


def _share(text: str) -> float:
    share = _SHARE.fullmatch(text)
    if share is None or not 0 < float(share[1]) <= 100:
        raise Unusable("check.share", f"'{text}' is not a share.", "", "Write 1% or 100%.")
    return float(share[1]) / 100


def _since(text: str, now: datetime) -> date:
    span = _SPAN.fullmatch(text)
    if span is not None and span[2] in "hdw":
        return (now - timedelta(seconds=int(span[1]) * _SECONDS[span[2]])).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable("query.since", f"'{text}' is neither a day nor a span.", "", "Write 2026-03-01 or 7d.") from None
