"""`baluarte org`: the organisations we serve."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from baluarte.core.constituency.lists import ORGANISATIONS
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli import reply, wishes
from baluarte.faces.cli.asking import confirm
from baluarte.faces.cli.fields import read_fields, with_fields
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import ANY_WORDS, add_list, group
from baluarte.faces.cli.printing import document, note, record, table, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

if TYPE_CHECKING:
    from baluarte.core.constituency.page import OrganisationPage
    from baluarte.core.constituency.tree import Branch

Slug = Annotated[str, typer.Argument(help=both("Clave de la organización.", "Identifier of the organisation."))]
_SETTABLE = ("kind", "sector", "territory", "parent", "language", "criticality", "status")
_CHANGEABLE = ("name", *_SETTABLE)


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(
        both("Organizaciones a las que servimos.", "Organisations we serve."),
        "baluarte org list --sector health\nbaluarte org show an-inst-012\nbaluarte org tree",
    )
    add_list(noun, ORGANISATIONS, _list, "baluarte org list --sector health --sort name\nbaluarte org list --json=slug,name")
    noun.command("show", help=_SHOW, epilog="baluarte org show an-inst-012")(show)
    noun.command("tree", help=_TREE, epilog="baluarte org tree\nbaluarte org tree --json")(tree)
    noun.command("add", help=_ADD, epilog='baluarte org add an-hospital "Hospital Central" --sector health', context_settings=ANY_WORDS)(
        new
    )
    noun.command("change", help=_CHANGE, epilog="baluarte org change an-hospital --criticality high", context_settings=ANY_WORDS)(change)
    noun.command("merge", help=_MERGE, epilog="baluarte org merge an-old an-new --yes")(merge)
    reply.add_unreachable(noun)
    wishes.add_to_org(noun)
    app.add_typer(noun, name="org")


_SHOW = both("Muestra una organización con sus contactos y activos.", "Show one organisation with its contacts and assets.")
_TREE = both("Muestra quién depende de quién.", "Show who stands below whom.")
_ADD = with_fields("Da de alta una organización.", "Add an organisation.", ORGANISATIONS, _SETTABLE)
_CHANGE = with_fields("Cambia una organización.", "Change an organisation.", ORGANISATIONS, _CHANGEABLE)
_MERGE = both(
    "Fusiona una organización con otra: sus activos, contactos y hallazgos pasan a la segunda.",
    "Merge one organisation into another: its assets, contacts and findings move to the second.",
)


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.constituency import list_organisations

    return list_organisations(world, OPERATOR, query)


def show(slug: Slug) -> None:
    """Show one organisation."""
    world = current().world
    from baluarte.actions.constituency import show_organisation

    print_page(show_organisation(world, OPERATOR, slug))


def print_page(page: "OrganisationPage") -> None:
    """Print an organisation: labelled lines, then its contacts and assets; one object for programs."""
    flags = current().flags
    if flags.form != "table":
        record(page.to_dict())
        return
    record(page.organisation.to_dict(), ORGANISATIONS)
    if page.contacts:
        write("")
        table(("role", "address", "schedule", "status"), [(one.role, one.address, one.schedule, one.status) for one in page.contacts])
    if page.assets:
        write("")
        days = [(one.kind, one.value, str(one.valid_from or ""), str(one.valid_until or "")) for one in page.assets]
        table(("kind", "value", "valid_from", "valid_until"), days)


def tree() -> None:
    """Show who stands below whom."""
    world = current().world
    from baluarte.actions.constituency import organisation_tree

    branches = organisation_tree(world, OPERATOR)
    if current().flags.json:
        document([_plain(branch) for branch in branches])
    else:
        for line in _lines(branches, 0):
            write(line)


def new(
    context: typer.Context,
    slug: Slug,
    name: Annotated[str, typer.Argument(help=both("Nombre completo.", "Full name."))],
) -> None:
    """Add an organisation."""
    world = current().world
    from baluarte.actions.constituency import add_organisation

    values: dict[str, Any] = read_fields(context.args, ORGANISATIONS, _SETTABLE)
    add_organisation(world, OPERATOR, Organisation(slug, name, **values))
    note(Text(f"Se dio de alta {slug}.", f"Added {slug}."))


def change(context: typer.Context, slug: Slug) -> None:
    """Change an organisation."""
    world = current().world
    from baluarte.actions.constituency import change_organisation, show_organisation

    values: dict[str, Any] = read_fields(context.args, ORGANISATIONS, _CHANGEABLE)
    page = show_organisation(world, OPERATOR, slug)
    change_organisation(world, OPERATOR, replace(page.organisation, **values), page.version)
    note(Text(f"Se cambió {slug}.", f"Changed {slug}."))


def merge(
    source: Annotated[str, typer.Argument(help=both("La que desaparece.", "The one that goes."))],
    target: Annotated[str, typer.Argument(help=both("La que queda.", "The one that stays."))],
) -> None:
    """Merge one organisation into another."""
    confirm(Text(f"¿Fusionar {source} con {target}? No se deshace con una orden.", f"Merge {source} into {target}? No command undoes it."))
    world = current().world
    from baluarte.actions.warning import merge_organisations

    record(merge_organisations(world, OPERATOR, source, target))


def _lines(branches: "Iterable[Branch]", depth: int) -> Iterable[str]:
    for branch in branches:
        yield f"{'  ' * depth}{branch.organisation.slug}  {branch.organisation.name}{_merged(branch.organisation)}"
        yield from _lines(branch.branches, depth + 1)


def _merged(one: Organisation) -> str:
    """Return, in brackets, into whom an organisation was merged; nothing where it was not."""
    if not one.merged_into:
        return ""
    return f" ({Text(f'fusionada con {one.merged_into}', f'merged into {one.merged_into}').in_(current().flags.language)})"


def _plain(branch: "Branch") -> dict[str, object]:
    return {
        "slug": branch.organisation.slug,
        "name": branch.organisation.name,
        "merged_into": branch.organisation.merged_into,
        "branches": [_plain(twig) for twig in branch.branches],
    }
