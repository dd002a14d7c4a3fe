"""The lists of an organisation's own pages: what the desk has of it, without the column that would always say the same."""

from dataclasses import dataclass, replace
from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from baluarte.actions import constituency, replies, warning
from baluarte.actions.constituency import claims, roles, sharing
from baluarte.actions.rights.access import list_own_access
from baluarte.actions.rights.tokens import list_tokens
from baluarte.core.constituency.claims.lists import DELEGATIONS, OWNERSHIP, OWNERSHIP_DISPUTES, SHARES
from baluarte.core.constituency.lists import ASSETS
from baluarte.core.ground.shape import Shape
from baluarte.core.ground.text import Language, Text
from baluarte.core.products.lists import INVENTORY
from baluarte.core.replies.lists import DISPUTES
from baluarte.core.rights.lists import GRANTS, TOKENS
from baluarte.core.rights.purposes.use import WARNING
from baluarte.core.warning.lists import FINDINGS, NOTICES
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.lists import Listing, pairs_of, send_list, show_list
from baluarte.faces.desk.my.access import SPOKEN
from baluarte.faces.desk.my.gate import for_the_organisation
from baluarte.faces.desk.my.sharing import Ending
from baluarte.faces.desk.my.waits import tabs
from baluarte.faces.desk.registers import to
from baluarte.formats import words


def own(shape: Shape) -> Shape:
    """Return a list without the column of its organisation on screen; it can be asked for."""
    return replace(
        shape, columns=tuple(replace(one, shown=one.shown and one.name not in {"organisation", "sector"}) for one in shape.columns)
    )


_NOTHING = Text("", "")


@dataclass(frozen=True)
class Own(Listing):
    """One list of an organisation, with what stands above it."""

    title: Text = _NOTHING
    lead: Text = _NOTHING


