"""`baluarte reply` and `baluarte dispute`: what came back after notices, and what a person decides about it."""

from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from baluarte.core.errors import Unusable
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.replies.lists import DISPUTES, REPLIES, UNREACHABLE
from baluarte.core.replies.said import Said, Word
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.fields import read_day
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import note, record, table, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

MOST_BYTES = 64 * 1024 * 1024
_SHOWN = ("file", "state", "kind", "reason", "word", "folio", "findings")
_SHOW = both("Muestra una respuesta con sus propias palabras.", "Show a reply in its own words.")
_SETTLE = both("Da por resuelta una respuesta que esperaba a una persona.", "Settle a reply that waited for a person.")
_ASSIGN = both(
    "Da a una respuesta el significado que una persona leyó en ella: mueve sus hallazgos.",
    "Give a reply the meaning that a person read in it: its findings move.",
)
_DECIDE = both("Acepta o rechaza un falso positivo propuesto.", "Accept or refuse a proposed false positive.")
_DISPUTE = both(
    "Decide de quién es un activo: ended lo termina y cierra sus hallazgos, confirmed los abre otra vez.",
    "Decide whose asset it is: ended ends it and closes its findings, confirmed opens them again.",
)
Number = Annotated[int, typer.Argument(help=both("Número de la respuesta.", "Number of the reply."), min=1)]
Why = Annotated[str, typer.Option(help=both("Por qué.", "Why."))]


def add(app: Spoken) -> None:
    """Add both nouns."""
    noun = group(both("Respuestas a las notificaciones.", "Replies to notices."), "baluarte reply list --state waiting")
    add_list(noun, REPLIES, _list, "baluarte reply list --state waiting")
    noun.command("show", help=_SHOW, epilog="baluarte reply show 12")(show)
    noun.command("settle", help=_SETTLE, epilog='baluarte reply settle 12 --why "Se llamó por teléfono"')(settle)
    noun.command("assign", help=_ASSIGN, epilog='baluarte reply assign 12 fixed --why "Lo dice en inglés"')(assign)
    noun.command("decide", help=_DECIDE, epilog="baluarte reply decide 12 accept")(decide)
    app.add_typer(noun, name="reply")
    disputes = group(both("Activos en disputa.", "Disputed assets."), "baluarte dispute list")
    add_list(disputes, DISPUTES, _list_disputes, "baluarte dispute list")
    disputes.command("decide", help=_DISPUTE, epilog='baluarte dispute decide AN-2026-004217 ended --why "Es del proveedor"')(
        decide_dispute
    )
    app.add_typer(disputes, name="dispute")


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.replies import list_replies

    return list_replies(world, OPERATOR, query)


def _list_disputes(world: World, query: Query) -> Rows:
    from baluarte.actions.replies import list_disputes

    return list_disputes(world, OPERATOR, query)


def list_unreachable(world: World, query: Query) -> Rows:
    """Return the organisations that nobody reaches."""
    from baluarte.actions.replies import list_unreachable as ask

    return ask(world, OPERATOR, query)


def add_unreachable(noun: Spoken) -> None:
    """Add the list of the unreachable to the noun of organisations."""
    add_list(noun, UNREACHABLE, list_unreachable, "baluarte org unreachable", name="unreachable")


def show(number: Number) -> None:
    """Show one reply."""
    world = current().world
    from baluarte.actions.replies import show_reply

    page = show_reply(world, OPERATOR, number)
    if current().flags.form == "table":
        record(page.row, REPLIES)
        write(f"\n{page.why}\n{page.text}".rstrip())
        return
    record({**page.row, "why": page.why, "text": page.text, "findings": list(page.findings), "settled_why": page.settled_why})


def settle(number: Number, why: Why = "") -> None:
    """Settle a reply."""
    world = current().world
    from baluarte.actions.replies import settle_reply

    settle_reply(world, OPERATOR, number, why)
    note(Text(f"La respuesta {number} quedó resuelta.", f"The reply {number} is settled."))


def assign(
    number: Number,
    word: Annotated[Literal["fixed", "working", "false", "not-ours"], typer.Argument(help=both("Qué dice.", "What it says."))],
    why: Why = "",
    until: Annotated[str, typer.Option(help=both("Hasta qué día, como 2026-06-30.", "Until which day, as 2026-06-30."))] = "",
    finding: Annotated[
        list[str] | None, typer.Option(help=both("Sólo este hallazgo; se repite.", "This finding only; repeatable."))
    ] = None,
) -> None:
    """Give a reply its meaning."""
    world = current().world
    from baluarte.actions.replies import assign_reply

    moved = assign_reply(world, OPERATOR, number, Said(cast("Word", word), why, read_day(until), tuple(finding or ())))
    record({"reply": number, "findings": list(moved)})


def decide(
    number: Number,
    outcome: Annotated[Literal["accept", "refuse"], typer.Argument(help=both("Qué se decide.", "What is decided."))],
    why: Why = "",
) -> None:
    """Decide a proposed false positive."""
    world = current().world
    from baluarte.actions.replies import decide_false_positive

    moved = decide_false_positive(world, OPERATOR, number, accept=outcome == "accept", why=why)
    record({"reply": number, "findings": list(moved)})


def decide_dispute(
    folio: Annotated[str, typer.Argument(help=both("Folio de un hallazgo en disputa.", "Reference of a disputed finding."))],
    outcome: Annotated[Literal["ended", "confirmed"], typer.Argument(help=both("Qué se decide.", "What is decided."))],
    why: Why = "",
) -> None:
    """Decide whose asset it is."""
    world = current().world
    from baluarte.actions.replies import decide_dispute as act

    moved = act(world, OPERATOR, folio, outcome, why)
    record({"finding": folio, "outcome": outcome, "findings": list(moved)})


def read_files(files: list[Path]) -> int:
    """Take mails in from files, and print what became of each; exit 1 where one waits for a person."""
    world = current().world
    from baluarte.actions.replies import take_mail

    came = [(path.name, take_mail(world, OPERATOR, _bytes(path))) for path in files]
    lines = [{"file": name, **one.to_dict()} for name, one in came]
    if current().flags.form == "table":
        table(_SHOWN, [tuple(str(line[name]) for name in _SHOWN) for line in lines])
    else:
        record({"read": len(lines), "mails": lines})
    return FOUND if any(one.state == "waiting" for _, one in came) else DONE


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise Unusable("command.no-file", f"There is no file {str(path)!r}.", "", "Check how it is written.")
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES)
