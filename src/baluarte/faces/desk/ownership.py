"""What organisations prove to be their own, as the team sees it: claims, reviews by two people, designations, disputes."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from baluarte.actions.constituency import claims, sharing
from baluarte.core.constituency.claims.lists import DELEGATIONS, OWNERSHIP, OWNERSHIP_DISPUTES, SHARES
from baluarte.core.constituency.claims.page import Claimed
from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.forms import Field, Form
from baluarte.faces.desk.gate import for_the_team
from baluarte.faces.desk.lists import Listing, send_list, show_list
from baluarte.faces.desk.registers import to
from baluarte.formats.problems import in_words

LISTINGS = {
    "ownership": Listing(
        OWNERSHIP,
        claims.list_claims,
        "desk/ownership.html",
        to("desk-claim", "number"),
        Text("Nadie ha pedido comprobar un activo.", "Nobody has asked to prove an asset."),
    ),
    "disputes": Listing(
        OWNERSHIP_DISPUTES,
        sharing.list_ownership_disputes,
        "desk/ownership.html",
        to("desk-holding-dispute", "number"),
        Text("Ninguna organización disputa un activo.", "No organisation disputes an asset."),
    ),
    "delegations": Listing(
        DELEGATIONS,
        sharing.list_delegations,
        "desk/ownership.html",
        to("desk-org", "organisation"),
        Text("Ningún subdominio está delegado.", "No child is delegated."),
    ),
    "shares": Listing(
        SHARES,
        sharing.list_shares,
        "desk/ownership.html",
        to("desk-org", "organisation"),
        Text("Nada se comparte con proveedores.", "Nothing is shared with providers."),
    ),
}
TABS = tuple((name, one.shape.title) for name, one in LISTINGS.items())
_WORTH = (
    ("3", Text("3: todo, también lo de abajo y exportar", "3: everything, what lies below and export included")),
    ("2", Text("2: los hallazgos de ese activo", "2: the findings of that asset")),
    ("0", Text("0: rechazar", "0: refuse")),
)
_DESIGNATING = (
    Field("names", Text("Dominios y redes", "Domains and networks"), hint=Text("Separados por espacios o comas.", "With blanks or commas between."), mono=True),
    Field("letter", Text("Oficio", "Letter"), hint=Text("La referencia del documento que lo designa.", "The reference of the document that designates it."), mono=True),
)  # fmt: skip


@require_safe
@for_the_team
def on_screen(request: DeskRequest, language: Language, name: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show one of these lists."""
    return show_list(request, LISTINGS[name], {"tabs": TABS, "here": name})


@require_safe
@for_the_team
def as_file(request: DeskRequest, language: Language, name: str, ext: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Send one of these lists."""
    return send_list(request, LISTINGS[name], ext)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def claim(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Show a claim with what the team alone may know; check it, send its link, or decide it."""
    if request.method != "POST":
        return _claim(request, number)
    try:
        _do(request, number)
    except Unusable as problem:
        field = {"claim.address": "address", "claim.why": "why", "claim.worth": "worth-1"}.get(problem.code, "why")
        return _claim(request, number, {"problem": in_words(problem, language), "field": field, "typed": request.POST}, 422)
    return HttpResponseRedirect(reverse("desk-claim", args=[language, number]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def holding_dispute(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Show a dispute over an asset with all who hold it, or take the decision."""
    if request.method != "POST":
        return _dispute(request, number)
    why, against = request.POST.get("why", ""), request.POST.get("against", "")
    try:
        sharing.decide_ownership_dispute(request.world, request.actor, number, against, why)
    except Unusable as problem:
        return _dispute(request, number, {"problem": in_words(problem, language), "field": "why", "typed": request.POST}, 422)
    return HttpResponseRedirect(reverse("desk-ownership", args=[language, "disputes"]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def designate(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Ask what a designation gives an organisation, or record it."""
    back = reverse("desk-org", args=[language, slug])
    form = Form(Text("Registrar una designación", "Record a designation"), _DESIGNATING, Text("Registrar", "Record"), back, slug)
    if request.method != "POST":
        return form.show(request, {})
    typed = form.typed(request)
    try:
        made = claims.designate_assets(request.world, request.actor, slug, typed["names"], typed["letter"])
        _none_refused(made)
    except Unusable as problem:
        return form.show(request, typed, problem)
    return HttpResponseRedirect(back)


def _none_refused(made: tuple[Claimed, ...]) -> None:
    wrong = [one for one in made if one.code]
    if wrong:
        raise Unusable(wrong[0].code, f"names {wrong[0].text!r} cannot be designated.", "The others were recorded.", "Correct it.")


def _do(request: DeskRequest, number: int) -> None:
    world, actor, post = request.world, request.actor, request.POST
    match post.get("do", ""):
        case "check":
            claims.check_claim(world, actor, number)
        case "link":
            claims.send_claim_link(world, actor, number, post.get("address", ""))
        case "review":
            worth = post.get("worth", "")
            claims.review_claim(world, actor, number, int(worth) if worth in {"0", "2", "3"} else 1, post.get("why", ""))
        case _:
            raise Missing("claim.deed", "There is no such act.", "", "Choose one of the buttons.")


def _claim(request: DeskRequest, number: int, more: dict[str, object] | None = None, status: int = 200) -> HttpResponse:
    page = claims.show_claim(request.world, request.actor, number)
    reviewed = page.claim.standing.state in {"review", "grace"} and page.claim.method_code in {"review", "network"}
    worth = [one for one in _WORTH if page.claim.method_code == "review" or one[0] != "3"]
    told = {"page": page, "claim": page.claim, "reviewed": reviewed, "worth": worth, "typed": {}, **(more or {})}
    return render(request, "desk/claim.html", told, status=status)


def _dispute(request: DeskRequest, number: int, more: dict[str, object] | None = None, status: int = 200) -> HttpResponse:
    dispute = sharing.show_ownership_dispute(request.world, request.actor, number)
    return render(request, "desk/holding_dispute.html", {"dispute": dispute, "typed": {}, **(more or {})}, status=status)
