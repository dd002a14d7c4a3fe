"""`baluarte contact`: how each organisation is reached."""

from typing import Annotated, Any

import typer

from baluarte.core.constituency.contact import Contact, Role
from baluarte.core.constituency.lists import CONTACTS
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli import wishes
from baluarte.faces.cli.fields import read_day, read_fields, with_fields
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import ANY_WORDS, add_list, group
from baluarte.faces.cli.printing import note
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_SETTABLE = ("schedule", "language", "key", "since")
_ADD = with_fields("Agrega un contacto a una organización.", "Add a contact to an organisation.", CONTACTS, _SETTABLE)
_RETIRE = both("Retira un contacto: ya no se le escribe.", "Retire a contact: it is not written to any more.")
_TEST = both(
    "Pregunta a un buzón si todavía le corresponde. La fecha queda anotada, y su respuesta lo verifica otra vez.",
    "Ask a mailbox whether it is still the right one. The day is noted, and its answer verifies it again.",
)
Slug = Annotated[str, typer.Argument(help=both("Clave de la organización.", "Identifier of the organisation."))]
Address = Annotated[str, typer.Argument(help=both("Correo.", "Mail address."))]


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(
        both("Contactos de las organizaciones.", "Contacts of the organisations."),
        "baluarte contact list --organisation an-inst-012\nbaluarte contact add an-inst-012 security csirt@hospital.example",
    )
    add_list(noun, CONTACTS, _list, "baluarte contact list --role security")
    noun.command("add", help=_ADD, epilog="baluarte contact add an-inst-012 security csirt@hospital.example", context_settings=ANY_WORDS)(
        new
    )
    noun.command("retire", help=_RETIRE, epilog="baluarte contact retire an-inst-012 csirt@hospital.example")(retire)
    noun.command("test", help=_TEST, epilog="baluarte contact test an-inst-012 csirt@hospital.example")(test)
    wishes.add_to_contact(noun)
    app.add_typer(noun, name="contact")


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.constituency import list_contacts

    return list_contacts(world, OPERATOR, query)


def new(
    context: typer.Context,
    organisation: Slug,
    role: Annotated[Role, typer.Argument(help=both("Función.", "Role."))],
    address: Address,
) -> None:
    """Add a contact."""
    values: dict[str, Any] = read_fields(context.args, CONTACTS, _SETTABLE)
    world = current().world
    from baluarte.actions.constituency import add_contact

    values["since"] = read_day(values.get("since"))
    add_contact(world, OPERATOR, Contact(organisation, role, address, **values))
    note(Text(f"Se agregó {address}.", f"Added {address}."))


def retire(organisation: Slug, address: Address) -> None:
    """Retire a contact."""
    world = current().world
    from baluarte.actions.constituency import retire_contact

    retire_contact(world, OPERATOR, organisation, address)
    note(Text(f"Se retiró {address}.", f"Retired {address}."))


def test(organisation: Slug, address: Address) -> None:
    """Ask a mailbox whether it is the right one."""
    world = current().world
    from baluarte.actions.replies import ask_contact

    ask_contact(world, OPERATOR, organisation, address)
    note(Text(f"Se envió la prueba a {address}.", f"The test was sent to {address}."))
