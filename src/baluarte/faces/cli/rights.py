"""`baluarte rights`: erase, delay, hold, unmask, state and print what is promised to people."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from baluarte.core.errors import Unusable
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Language, Text
from baluarte.core.ground.world import World
from baluarte.core.rights.access.counters import KINDS
from baluarte.core.rights.access.delay import Wanted
from baluarte.core.rights.access.lists import DELAYS, OWN_ACCESS, UNMASKINGS
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.rights.retention.hold import Wanted as HoldWanted
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import document, note, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_LOAD = both("Carga purposes.yaml y catalogue.yaml de una carpeta.", "Load purposes.yaml and catalogue.yaml of a folder.")
_RECORD = both("Imprime el registro de tratamientos.", "Print the record of processing.")
_SECURITY = both("Imprime el documento de seguridad.", "Print the security document.")
_ERASE = both(
    "Suprime a la persona de un buzón: destruye sus llaves en todas las salas. No tiene vuelta.",
    "Erase the person of a mailbox: destroy its keys in every room. It cannot be undone.",
)
_COUNTERS = both("Muestra las cuentas públicas de un mes.", "Show the public counters of a month.")
_DELAY = both(
    "Pide retrasar los avisos de consulta a una organización; otra persona lo aprueba.",
    "Ask that notices of access to an organisation be delayed; somebody else approves.",
)
_HOLD = both(
    "Suspende la supresión hasta un día, por decisión de una autoridad.", "Suspend erasure until a day, by an authority's decision."
)
_STATE = both(
    "Declara el mes: qué clases de orden secreta nadie ha recibido.", "State the month: which kinds of secret order nobody has received."
)
_SWITCH = both("Enciende o apaga una promesa pública: statement, breach.", "Switch a public promise on or off: statement, breach.")
_UNIT = both("Dice para qué oficina trabaja una cuenta.", "Say for which office an account works.")
Day = Annotated[str, typer.Option("--until", help=both("Último día, como 2026-06-30.", "Last day, as 2026-06-30."))]
Authority = Annotated[str, typer.Option(help=both("Autoridad que lo decide.", "Authority that decides it."))]
Reference = Annotated[str, typer.Option(help=both("Número de la decisión.", "Number of the decision."))]


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(both("Derechos de las personas.", "Rights of persons."), "baluarte rights counters 2026-03\nbaluarte rights access --organisation an-inst-012")  # fmt: skip
    add_list(noun, OWN_ACCESS, _access, "baluarte rights access --organisation an-inst-012", name="access")
    add_list(noun, DELAYS, _delays, "baluarte rights delays --state running", name="delays")
    add_list(noun, UNMASKINGS, _unmaskings, "baluarte rights unmaskings --state waiting", name="unmaskings")
    noun.command("load", help=_LOAD, epilog="baluarte rights load packs/anahuac/rights")(load)
    noun.command("record", help=_RECORD, epilog="baluarte rights record > registro.md")(record)
    noun.command("security", help=_SECURITY, epilog="baluarte rights security > documento.md")(security)
    noun.command("erase", help=_ERASE, epilog="baluarte rights erase ana@hospital.example --yes")(erase)
    noun.command("counters", help=_COUNTERS, epilog="baluarte rights counters 2026-03")(counters)
    noun.command("delay", help=_DELAY, epilog='baluarte rights delay an-inst-012 --authority "Juzgado Segundo" --reference 31/2026 --reason court --until 2026-04-30')(delay)  # fmt: skip
    noun.command("hold", help=_HOLD, epilog='baluarte rights hold contact --authority "Juzgado Segundo" --reference 31/2026 --until 2026-04-30')(hold)  # fmt: skip
    noun.command("state", help=_STATE, epilog="baluarte rights state 2026-03 surveillance blocking")(state)
    noun.command("switch", help=_SWITCH, epilog='baluarte rights switch statement --why "Así lo dice la ley"')(switch)
    noun.command("unit", help=_UNIT, epilog="baluarte rights unit account-3 rights-office")(unit)
    app.add_typer(noun, name="rights")


def load(folder: Annotated[Path, typer.Argument(help=both("Carpeta rights de un paquete.", "Folder rights of a pack."))]) -> None:
    """Load the two files."""
    world = current().world
    from baluarte.actions.rights.promising import load_rights

    try:
        purposes, catalogue = ((folder / f"{name}.yaml").read_bytes() for name in ("purposes", "catalogue"))
    except OSError as error:
        raise Unusable("command.file", f"'{folder}' cannot be read: {error.strerror}.", "", "Check the name and the rights.") from error
    version = load_rights(world, OPERATOR, purposes, catalogue)
    note(Text(f"Se cargó la versión {version}.", f"Version {version} was loaded."))


def record() -> None:
    """Print the record of processing."""
    world = current().world
    from baluarte.actions.rights.promising import processing_record

    write(processing_record(world, OPERATOR, _language()))


def security() -> None:
    """Print the security document."""
    world = current().world
    from baluarte.actions.rights.promising import security_document

    write(security_document(world, OPERATOR, _language()))


def erase(
    address: Annotated[str, typer.Argument(help=both("Buzón de la persona.", "Mailbox of the person."))],
    yes: Annotated[bool, typer.Option("--yes", help=both("Sí, sin vuelta.", "Yes, for good."))] = False,
) -> None:
    """Erase a person."""
    if not yes:
        raise Unusable("rights.erase-yes", "Nothing was erased.", "An erasure cannot be undone.", "Add --yes.")
    world = current().world
    from baluarte.actions.promises import erase_person

    done = erase_person(world, OPERATOR, address)
    note(Text(f"Se olvidaron {done.items} datos y se destruyeron {done.keys} llaves.", f"{done.items} items were forgotten and {done.keys} keys destroyed."))  # fmt: skip


def counters(month: Annotated[str, typer.Argument(help=both("Mes, como 2026-03.", "Month, as 2026-03."))]) -> None:
    """Show the counters of a month."""
    world = current().world
    from baluarte.actions.rights.promising import published_counters

    told = published_counters(world, OPERATOR, month)
    names = ("purpose", "office", "reads", "items")
    document({"month": told.month, "reads": [dict(zip(names, one, strict=True)) for one in told.reads], **told.numbers})


def delay(  # noqa: PLR0913, PLR0917 - what a decision says
    organisation: Annotated[str, typer.Argument(help=both("Clave de la organización.", "Identifier of the organisation."))],
    authority: Authority,
    reference: Reference,
    reason: Annotated[str, typer.Option(help=both("court, investigation o life.", "court, investigation or life."))],
    until: Day,
    renews: Annotated[int, typer.Option(min=0, help=both("Número de la decisión que renueva.", "Number of the decision it renews."))] = 0,
) -> None:
    """Ask for a delay."""
    world = current().world
    from baluarte.actions.rights.access import ask_delay

    number = ask_delay(world, OPERATOR, Wanted(organisation, authority, reference, reason, _day(until), renews))
    note(Text(f"Petición {number}: espera a una segunda persona.", f"Request {number}: waits for a second person."))


def hold(
    retention: Annotated[str, typer.Argument(help=both("Clase de conservación, como contact.", "Class of retention, as contact."))],
    authority: Authority,
    reference: Reference,
    until: Day,
    subject: Annotated[str, typer.Option(help=both("Sólo este buzón.", "This mailbox alone."))] = "",
) -> None:
    """Suspend erasure."""
    world = current().world
    from baluarte.actions.rights.promising import ask_hold

    number = ask_hold(world, OPERATOR, HoldWanted(retention, authority, reference, _day(until), subject))
    note(Text(f"Conservación {number}, hasta el {until}.", f"Hold {number}, until {until}."))


def state(
    month: Annotated[str, typer.Argument(help=both("Mes, como 2026-03.", "Month, as 2026-03."))],
    kinds: Annotated[list[str], typer.Argument(help=both(f"Clases: {', '.join(KINDS)}.", f"Kinds: {', '.join(KINDS)}."))],
) -> None:
    """State a month."""
    world = current().world
    from baluarte.actions.rights.promising import make_statement

    make_statement(world, OPERATOR, month, tuple(kinds))
    note(Text(f"Quedó declarado {month}.", f"{month} is stated."))


def switch(
    what: Annotated[str, typer.Argument(help=both("statement o breach.", "statement or breach."))],
    why: Annotated[str, typer.Option(help=both("Por qué; se publica.", "Why; it is published."))],
    off: Annotated[bool, typer.Option("--off", help=both("Apagarla.", "Switch it off."))] = False,
) -> None:
    """Switch a promise."""
    world = current().world
    from baluarte.actions.rights.promising import set_promise

    set_promise(world, OPERATOR, what, why, on=not off)
    note(Text("El cambio queda en la página para siempre.", "The switch stays on the page for ever."))


def unit(
    account: Annotated[str, typer.Argument(help=both("Cuenta, como account-3.", "Account, as account-3."))],
    office: Annotated[str, typer.Argument(help=both("Oficina, como rights-office.", "Office, as rights-office."))],
) -> None:
    """Say the office of an account."""
    world = current().world
    from baluarte.actions.rights.unmasking import set_unit

    set_unit(world, OPERATOR, account, office)
    note(Text(f"{account} trabaja para {office}.", f"{account} works for {office}."))


def _access(world: World, query: Query) -> Rows:
    from baluarte.actions.rights.access import list_own_access

    return list_own_access(world, OPERATOR, query)


def _delays(world: World, query: Query) -> Rows:
    from baluarte.actions.rights.access import list_delays

    return list_delays(world, OPERATOR, query)


def _unmaskings(world: World, query: Query) -> Rows:
    from baluarte.actions.rights.unmasking import list_unmaskings

    return list_unmaskings(world, OPERATOR, query)


def _language() -> Language:
    return current().flags.language


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
