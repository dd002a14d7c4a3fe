"""`baluarte org wishes`, `baluarte calendar` and `baluarte contact key`: how each organisation is told, and under which key."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.calendar.days import WEEK, holidays
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import group
from baluarte.faces.cli.printing import listing, note, record, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

if TYPE_CHECKING:
    from baluarte.core.ground.world import KeyFacts

Slug = Annotated[str, typer.Argument(help=both("Clave de la organización.", "Identifier of the organisation."))]
Address = Annotated[str, typer.Argument(help=both("Correo.", "Mail address."))]
Hours = Annotated[str, typer.Option(help=both("Horas en que se le avisa: 09:00-18:00.", "Hours at which it is told: 09:00-18:00."))]
Days = Annotated[str, typer.Option(help=both("Días: mon-fri, o mon,wed,fri.", "Days: mon-fri, or mon,wed,fri."))]
Holidays = Annotated[
    str, typer.Option(help=both("quiet calla en días feriados; as-usual no.", "quiet is silent on holidays; as-usual is not."))
]
Rhythm = Annotated[
    str,
    typer.Option(
        help=both(
            "daily (resumen diario), weekly (informe semanal), urgent (sólo lo urgente y los cierres) o none (nada de lo opcional).",
            "daily (digest), weekly (report), urgent (the urgent and closings alone) or none (nothing that is optional).",
        )
    ),
]
WeekDay = Annotated[str, typer.Option("--week-day", help=both("Día del informe semanal: mon…sun.", "Day of the weekly report: mon…sun."))]
Protection = Annotated[
    str,
    typer.Option(
        help=both(
            "any (cifrado si hay llave), encrypted (detalle sólo cifrado) o summary (sólo un resumen).",
            "any (encrypted where there is a key), encrypted (detail only encrypted) or summary (a summary alone).",
        )
    ),
]
_WISHES = both(
    "Muestra cómo se avisa a una organización; con opciones, lo cambia. Lo urgente llega siempre, a cualquier hora.",
    "Show how an organisation is told; with options, change it. What is urgent always arrives, at any hour.",
)
_LOAD = both(
    "Carga el calendario del país: días feriados fijos y movibles.", "Load the calendar of the country: holidays, fixed and moving."
)
_SHOW = both("Muestra los días feriados de un año.", "Show the holidays of a year.")
_KEY = both(
    "Registra la llave pública OpenPGP de un contacto; desde entonces su correo va cifrado.",
    "Register the public OpenPGP key of a contact; from then on its mail is encrypted.",
)
_KEYS = both("Muestra las llaves de los contactos de una organización.", "Show the keys of the contacts of an organisation.")
_OURS = both(
    "Muestra el certificado OpenPGP con que esta instalación firma.", "Show the OpenPGP certificate with which this installation signs."
)


def add(app: Spoken) -> None:
    """Add the noun `calendar`, and `key` for the house."""
    noun = group(both("Calendario de días feriados.", "Calendar of holidays."), "baluarte calendar show --year 2026")
    noun.command("load", help=_LOAD, epilog="baluarte calendar load packs/anahuac/law/calendars.yaml")(load)
    noun.command("show", help=_SHOW, epilog="baluarte calendar show --year 2026")(show)
    app.add_typer(noun, name="calendar")


def add_to_org(noun: Spoken) -> None:
    """Add the word to `baluarte org`."""
    noun.command(
        "wishes", help=_WISHES, epilog="baluarte org wishes an-inst-012 --rhythm weekly --hours 09:00-18:00 --days mon-fri --holidays quiet"
    )(wishes)


def add_to_contact(noun: Spoken) -> None:
    """Add the words to `baluarte contact`."""
    noun.command("key", help=_KEY, epilog="baluarte contact key an-inst-012 csirt@hospital.example hospital.asc")(key)
    noun.command("keys", help=_KEYS, epilog="baluarte contact keys an-inst-012")(keys)
    noun.command("our-key", help=_OURS, epilog="baluarte contact our-key > openpgp.asc")(our_key)


def wishes(  # noqa: PLR0913, PLR0917 - one option for each thing that can be wished
    slug: Slug,
    hours: Hours = "",
    days: Days = "",
    holidays: Holidays = "",
    rhythm: Rhythm = "",
    week_day: WeekDay = "",
    protection: Protection = "",
) -> None:
    """Show or change the wishes of an organisation."""
    world = current().world
    from baluarte.actions.warning import set_wishes, show_wishes

    said = {"hours": hours, "days": days, "holidays": holidays, "rhythm": rhythm, "week_day": week_day, "protection": protection}
    values = {name: value for name, value in said.items() if value}
    page = show_wishes(world, OPERATOR, slug)
    record((set_wishes(world, OPERATOR, slug, values, page.version) if values else page).to_dict())


def load(
    file: Annotated[Path, typer.Argument(help=both("Archivo del calendario (YAML).", "File of the calendar (YAML)."))],
    name: Annotated[str, typer.Option(help=both("Cuál de sus calendarios.", "Which of its calendars."))] = "",
) -> None:
    """Load a calendar."""
    world = current().world
    from baluarte.actions.warning import load_calendar

    kept = load_calendar(world, OPERATOR, file.read_bytes(), name)
    note(Text(f"Se cargó el calendario {kept.name}.", f"Loaded the calendar {kept.name}."))


def show(year: Annotated[int, typer.Option(min=1900, max=9999, help=both("Año.", "Year."))] = 0) -> None:
    """Show the holidays of a year."""
    world = current().world
    from baluarte.actions.warning import show_calendar

    kept = show_calendar(world, OPERATOR)
    chosen = year or world.now().year
    lines = [
        (day.isoformat(), WEEK[day.weekday()], "yes" if kept.knows(date(chosen, 12, 31)) else "no")
        for day in sorted(holidays(kept, chosen))
    ]
    listing(("day", "week_day", "covered"), lines)


def key(
    organisation: Slug,
    address: Address,
    file: Annotated[
        Path | None, typer.Argument(help=both("Llave pública en texto; sin archivo, se quita.", "Public key as text; none takes it away."))
    ] = None,
) -> None:
    """Register or take away the key of a contact."""
    world = current().world
    from baluarte.actions.constituency import set_contact_key

    facts = set_contact_key(world, OPERATOR, organisation, address, file.read_text("utf-8") if file else "")
    record(_words(address, facts))


def keys(organisation: Slug) -> None:
    """Show the keys of an organisation's contacts."""
    world = current().world
    from baluarte.actions.constituency import contact_keys

    found = [_words(address, facts) for address, facts in contact_keys(world, OPERATOR, organisation)]
    listing(("address", "fingerprint", "expires", "fit"), [tuple(one.values()) for one in found])


def our_key() -> None:
    """Show the certificate of this house."""
    write(current().world.keyring.certificate())


def _words(address: str, facts: "KeyFacts") -> dict[str, str]:
    unfit = facts.unfit(current().world.now())
    return {
        "address": address,
        "fingerprint": facts.fingerprint,
        "expires": facts.expires.isoformat() if facts.expires else "",
        "fit": unfit or "yes",
    }
