"""The machine: begin, serve, show the demo, look whether all is well. `wiring` does it, this asks."""

import sys
from typing import Annotated

import typer

from baluarte import __version__
from baluarte.core.ground.text import Text
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.printing import document, note, record, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import Item, Voice, current

Port = Annotated[int, typer.Option(min=1, max=65535, help=both("Puerto en el que escucha.", "Port to listen on."))]
Host = Annotated[
    str,
    typer.Option(
        help=both(
            "Dirección en la que escucha; fuera de esta máquina sólo si se pide.",
            "Address to listen on; beyond this machine only when told.",
        )
    ),
]


def add(app: Spoken) -> None:
    """Add the commands of the machine."""
    app.command("demo", help=_DEMO, epilog="baluarte demo\nbaluarte demo --port 8100 --no-open\nbaluarte demo --reset")(demo)
    app.command("init", help=_INIT, epilog="baluarte init\nBALUARTE_DATA=/srv/baluarte baluarte init --json")(init)
    app.command("serve", help=_SERVE, epilog="baluarte serve\nbaluarte serve --host 192.0.2.10 --port 8000")(serve)
    app.command("doctor", help=_DOCTOR, epilog="baluarte doctor\nbaluarte doctor --json")(doctor)
    app.command("status", help=_STATUS, epilog="baluarte status")(status)
    app.command("version", help=_VERSION, epilog="baluarte version")(version)


_DEMO = both(
    "Muestra un país ficticio ya poblado, en esta máquina y sin red.\n\nImprime la dirección y un enlace de administración que sirve una vez. Ctrl-C lo detiene; el segundo arranque tarda segundos.",
    "Show a fictional country, populated, on this machine and without a network.\n\nPrints the address and an administrator link that works once. Ctrl-C stops it; a second start takes seconds.",
)
_INIT = both(
    "Prepara la instalación: carpeta de datos, tablas, archivos de las páginas y el primer enlace de administración.\n\nNo hay contraseña de fábrica. Repetirla no daña nada: completa lo que falte y da un enlace nuevo.",
    "Prepare the installation: data folder, tables, files of the pages and the first administrator link.\n\nThere is no default password. To run it again harms nothing: it completes what is missing and gives a new link.",
)
_SERVE = both(
    "Atiende las páginas y hace los trabajos pendientes hasta que se le detenga.\n\nSe niega a arrancar si la base de datos no es duradera o le faltan tablas.",
    "Serve the pages and do the jobs until told to stop.\n\nRefuses to start while the database is not durable or lacks tables.",
)
_DOCTOR = both(
    "Revisa que todo esté bien en esta máquina y dice de cada cosa qué pasa, por qué importa y cómo se arregla.\n\nTermina con 1 si algo no está bien. No cambia nada.",
    "Look whether all is well on this machine and say of each thing what, why, and how to mend it.\n\nEnds with 1 when something is not well. Changes nothing.",
)
_STATUS = both("Dice en una línea si el servicio está listo.", "Say in one line whether the service is ready.")
_VERSION = both("Muestra la versión.", "Show the version.")


def demo(
    port: Port = 8000,
    reset: Annotated[bool, typer.Option("--reset", help=both("Hace el país de nuevo.", "Build the country again."))] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help=both("No abre el navegador.", "Do not open the browser."))] = False,
) -> int:
    """Run the fictional country."""
    return current().machine.demo(port, _voice(), reset=reset, browser=not no_open)


def init() -> int:
    """Make what an installation needs, and say where it is."""
    made = current().machine.init(note)
    language = current().flags.language
    if current().flags.form == "table":
        for title, value in (
            (Text("Datos", "Data"), made.data),
            (Text("Base de datos", "Database"), made.database),
            (Text("Configuración", "Settings"), made.settings),
            (Text("Respaldos", "Backups"), made.backups),
            (Text("Enlace de administración (una vez, una hora)", "Administrator link (once, one hour)"), made.link),
        ):
            write(f"{title.in_(language)}: {value}")
        return DONE
    record({"data": made.data, "database": made.database, "settings": made.settings, "backups": made.backups, "link": made.link})
    return DONE


def serve(port: Port = 8000, host: Host = "127.0.0.1") -> int:
    """Serve until told to stop."""
    return current().machine.serve(host, port, _voice())


def doctor() -> int:
    """Say of each thing whether it is well."""
    items = current().machine.doctor()
    green = all(item.good for item in items)
    language = current().flags.language
    if current().flags.json:
        document({"green": green, "items": [_plain(item) for item in items]})
        return DONE if green else FOUND
    for item in items:
        write(f"{'✓' if item.good else '✗'} {item.name}: {item.what.in_(language)}")
        for sentence in (item.why, item.fix):
            if not item.good and sentence.in_(language):
                write(f"    {sentence.in_(language)}")
    return DONE if green else FOUND


def status() -> int:
    """Say in one line whether the service is ready."""
    items = current().machine.doctor()
    bad = [item for item in items if not item.good]
    values = {"ready": not any(item.must for item in bad), "version": __version__, "not_well": [item.name for item in bad]}
    if current().flags.form == "table":
        words = Text("lista" if values["ready"] else "no lista", "ready" if values["ready"] else "not ready")
        rest = f" ({', '.join(item.name for item in bad)})" if bad else ""
        write(f"baluarte {__version__}: {words.in_(current().flags.language)}{rest}")
    else:
        record(values)
    return DONE if not bad else FOUND


def version() -> int:
    """Print the version."""
    if current().flags.json:
        document({"version": __version__})
    else:
        write(f"baluarte {__version__}")
    return DONE


def _voice() -> Voice:
    return Voice(note, _ready)


def _ready(address: str, link: str) -> None:
    """Print where it is reached: one document for programs, lines for people."""
    if current().flags.json:
        document({"url": address, "link": link})
    else:
        language = current().flags.language
        write(Text(f"Atendiendo en {address} (Ctrl-C lo detiene).", f"Serving at {address} (Ctrl-C stops it).").in_(language))
        if link:
            write(Text("Enlace de administración (una vez, una hora):", "Administrator link (once, one hour):").in_(language))
            write(link)
    sys.stdout.flush()


def _plain(item: Item) -> dict[str, object]:
    language = current().flags.language
    return {
        "name": item.name, "good": item.good, "must": item.must,
        "what": item.what.in_(language), "why": item.why.in_(language), "fix": item.fix.in_(language),
    }  # fmt: skip
