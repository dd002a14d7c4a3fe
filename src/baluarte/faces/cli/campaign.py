"""`baluarte campaign`: one flaw told to all whom it concerns, after two people agreed."""

from pathlib import Path
from typing import Annotated

import typer

from baluarte.core.campaigns.lists import AFFECTED, CAMPAIGNS, FOLLOWED
from baluarte.core.campaigns.page import CampaignPage
from baluarte.core.ground.query import Query, read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import document, note, rows, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

Number = Annotated[int, typer.Argument(min=1, max=2**31 - 1, help=both("Número de la campaña.", "Number of the campaign."))]
About = Annotated[str, typer.Argument(help=both("Un CVE, «fabricante producto», o un archivo.", "A CVE, 'vendor product', or a file."))]
_PREVIEW = both("Muestra a quién concerniría una campaña; nada se guarda.", "Show whom a campaign would concern; nothing is kept.")
_CREATE = both("Propone una campaña; una segunda persona la aprueba.", "Ask for a campaign; a second person approves it.")
_STATUS = both("Muestra una campaña y cómo va cada organización.", "Show a campaign and how far each organisation has come.")
_DECIDE = both("Aprueba o rechaza lo que propuso otra persona.", "Approve or refuse what somebody else asked for.")
_SEND = both("Envía una campaña aprobada.", "Send a campaign that was approved.")
_CLOSE = both("Termina el seguimiento de una campaña.", "End the follow-up of a campaign.")


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(both("Campañas.", "Campaigns."), "baluarte campaign preview CVE-2022-27925\nbaluarte campaign status 3")
    add_list(noun, CAMPAIGNS, _list, "baluarte campaign list --state asked")
    noun.command("preview", help=_PREVIEW, epilog="baluarte campaign preview CVE-2022-27925\nbaluarte campaign preview rows.csv")(preview)
    noun.command("create", help=_CREATE, epilog='baluarte campaign create CVE-2022-27925 --name "Correo" --says-es "…" --says-en "…" --do-es "…" --do-en "…"')(create)  # fmt: skip
    noun.command("status", help=_STATUS, epilog="baluarte campaign status 3")(status)
    noun.command("decide", help=_DECIDE, epilog='baluarte campaign decide 3 --refuse --why "Falta el boletín"')(decide)
    noun.command("send", help=_SEND, epilog="baluarte campaign send 3")(send)
    noun.command("close", help=_CLOSE, epilog="baluarte campaign close 3")(close)
    app.add_typer(noun, name="campaign")


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.campaigns import list_campaigns

    return list_campaigns(world, OPERATOR, query)


def preview(about: About) -> int:
    """Show whom a campaign would concern."""
    world = current().world
    from baluarte.actions.campaigns import preview_campaign

    kind, value, file = _subject(about)
    found = preview_campaign(world, OPERATOR, kind, value, file)
    affected, unreachable = found.affected.height, found.unreachable
    note(Text(f"{affected} organizaciones, {unreachable} sin contacto útil.", f"{affected} organisations, {unreachable} unreachable."))
    return rows(Rows(read_query((), AFFECTED, world.now()), found.affected, affected))


def create(  # noqa: PLR0913, PLR0917 - what the form asks
    about: About,
    name: Annotated[str, typer.Option(help=both("Nombre.", "Name."))],
    says_es: Annotated[str, typer.Option(help=both("Qué pasa, en español.", "What is the matter, in Spanish."))],
    says_en: Annotated[str, typer.Option(help=both("Qué pasa, en inglés.", "What is the matter, in English."))],
    do_es: Annotated[str, typer.Option(help=both("Qué hacer, en español.", "What to do, in Spanish."))],
    do_en: Annotated[str, typer.Option(help=both("Qué hacer, en inglés.", "What to do, in English."))],
    why: Annotated[str, typer.Option(help=both("Por qué ahora.", "Why now."))] = "",
) -> None:
    """Ask for a campaign."""
    world = current().world
    from baluarte.actions.campaigns import Proposal, ask_campaign

    kind, value, file = _subject(about)
    made = ask_campaign(world, OPERATOR, Proposal(name, kind, value, Text(says_es, says_en), Text(do_es, do_en), why, file))
    note(Text(f"Campaña {made.number}: espera a una segunda persona.", f"Campaign {made.number}: waits for a second person."))


def status(number: Number) -> int:
    """Show a campaign."""
    world = current().world
    from baluarte.actions.campaigns import show_campaign

    return _show(show_campaign(world, OPERATOR, number), world)


def decide(
    number: Number,
    approve: Annotated[bool, typer.Option("--approve/--refuse", help=both("Aprobar o rechazar.", "Approve or refuse."))],
    why: Annotated[str, typer.Option(help=both("Razón.", "Reason."))] = "",
) -> None:
    """Decide on a campaign that somebody else asked for."""
    world = current().world
    from baluarte.actions.campaigns import decide_campaign

    decided = decide_campaign(world, OPERATOR, number, approve=approve, why=why)
    note(Text(f"Campaña {number}: {_state(decided.state).es}.", f"Campaign {number}: {_state(decided.state).en}."))


def send(number: Number) -> int:
    """Send a campaign."""
    world = current().world
    from baluarte.actions.campaigns import send_campaign

    return _show(send_campaign(world, OPERATOR, number), world)


def close(number: Number) -> None:
    """End the follow-up."""
    world = current().world
    from baluarte.actions.campaigns import close_campaign

    close_campaign(world, OPERATOR, number)
    note(Text(f"Campaña {number}: cerrada.", f"Campaign {number}: closed."))


def _subject(about: str) -> tuple[str, str, bytes]:
    """A path that exists is a file; what looks like a CVE is one; the rest names a product."""
    path = Path(about)
    if path.is_file():
        return "report", path.name, path.read_bytes()
    return ("cve" if about.upper().startswith("CVE-") else "product"), about, b""


def _state(state: str) -> Text:
    return CAMPAIGNS.column("state").words(state)


def _show(page: CampaignPage, world: World) -> int:
    language, one = current().flags.language, page.campaign
    if current().flags.json:
        document({
            "number": one.number, "name": one.name, "kind": one.subject.kind, "value": one.subject.value, "state": one.state,
            "asked_by": one.asked_by, "decided_by": one.decided_by, "sent_at": one.sent_at, "stages": page.stages,
            "organisations": page.followed.to_dicts(),
        })  # fmt: skip
        return 0
    write(f"{one.number} {one.name} ({one.subject.value}): {_state(one.state).in_(language)}")
    return rows(Rows(read_query((), FOLLOWED, world.now()), page.followed, page.followed.height))
