"""`baluarte admin`, `token` and `mail`: the first door in, the keys of programs, a test letter."""

from typing import Annotated

import typer

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.rights.lists import TOKENS
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import note, record, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

DAYS, MOST_DAYS = 90, 365
_LINK = both(
    "Da un enlace de administración: sirve una vez y durante una hora. No hay contraseña de fábrica.\n\n"
    "Con --for, el de otra persona del equipo: una campaña la aprueba una segunda persona.",
    "Give an administrator link: it works once and for one hour. There is no default password.\n\n"
    "With --for, that of another member of the team: a campaign is approved by a second person.",
)
_CREATE = both("Crea la llave de un programa. Se muestra una sola vez.", "Create the token of a program. It is shown once.")
_REVOKE = both("Revoca una llave, de inmediato.", "Revoke a token, at once.")
_TEST = both("Envía una carta de prueba.", "Send a test letter.")


def add(app: Spoken) -> None:
    """Add the three nouns."""
    admin = group(both("Administración.", "Administration."), "baluarte admin link")
    admin.command("link", help=_LINK, epilog="baluarte admin link\nbaluarte admin link --for guardia-2")(link)
    app.add_typer(admin, name="admin")
    token = group(both("Llaves de programas.", "Tokens of programs."), "baluarte token create siem --days 90\nbaluarte token list")
    token.command("create", help=_CREATE, epilog="baluarte token create siem --days 90")(create)
    add_list(token, TOKENS, _list, "baluarte token list --state active")
    token.command("revoke", help=_REVOKE, epilog="baluarte token revoke 3F2A")(revoke)
    app.add_typer(token, name="token")
    mail = group(both("Correo.", "Mail."), "baluarte mail test guardia@csirt.example")
    mail.command("test", help=_TEST, epilog="baluarte mail test guardia@csirt.example")(test)
    app.add_typer(mail, name="mail")


def link(
    name: Annotated[
        str, typer.Option("--for", help=both("Cuenta de otra persona del equipo.", "Account of another member of the team."))
    ] = "",
) -> None:
    """Print a new link."""
    address = current().machine.link(name)
    if current().flags.form == "table":
        write(address)
    else:
        record({"link": address})


def create(
    name: Annotated[str, typer.Argument(help=both("Para qué programa es.", "Which program it is for."))],
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help=both("Días de vida.", "Days of life."))] = DAYS,
) -> None:
    """Create a token and print it, once."""
    world = current().world
    from baluarte.actions.rights import make_token

    secret = make_token(world, OPERATOR, name, days)
    note(Text("Guárdela ahora: no se volverá a mostrar.", "Keep it now: it will not be shown again."))
    if current().flags.form == "table":
        write(secret)
    else:
        record({"name": name, "days": days, "token": secret})


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.rights import list_tokens

    return list_tokens(world, OPERATOR, query)


def revoke(key: Annotated[str, typer.Argument(metavar="ID", help=both("Identificador de la llave.", "Identifier of the token."))]) -> None:
    """Revoke a token."""
    world = current().world
    from baluarte.actions.rights import revoke_token

    revoke_token(world, OPERATOR, key)
    note(Text(f"Se revocó {key}.", f"Revoked {key}."))


def test(address: Annotated[str, typer.Argument(help=both("A quién.", "To whom."))]) -> None:
    """Send a test letter."""
    world = current().world
    from baluarte.actions.warning import send_test_letter

    record({"to": address, "server_id": send_test_letter(world, OPERATOR, address)})
