"""`baluarte job`: what runs by itself, what the checks said last, and which queue stands still."""

from typing import Annotated

import typer

from baluarte.core.ground.check import Halted, Run
from baluarte.core.ground.moments import iso
from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import group
from baluarte.faces.cli.printing import document, table, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_LIST = both(
    "Dice qué encontró la última comprobación de cada promesa, cuál no ha corrido y qué cola está detenida.\n\nTermina con 1 si algo pide a una persona.",
    "Say what the last check of each promise found, which did not run, and which queue stands still.\n\nEnds with 1 when something needs a person.",
)
_RELEASE = both(
    "Deja seguir una cola que una promesa rota había detenido.\n\nHágalo después de revisar qué estaba roto; queda asentado quién lo hizo.",
    "Let a queue go on that a broken promise had stopped.\n\nDo it after looking at what was broken; who did it is marked.",
)
_WORDS = {
    "holds": Text("se cumple", "holds"),
    "broken": Text("rota", "broken"),
    "not-fully-covered": Text("sin revisar del todo", "not fully covered"),
    "never": Text("nunca ha corrido", "never ran"),
}


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(both("Trabajos y colas.", "Jobs and queues."), "baluarte job list\nbaluarte job release notices")
    noun.command("list", help=_LIST, epilog="baluarte job list\nbaluarte job list --json")(show)
    noun.command("release", help=_RELEASE, epilog="baluarte job release notices")(release)
    app.add_typer(noun, name="job")


def show() -> int:
    """Show what watches over the promises."""
    world = current().world
    from baluarte.actions.promises import show_watch

    seen, halted = show_watch(world, OPERATOR)
    if current().flags.json:
        document({"checks": [_plain(one) for one in seen], "stopped": [{**vars(one), "at": iso(one.at)} for one in halted]})
    else:
        _print(seen, halted)
    well = not halted and all(one.outcome == "holds" and not one.silent for one in seen)
    return DONE if well else FOUND


def release(
    queue: Annotated[
        str, typer.Argument(metavar=both("COLA", "QUEUE"), help=both("feeds, findings o notices.", "feeds, findings or notices."))
    ],
) -> None:
    """Let a queue go on."""
    world = current().world
    from baluarte.actions.promises import release_queue

    release_queue(world, OPERATOR, queue)
    write(Text(f"La cola {queue} sigue.", f"The queue {queue} goes on.").in_(current().flags.language))


def _print(seen: tuple[Run, ...], halted: tuple[Halted, ...]) -> None:
    language = current().flags.language
    header = ("promesa", "última vez", "resultado") if language == "es" else ("promise", "last run", "outcome")
    lines = []
    for one in seen:
        said = _WORDS.get(one.outcome, Text(one.outcome, one.outcome)).in_(language)
        overdue = Text(" (hace más de dos días)", " (more than two days ago)").in_(language) if one.silent and one.at else ""
        lines.append((one.promise, iso(one.at) if one.at else "", f"{said}{overdue}"))
    table(header, lines, form=current().flags.form)
    for stop in halted:
        told = Text(
            f"Detenida: {stop.queue} desde {iso(stop.at)} ({stop.promise}). {stop.why}",
            f"Stopped: {stop.queue} since {iso(stop.at)} ({stop.promise}). {stop.why}",
        )
        write(told.in_(language))


def _plain(one: Run) -> dict[str, object]:
    return {**vars(one), "at": iso(one.at) if one.at else None}
