"""`baluarte admin vouch`, `reopen`, `stop` and `recoveries`: an account whose factors are lost, opened again by two."""

from typing import Annotated

import typer

from baluarte.core.errors import Unusable
from baluarte.core.ground.moments import iso
from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.rights.identity.recovery import GROUNDS, Recovery
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.printing import note, record, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_VOUCH = both(
    "Responde por una cuenta que perdió sus segundos factores.\n\n"
    "Para el equipo responden dos colegas y pasa un día; para un contacto, una persona comprueba el dominio y otra llama de vuelta.",
    "Vouch for an account whose second factors are lost.\n\n"
    "For the team two colleagues vouch and a day passes; for a contact one person checks the domain and another calls back.",
)
_ON = both("En qué se apoya: colleague, domain o call.", "On what ground: colleague, domain or call.")
_REOPEN = both(
    "Abre de nuevo una cuenta por la que ya respondieron. Terminan sus factores y sesiones; imprime su único enlace.",
    "Open an account anew for which people vouched. Its factors and sessions end; prints its one link.",
)
_STOP = both("Detiene una recuperación.", "Stop a recovery.")
_LIST = both("Muestra las recuperaciones en curso.", "Show the recoveries under way.")
_NAME = both("Nombre de la cuenta.", "Name of the account.")


def add(admin: Spoken) -> None:
    """Add the four words."""
    admin.command("vouch", help=_VOUCH, epilog="baluarte admin vouch guardia-2 --on colleague")(vouch)
    admin.command("reopen", help=_REOPEN, epilog="baluarte admin reopen guardia-2")(reopen)
    admin.command("stop", help=_STOP, epilog="baluarte admin stop guardia-2")(stop)
    admin.command("recoveries", help=_LIST, epilog="baluarte admin recoveries")(recoveries)


def vouch(name: Annotated[str, typer.Argument(help=_NAME)], ground: Annotated[str, typer.Option("--on", help=_ON)] = "colleague") -> None:
    """Vouch for an account."""
    if ground not in GROUNDS:
        raise Unusable("rights.vouch-ground", f"{ground[:40]!r} is no ground.", "", f"Write one of: {', '.join(GROUNDS)}.")
    world = current().world
    from baluarte.actions.rights.recovery import approve_recovery

    record(_told(approve_recovery(world, OPERATOR, name, ground)))


def reopen(name: Annotated[str, typer.Argument(help=_NAME)]) -> None:
    """Open an account anew."""
    world = current().world
    from baluarte.actions.rights.recovery import complete_recovery

    secret = complete_recovery(world, OPERATOR, name)
    note(Text("Sirve una vez y durante una hora.", "It works once and for one hour."))
    address = f"{world.house.base_url.rstrip('/')}/es/sign-in/{secret}"
    if current().flags.form == "table":
        write(address)
    else:
        record({"link": address})


def stop(name: Annotated[str, typer.Argument(help=_NAME)]) -> None:
    """Stop a recovery."""
    world = current().world
    from baluarte.actions.rights.recovery import stop_recovery

    stop_recovery(world, OPERATOR, name)
    note(Text(f"Se detuvo la recuperación de {name}.", f"Stopped the recovery of {name}."))


def recoveries() -> None:
    """Show what is under way."""
    world = current().world
    from baluarte.actions.rights.recovery import list_recoveries

    for one in list_recoveries(world, OPERATOR):
        record(_told(one))


def _told(one: Recovery) -> dict[str, str | int]:
    return {
        "account": one.account,
        "organisation": one.organisation,
        "asked_at": iso(one.asked_at),
        "vouched": ", ".join(f"{each.person} ({each.ground})" for each in one.vouched),
        "lacking": one.lacking,
        "ready_at": iso(one.ready_at) if one.ready_at else "",
    }
