"""Proving what is the organisation's own: names are pasted, a record or a file is placed, and we ask until it is there."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions.constituency import claims
from baluarte.core.constituency.claims.page import Claimed
from baluarte.core.constituency.row import what_and_fix
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.my.gate import for_the_organisation
from baluarte.formats.problems import in_words

MOST_LETTERS = 300_000
# What each way needs and gives, as whoever chooses reads it. A designation is not chosen: the register says it.
WAYS: tuple[tuple[str, Text, Text], ...] = (
    ("dns", Text("Registro DNS", "DNS record"), Text("Un registro TXT en la zona. Comprueba el dominio y todo lo que queda debajo.", "A TXT record in the zone. It proves the domain and all below it.")),
    ("web-file", Text("Archivo web", "Web file"), Text("Un archivo en el sitio. Comprueba sólo ese equipo, y avisa a los contactos ya conocidos.", "A file on the site. It proves that host alone, and tells the contacts that are known.")),
    ("mail-alias", Text("Buzón del dominio", "Mailbox of the domain"), Text("Un enlace a security@, postmaster@ o hostmaster@. Da el resumen; el detalle pide un segundo método.", "A link to security@, postmaster@ or hostmaster@. It gives the summary; the detail needs a second way.")),
    ("network", Text("Contacto del registro de red", "Contact of the network registry"), Text("Para un prefijo o un ASN: una persona del equipo escribe a su contacto en el registro.", "For a prefix or an ASN: a person of the team writes to its contact in the registry.")),
    ("review", Text("Revisión por personas", "Review by people"), Text("Le llamamos a un número publicado; deciden dos analistas.", "We call you back at a published number; two analysts decide.")),
)  # fmt: skip
_REFUSED = {
    "claim.method": Text("Este método no sirve para un activo de este tipo.", "This way does not serve for an asset of this kind."),
    "claim.wide": Text("Es demasiado amplio para comprobarlo de una vez.", "It is too wide to be proved at once."),
}
STEPS = {
    "claimed": Text("Se pidió", "Claimed"),
    "asked": Text("Se consultó", "Asked"),
    "verified": Text("Comprobado", "Verified"),
    "still": Text("Sigue comprobado", "Still verified"),
    "missing": Text("Dejó de aparecer; corre el plazo de gracia", "Missing; its grace time runs"),
    "back": Text("Volvió a aparecer", "There again"),
    "lost": Text("Se perdió la comprobación", "Verification lost"),
    "gave-up": Text("No apareció en catorce días", "It did not appear within fourteen days"),
    "withdrawn": Text("Se retiró", "Withdrawn"),
    "refused": Text("Se rechazó", "Refused"),
    "link-sent": Text("Se envió el enlace", "The link was sent"),
    "followed": Text("Se abrió el enlace", "The link was followed"),
    "review": Text("Pasó a revisión", "Went to review"),
    "voted": Text("Opinó un analista", "An analyst decided"),
    "designated": Text("Lo designó el registro", "Designated by the register"),
}
ROLES = {
    "authority": Text("servidor de nombres", "name server"),
    "resolver": Text("resolutor", "resolver"),
    "web": Text("servidor web", "web server"),
}


@dataclass(frozen=True)
class Line:
    """What became of one pasted line, in words."""

    claimed: Claimed
    why: Text | None
    fix: Text | None


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def new(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask for names to prove, or take them and say what became of each."""
    if request.method != "POST":
        return _form(request, {"method": "dns"})
    typed = {"names": request.POST.get("names", "")[: MOST_LETTERS + 1], "method": request.POST.get("method", "")}
    try:
        made = claims.claim_assets(request.world, request.actor, request.actor.organisation, typed["names"], typed["method"])
    except Unusable as problem:
        field = "method-1" if "method" in problem.code else "names"
        return _form(request, typed, {"problem": in_words(problem, language), "field": field}, 422)
    if len(made) == 1 and made[0].number:
        return HttpResponseRedirect(reverse("my-claim", args=[language, made[0].number]))
    return render(request, "my/claimed.html", {"lines": [_line(one) for one in made], "good": sum(1 for one in made if one.number)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def claim(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Show one claim with what has to be placed and what was answered; check now, send the link, or withdraw it."""
    if request.method != "POST":
        return _page(request, number)
    deed = request.POST.get("do", "")
    try:
        _do(request, number, deed)
    except Unusable as problem:
        return _page(request, number, {"problem": in_words(problem, language), "field": "address"}, 422)
    return HttpResponseRedirect(f"{reverse('my-claim', args=[language, number])}?done={deed}#outcome")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def token(request: DeskRequest, language: Language) -> HttpResponse:
    """Show the one token that proves every name, or replace it."""
    if request.method == "POST":
        claims.rotate_proof_token(request.world, request.actor)
        return HttpResponseRedirect(f"{reverse('my-proof-token', args=[language])}?done=rotated")
    held = claims.show_proof_token(request.world, request.actor)
    return render(request, "my/token.html", {"held": held, "done": request.GET.get("done", "")})


def _do(request: DeskRequest, number: int, deed: str) -> None:
    match deed:
        case "check":
            claims.check_claim(request.world, request.actor, number)
        case "link":
            claims.send_claim_link(request.world, request.actor, number, request.POST.get("address", ""))
        case "withdraw":
            claims.withdraw_claim(request.world, request.actor, number, request.POST.get("why", "").strip())
        case _:
            raise Unusable("answer.none", "No answer was chosen.", "Nothing was done.", "Choose one of them.")


def _form(request: DeskRequest, typed: dict[str, str], more: dict[str, object] | None = None, status: int = 200) -> HttpResponse:
    return render(request, "my/claim_new.html", {"typed": typed, "ways": WAYS, **(more or {})}, status=status)


def _page(request: DeskRequest, number: int, more: dict[str, object] | None = None, status: int = 200) -> HttpResponse:
    shown = claims.show_claim(request.world, request.actor, number)
    told = {
        "page": shown,
        "claim": shown.claim,
        "method": shown.claim.method,
        "steps": [(one, STEPS.get(one.what, Text(one.what, one.what))) for one in shown.steps],
        "roles": ROLES,
        "done": request.GET.get("done", ""),
        "ended": shown.claim.standing.state in {"withdrawn", "refused"},
        **(more or {}),
    }
    return render(request, "my/claim.html", told, status=status)


def _line(one: Claimed) -> Line:
    if not one.code:
        return Line(one, None, None)
    what, fix = what_and_fix(one.code)
    return Line(one, _REFUSED.get(one.code, what), None if one.code in _REFUSED else fix)
