"""`baluarte claim`: what organisations prove to be their own, what they share of it, and what is disputed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baluarte.core.constituency.asset import AssetKind
from baluarte.core.constituency.claims.lists import DELEGATIONS, OWNERSHIP, OWNERSHIP_DISPUTES, SHARES
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.fields import read_day
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import document, note, record, table, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

if TYPE_CHECKING:
    from baluarte.core.constituency.claims.page import Claimed, ClaimPage

MOST_PASTED = 1 << 20
Number = Annotated[int, typer.Argument(min=1, max=2**31 - 1, help=both("Número.", "Number."))]
Slug = Annotated[str, typer.Argument(help=both("Clave de la organización.", "Identifier of the organisation."))]
Names = Annotated[list[str], typer.Argument(help=both("Dominios o redes; - los lee de la entrada.", "Domains or networks; - reads them."))]
Why = Annotated[str, typer.Option(help=both("Razón.", "Reason."))]
Method = Annotated[
    str, typer.Option(help=both("dns, web-file, mail-alias, network o review.", "dns, web-file, mail-alias, network or review."))
]
_ADD = both("Pide comprobar que unos activos son de una organización.", "Ask to prove that assets are an organisation's.")
_SHOW = both(
    "Muestra una petición: qué poner dónde, y qué respondieron los servidores.", "Show a claim: what to place where, and what servers said."
)
_CHECK = both("Consulta ahora a los servidores.", "Ask the servers now.")
_TOKEN = both(
    "Muestra el valor que una organización publica para comprobar lo suyo.",
    "Show the token that an organisation places to prove what is its own.",
)
_LINK = both(
    "Envía un enlace a un buzón del dominio, o al contacto de una red.",
    "Send a link to a mailbox of the domain, or to the contact of a network.",
)
_WITHDRAW = both("Retira una petición; los avisos siguen.", "Withdraw a claim; notices go on.")
_REVIEW = both(
    "Decide como analista: 2 o 3, o 0 para rechazar. Hacen falta dos personas.",
    "Decide as an analyst: 2 or 3, or 0 to refuse. It takes two people.",
)
_DESIGNATE = both(
    "Registra lo que una designación oficial da a una organización.", "Record what an official designation gives an organisation."
)
_DELEGATE = both("Deja que un subdominio responda a otra organización.", "Let a name below a domain answer to another organisation.")
_SHARE = both("Da a un proveedor acceso a activos hasta un día.", "Let a provider work on assets until a day.")
_DISPUTE = both("Abre una disputa por un activo.", "Open a dispute over an asset.")
_DECIDE = both(
    "Decide una disputa: contra una organización, o contra nadie.", "Decide a dispute: against an organisation, or against nobody."
)
_ASK = both(
    "Consulta todo lo que ya toca, y envía los correos que siguen.", "Ask about everything that is due, and send the mails that follow."
)


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(
        both("Lo que cada organización comprueba que es suyo.", "What each organisation proves to be its own."),
        "baluarte claim add an-inst-012 instituto.example\nbaluarte claim check 3\nbaluarte claim list --state asking",
    )
    add_list(noun, OWNERSHIP, _list, "baluarte claim list --organisation an-inst-012")
    add_list(noun, OWNERSHIP_DISPUTES, _disputes, "baluarte claim disputes --state open", name="disputes")
    add_list(noun, DELEGATIONS, _delegations, "baluarte claim delegations --organisation an-inst-012", name="delegations")
    add_list(noun, SHARES, _shares, "baluarte claim shares --state active", name="shares")
    noun.command("add", help=_ADD, epilog="baluarte claim add an-inst-012 instituto.example otro.example --method dns")(new)
    noun.command("show", help=_SHOW, epilog="baluarte claim show 3")(show)
    noun.command("check", help=_CHECK, epilog="baluarte claim check 3")(check)
    noun.command("token", help=_TOKEN, epilog="baluarte claim token an-inst-012\nbaluarte claim token an-inst-012 --rotate")(token)
    noun.command("link", help=_LINK, epilog="baluarte claim link 3 hostmaster@instituto.example")(link)
    noun.command("withdraw", help=_WITHDRAW, epilog='baluarte claim withdraw 3 --why "Ya no es nuestro"')(withdraw)
    noun.command("review", help=_REVIEW, epilog='baluarte claim review 3 2 --why "Llamada al número publicado"')(review)
    noun.command("designate", help=_DESIGNATE, epilog="baluarte claim designate an-inst-012 instituto.example --letter OF-2026-118")(
        designate
    )
    noun.command("delegate", help=_DELEGATE, epilog="baluarte claim delegate an-inst-012 hijo.instituto.example an-inst-013")(delegate)
    noun.command("share", help=_SHARE, epilog="baluarte claim share an-inst-012 an-soporte instituto.example --until 2026-09-01")(share)
    noun.command("dispute", help=_DISPUTE, epilog='baluarte claim dispute an-inst-012 domain a.example --why "Es nuestro"')(dispute)
    noun.command("decide", help=_DECIDE, epilog='baluarte claim decide 3 --against an-inst-013 --why "Lo dice el registro"')(decide)
    noun.command("end-share", help=both("Termina un acceso ahora.", "End a share now."), epilog="baluarte claim end-share 3")(end_share)
    noun.command(
        "end-delegation", help=both("Recupera un subdominio.", "Take a delegated name back."), epilog="baluarte claim end-delegation 3"
    )(end_delegation)
    noun.command("ask", help=_ASK, epilog="baluarte claim ask")(ask)
    app.add_typer(noun, name="claim")


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.constituency.claims import list_claims

    return list_claims(world, OPERATOR, query)


def _disputes(world: World, query: Query) -> Rows:
    from baluarte.actions.constituency.sharing import list_ownership_disputes

    return list_ownership_disputes(world, OPERATOR, query)


def _delegations(world: World, query: Query) -> Rows:
    from baluarte.actions.constituency.sharing import list_delegations

    return list_delegations(world, OPERATOR, query)


def _shares(world: World, query: Query) -> Rows:
    from baluarte.actions.constituency.sharing import list_shares

    return list_shares(world, OPERATOR, query)


def new(organisation: Slug, names: Names, method: Method = "dns") -> int:
    """Claim assets."""
    world = current().world
    from baluarte.actions.constituency.claims import claim_assets

    return _claimed(claim_assets(world, OPERATOR, organisation, _pasted(names), method))


def show(number: Number) -> None:
    """Show one claim."""
    world = current().world
    from baluarte.actions.constituency.claims import show_claim

    _print(show_claim(world, OPERATOR, number))


def check(number: Number) -> int:
    """Ask the servers now."""
    world = current().world
    from baluarte.actions.constituency.claims import check_claim

    page = check_claim(world, OPERATOR, number)
    _print(page)
    return 0 if page.claim.standing.holds else 1


def token(
    organisation: Slug, rotate: Annotated[bool, typer.Option(help=both("Lo cambia; el anterior vale 30 días.", "Replace it; the old one holds 30 days."))] = False
) -> None:  # fmt: skip
    """Show or replace a token."""
    world = current().world
    from baluarte.actions.constituency.claims import rotate_proof_token, show_proof_token

    held = (rotate_proof_token if rotate else show_proof_token)(world, OPERATOR, organisation)
    if current().flags.json:
        document(held.to_dict())
    else:
        write(held.token)


def link(number: Number, address: Annotated[str, typer.Argument(help=both("Correo.", "Mail address."))]) -> None:
    """Send a link."""
    world = current().world
    from baluarte.actions.constituency.claims import send_claim_link

    send_claim_link(world, OPERATOR, number, address)
    note(Text(f"El enlace sale hacia {address}.", f"The link leaves for {address}."))


def withdraw(number: Number, why: Why = "") -> None:
    """Withdraw a claim."""
    world = current().world
    from baluarte.actions.constituency.claims import withdraw_claim

    withdraw_claim(world, OPERATOR, number, why)
    note(Text(f"Petición {number}: retirada.", f"Claim {number}: withdrawn."))


def review(number: Number, assurance: Annotated[int, typer.Argument(min=0, max=3, help=both("0, 2 o 3.", "0, 2 or 3."))], why: Why) -> None:
    """Decide as an analyst."""
    world = current().world
    from baluarte.actions.constituency.claims import review_claim

    _print(review_claim(world, OPERATOR, number, assurance, why))


def designate(
    organisation: Slug, names: Names, letter: Annotated[str, typer.Option(help=both("Referencia del oficio.", "Reference of the letter."))]
) -> int:
    """Record a designation."""
    world = current().world
    from baluarte.actions.constituency.claims import designate_assets

    return _claimed(designate_assets(world, OPERATOR, organisation, _pasted(names), letter))


def delegate(
    organisation: Slug,
    name: Annotated[str, typer.Argument(help=both("Subdominio.", "Name below the domain."))],
    to: Annotated[str, typer.Argument(help=both("A quién responde.", "To whom it answers."))],
) -> None:
    """Delegate a name."""
    world = current().world
    from baluarte.actions.constituency.sharing import delegate_domain

    delegate_domain(world, OPERATOR, organisation, name, to)
    note(Text(f"{name} responde a {to}.", f"{name} answers to {to}."))


def end_delegation(number: Number) -> None:
    """Take a delegated name back."""
    world = current().world
    from baluarte.actions.constituency import sharing

    name = sharing.end_delegation(world, OPERATOR, number)
    note(Text(f"{name} vuelve a su organización.", f"{name} is back with its organisation."))


def share(
    organisation: Slug,
    provider: Annotated[str, typer.Argument(help=both("Proveedor.", "Provider."))],
    names: Names,
    until: Annotated[str, typer.Option(help=both("Último día; de inicio, medio año.", "Last day; by default half a year."))] = "",
) -> None:
    """Share assets with a provider."""
    world = current().world
    from baluarte.actions.constituency.sharing import share_assets

    count = share_assets(world, OPERATOR, organisation, provider, tuple(names), read_day(until))
    note(Text(f"{count} activos compartidos con {provider}.", f"{count} assets shared with {provider}."))


def end_share(number: Number) -> None:
    """End a share now."""
    world = current().world
    from baluarte.actions.constituency import sharing

    provider = sharing.end_share(world, OPERATOR, number)
    note(Text(f"{provider} ya no tiene acceso.", f"{provider} has no access any more."))


def dispute(
    organisation: Slug,
    kind: Annotated[AssetKind, typer.Argument(help=both("Tipo de activo.", "Kind of asset."))],
    value: Annotated[str, typer.Argument(help=both("Red, nombre o número.", "Network, name or number."))],
    why: Why,
) -> None:
    """Open a dispute."""
    world = current().world
    from baluarte.actions.constituency.sharing import dispute_asset

    number = dispute_asset(world, OPERATOR, organisation, kind, value, why)
    note(Text(f"Disputa {number}: la decide una persona.", f"Dispute {number}: a person decides it."))


def decide(number: Number, why: Why, against: Annotated[str, typer.Option(help=both("Quién lo pierde.", "Who loses it."))] = "") -> None:
    """Decide a dispute."""
    world = current().world
    from baluarte.actions.constituency.sharing import decide_ownership_dispute

    decide_ownership_dispute(world, OPERATOR, number, against, why)
    note(Text(f"Disputa {number}: decidida.", f"Dispute {number}: decided."))


def ask() -> None:
    """Ask about everything that is due."""
    world = current().world
    from baluarte.actions.constituency.claims import ask_due_claims, send_claim_mails

    became = ask_due_claims(world, OPERATOR)
    record({**became, "mails": send_claim_mails(world, OPERATOR)})


def _pasted(names: list[str]) -> str:
    """Return what was named on the line; `-` is what comes in, and a file that exists is its content."""
    read = [sys.stdin.read(MOST_PASTED) if one == "-" else one for one in names]
    return "\n".join(Path(one).read_text("utf-8")[:MOST_PASTED] if one.endswith(".txt") and Path(one).is_file() else one for one in read)


def _claimed(lines: "tuple[Claimed, ...]") -> int:
    if current().flags.json:
        document([one.to_dict() for one in lines])
    else:
        table(("number", "value", "kind", "code"), [(str(one.number or ""), one.value or one.text, one.kind, one.code) for one in lines])
    return 1 if any(one.code for one in lines) else 0


def _print(page: "ClaimPage") -> None:
    if current().flags.form != "table":
        record(page.to_dict())
        return
    language = current().flags.language
    record(page.claim.to_dict(), OWNERSHIP)
    if page.claim.said is not None:
        write(f"\n{page.claim.said.in_(language)}")
    if page.placing is not None:
        write(f"\n{page.placing.letter.in_(language)}")
    if page.asked:
        write("")
        rows = [(one.server, one.role, one.code, " ".join(one.found), "DNSSEC" if one.signed else "") for one in page.asked]
        table(("server", "role", "code", "found", "signed"), rows)
