"""What the organisation says it runs: a product is added or ended by its own word."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions import constituency
from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.lists import CRITICALITIES, EXPOSED
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.forms import Field, Form
from baluarte.faces.desk.my.gate import for_the_organisation
from baluarte.formats import words

_FIELDS = (
    Field("vendor", Text("Fabricante", "Vendor"), hint=Text("Como lo escribe él mismo: fortinet.", "As it writes itself: fortinet."), mono=True),
    Field("product", Text("Producto", "Product"), hint=Text("Sin la versión: fortios.", "Without its version: fortios."), mono=True),
    Field("version", Text("Versión", "Version"), hint=Text("Vacía, cuentan todas.", "Empty, all of them count."), mono=True),
    Field("exposed", Text("¿Se alcanza desde internet?", "Can it be reached from the internet?"), EXPOSED),
    Field("supplier", Text("Quién lo administra", "Who runs it"), hint=Text("Vacío: su propia gente.", "Empty: your own people.")),
    Field("criticality", Text("Criticidad", "Criticality"), (("", Text("no dicha", "not stated")), *CRITICALITIES)),
)  # fmt: skip


_NO_NAME = Unusable(
    "product.name-missing",
    "The vendor or the product is missing.",
    "A flaw is published under both names.",
    "Write both, as the vendor does.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def new(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask for a product, or add it."""
    here = reverse("my-list", args=[language, "products"])
    form = Form(Text("Agregar un producto", "Add a product"), _FIELDS, Text("Agregar", "Add"), here)
    if request.method != "POST":
        return form.show(request, {})
    typed: dict[str, Any] = form.typed(request)
    try:
        constituency.add_asset(request.world, request.actor, _asset(request.actor.organisation, typed))
    except Unusable as problem:
        return form.show(request, typed, problem)
    return HttpResponseRedirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def end(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask whether a product is no longer run, or end it from today on."""
    value, here = request.GET.get("value", ""), reverse("my-list", args=[language, "products"])
    form = Form(
        Text("¿Ya no usa este producto?", "Do you no longer run this product?"),
        (),
        Text("Ya no lo usamos", "We no longer run it"),
        here,
        value,
    )
    if request.method != "POST":
        return form.show(request, {})
    today = words.local_day(request.world.now(), request.world.house.zone)
    constituency.end_asset(request.world, request.actor, request.actor.organisation, "product", value, _last(today))
    return HttpResponseRedirect(here)


def _asset(organisation: str, typed: dict[str, Any]) -> Asset:
    """Return the product that three fields name, in the one form that the register knows."""
    if not typed["vendor"] or not typed["product"]:
        raise _NO_NAME
    named = ":".join(part for part in (typed["vendor"], typed["product"], typed["version"]) if part)
    rest = {name: typed[name] for name in ("exposed", "supplier", "criticality")}
    return Asset(organisation, "product", named, **rest)


def _last(today: date) -> date:
    """Return the last day of something that ends now: yesterday, so that today's flaws find it no more."""
    return today - timedelta(days=1)
