"""`baluarte user` and `role`: who has an account, and which role each holds until when."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.rights.grants import Grant
from baluarte.core.rights.lists import GRANTS
from baluarte.core.rights.roles import MEMBERS, ROLES, TEAM
from baluarte.faces.cli.fields import read_day
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import note, record, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_NAMES = ", ".join(name for name in ROLES if name in TEAM | MEMBERS)
_ADD = both(
    "Abre la cuenta de alguien de una organización, o de un proveedor, y da su primer enlace: sirve una vez y durante una hora.\n\n"
    "La cuenta no puede nada hasta que se le da una función. Las del equipo se abren con baluarte admin link --for.",
    "Open the account of somebody of an organisation, or of a provider, and give its first link: it works once and for one hour.\n\n"
    "It may nothing until it is given a role. Those of the team are opened by baluarte admin link --for.",
)
_CLOSE = both(
    "Cierra una cuenta, de inmediato: sus sesiones, llaves y funciones terminan con ella.",
    "Close an account, at once: its sessions, tokens and roles end with it.",
)
_GIVE = both(
    f"Da una función a una cuenta, hasta un día. Funciones: {_NAMES}.\n\n"
    "Sin --until dura lo usual de la función. Darla otra vez la prolonga o la acorta.",
    f"Give an account a role, until a day. Roles: {_NAMES}.\n\n"
    "Without --until it lasts the usual time of the role. To give it again prolongs or shortens it.",
)
_END = both("Termina una función, de inmediato.", "End a role, at once.")
_ORG = both(
    "Clave de la organización; ninguna para una función del equipo.", "Identifier of the organisation; none for a role of the team."
)
_HOME = both("Clave de su organización; ninguna para un proveedor.", "Identifier of the own organisation; none for a provider.")
_SCOPE = both("Qué puede un proveedor, como findings:read. Se repite.", "What a provider may, as findings:read. Repeat it.")
_UNTIL = both("Último día, como 2026-12-31.", "Last day, as 2026-12-31.")
Account = Annotated[str, typer.Argument(help=both("Cuenta.", "Account."))]


def add(app: Spoken) -> None:
    """Add the two nouns."""
    user = group(
        both("Cuentas de las organizaciones y proveedores.", "Accounts of organisations and providers."), "baluarte user add hospital-1"
    )
    user.command("add", help=_ADD, epilog="baluarte user add hospital-1 --org an-inst-012")(new)
    user.command("close", help=_CLOSE, epilog="baluarte user close hospital-1")(close)
    app.add_typer(user, name="user")
    role = group(
        both("Funciones y hasta cuándo.", "Roles and until when."),
        "baluarte role list --state running\nbaluarte role give guardia-2 auditor",
    )
    add_list(role, GRANTS, _list, "baluarte role list --organisation an-inst-012")
    role.command("give", help=_GIVE, epilog=_EXAMPLES)(give)
    role.command("end", help=_END, epilog="baluarte role end 12")(end)
    app.add_typer(role, name="role")


_EXAMPLES = (
    "baluarte role give guardia-2 auditor --until 2026-12-31\n"
    "baluarte role give proveedor-1 provider --org an-inst-012 --scope findings:read --scope findings:write"
)


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.constituency.roles import list_grants

    return list_grants(world, OPERATOR, query)


def new(name: Account, org: Annotated[str, typer.Option(help=_HOME)] = "") -> None:
    """Open an account and print its first link."""
    world = current().world
    from baluarte.actions.constituency.roles import open_account

    secret = open_account(world, OPERATOR, name, org)
    address = f"{world.house.base_url.rstrip('/')}/{current().flags.language}/sign-in/{secret}"
    note(Text("Entréguelo por una vía segura: no se volverá a mostrar.", "Hand it over by a safe way: it will not be shown again."))
    if current().flags.form == "table":
        write(address)
    else:
        record({"account": name, "organisation": org, "link": address})


def close(name: Account) -> None:
    """Close an account."""
    world = current().world
    from baluarte.actions.constituency.roles import close_account

    close_account(world, OPERATOR, name)
    note(Text(f"Se cerró {name}.", f"Closed {name}."))


def give(
    name: Account,
    role: Annotated[str, typer.Argument(help=both("Función.", "Role."))],
    org: Annotated[str, typer.Option(help=_ORG)] = "",
    scope: Annotated[list[str] | None, typer.Option(help=_SCOPE)] = None,
    until: Annotated[str, typer.Option(help=_UNTIL)] = "",
) -> None:
    """Give a role and say until when."""
    world = current().world
    from baluarte.actions.constituency.roles import give_role

    given = give_role(world, OPERATOR, Grant(name, role, org, tuple(scope or ()), _end_of(read_day(until), world.house.zone)))
    record({"number": given.number, "account": name, "role": role, "organisation": org, "scopes": list(given.scopes), "until": given.until})


def _end_of(day: date | None, zone: str) -> datetime | None:
    """Return the end of a day in the country; the last day of the calendar is its own end."""
    if day is None or day == date.max:
        return None if day is None else datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(UTC)


def end(number: Annotated[int, typer.Argument(min=1, help=both("Número de la función otorgada.", "Number of the grant."))]) -> None:
    """End a role."""
    world = current().world
    from baluarte.actions.constituency.roles import end_grant

    end_grant(world, OPERATOR, number)
    note(Text(f"Se terminó la función {number}.", f"Ended the role {number}."))