LISTINGS: dict[str, Own] = {
    "findings": Own(
        own(FINDINGS), warning.list_findings, "my/findings.html", to("my-finding", "folio"),
        Text("No hay hallazgos con estos límites.", "There are no findings within these bounds."),
        Text("Hallazgos", "Findings"),
        Text("Cada renglón es un problema en uno de sus activos. Lo más urgente está arriba.", "Each line is one problem on one of your assets. The most urgent stand first."),
    ),
    "assets": Own(
        own(ASSETS), constituency.list_assets, "my/assets.html", None,
        Text("Todavía no hay activos suyos: nada se le puede relacionar.", "Nothing is registered as yours yet: nothing can be matched to you."),
        Text("Activos", "Assets"),
        Text("Lo que es suyo, desde qué día y con qué certeza lo sabemos.", "What is yours, from which day, and how sure we are of it."),
    ),
    "products": Own(
        own(INVENTORY), warning.list_products, "my/products.html", None,
        Text("Todavía no ha dicho qué productos usa.", "You have not said yet which products you run."),
        Text("Productos", "Products"),
        Text("Lo que usted dice que usa. Cuando una falla de uno de ellos se explota, se lo decimos en la misma hora.", "What you say you run. When a flaw of one of them is exploited, we tell you within the hour."),
    ),
    "notices": Own(
        own(NOTICES), partial(warning.list_notices, use=WARNING), "my/list.html", to("my-notice", "folio"),
        Text("Todavía no le hemos escrito.", "We have not written to you yet."),
        Text("Lo que le escribimos", "What we wrote to you"),
        Text("Cada mensaje, a quién llegó y cómo quedó.", "Each message, whom it reached, and how it stands."),
    ),
    "access": Own(
        SPOKEN, list_own_access, "my/access.html", None,
        Text("Nadie del equipo ha consultado todavía los datos de sus contactos y mensajes.", "Nobody of the team has read the data of your contacts and messages yet."),
        Text("Quién consultó nuestros datos", "Who looked at our data"),
        Text("Cada consulta de sus contactos y mensajes: qué oficina, qué día, para qué y con qué fundamento. Va numerada: si faltara un número, se vería.", "Each read of your contacts and messages: which office, on which day, what for and on which ground. They are numbered: a missing number would show."),
    ),
    "claims": Own(
        own(OWNERSHIP), claims.list_claims, "my/claims.html", to("my-claim", "number"),
        Text("Todavía no ha pedido comprobar nada.", "You have not asked to prove anything yet."),
        Text("Lo que pedimos comprobar", "What we asked to prove"),
        Text("Cada dominio o red que usted dijo suyo, cómo se comprueba y qué respondió.", "Each domain or network that you said is yours, how it is proved, and what answered."),
    ),
    "people": Own(
        own(GRANTS), roles.list_grants, "my/people.html", Ending("my-grant-end"),
        Text("Nadie tiene acceso.", "Nobody has access."),
        Text("Personas y proveedores", "People and providers"),
        Text("Quién entra a estas páginas, con qué función y hasta cuándo. Al llegar la fecha, el acceso termina solo.", "Who comes to these pages, in which role and until when. On that date access ends by itself."),
    ),
    "delegations": Own(
        own(DELEGATIONS), sharing.list_delegations, "my/delegations.html", Ending("my-delegation-end"),
        Text("No ha delegado ningún subdominio.", "You have delegated no child."),
        Text("Subdominios delegados", "Delegated children"),
        Text("Nombres debajo de sus dominios por los que responde otra organización; sus hallazgos son de ella desde ese día.", "Names below your domains for which another organisation answers; their findings are hers from that day on."),
    ),
    "shares": Own(
        own(SHARES), sharing.list_shares, "my/shares.html", Ending("my-share-end"),
        Text("No comparte ningún activo.", "You share no asset."),
        Text("Activos compartidos", "Shared assets"),
        Text("En qué activos trabaja un proveedor por usted, y hasta qué día. Al llegar ese día se termina solo.", "On which assets a provider works for you, and until which day. On that day it ends by itself."),
    ),
    "ownership-disputes": Own(
        own(OWNERSHIP_DISPUTES), sharing.list_ownership_disputes, "my/ownership_disputes.html", None,
        Text("No ha disputado ningún activo.", "You have disputed no asset."),
        Text("Disputas de activos", "Disputes over assets"),
        Text("Lo que otros dicen suyo y usted también, o lo que se le atribuye sin serlo. Decide una persona del equipo.", "What others say is theirs and you say too, or what is taken for yours and is not. A person of the team decides."),
    ),
    "keys": Own(
        own(TOKENS), list_tokens, "my/keys.html", to("my-key", "id"),
        Text("No hay llaves.", "There are no keys."),
        Text("Llaves de programas", "Keys of programs"),
        Text("Con ellas sus programas leen y contestan. Cada una dice qué puede, termina en una fecha y se ve cuándo se usó.", "With them your programs read and answer. Each says what it may do, ends on a day, and shows when it was used."),
    ),
    "disputes": Own(
        own(DISPUTES), replies.list_disputes, "my/list.html", to("my-finding", "folio"),
        Text("No ha dicho de ningún activo que no sea suyo.", "You have not said of any asset that it is not yours."),
        Text("Activos en disputa", "Disputed assets"),
        Text("Lo que usted dijo que no es suyo. Una persona del equipo decide, y todos los hallazgos del activo siguen su decisión.", "What you said is not yours. A person of the team decides, and every finding on the asset follows."),
    ),
}  # fmt: skip


@require_safe
@for_the_organisation
def on_screen(request: DeskRequest, language: Language, name: str) -> HttpResponse:
    """Show one of the lists."""
    listing = LISTINGS[name]
    told: dict[str, object] = {"title": listing.title, "lead": listing.lead}
    if name == "findings":
        today = words.local_day(request.world.now(), request.world.house.zone)
        told["tabs"] = tabs(replies.show_standing(request.world, request.actor), today, language, pairs_of(request))
    return show_list(request, listing, told)


@require_safe
@for_the_organisation
def as_file(request: DeskRequest, language: Language, name: str, ext: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Send one of the lists."""
    return send_list(request, LISTINGS[name], ext)
