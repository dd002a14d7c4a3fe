"""The lists of the desk, each in one line: what it holds, who answers, where a row leads."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from baluarte.actions import campaigns, constituency, feeds, measures, replies, warning
from baluarte.core.campaigns.lists import CAMPAIGNS
from baluarte.core.constituency.lists import ASSETS, CONTACTS, ORGANISATIONS
from baluarte.core.feeds.lists import DELIVERIES, QUARANTINE
from baluarte.core.ground.screen import Link
from baluarte.core.ground.text import Language, Text
from baluarte.core.measures.lists import READINGS
from baluarte.core.products.lists import EXPLOITED, INVENTORY
from baluarte.core.replies.lists import DISPUTES, REPLIES, UNREACHABLE
from baluarte.core.warning.lists import FINDINGS, NOTICES
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.faces.desk.lists import Listing, send_list, show_list


def to(name: str, column: str) -> "Linker":
    """Return what links a row to a page by one of its columns."""
    return Linker(name, column)


class Linker:
    """Gives, for a request, the link of each row."""

    def __init__(self, name: str, column: str) -> None:
        self.name, self.column = name, column

    def __call__(self, request: DeskRequest) -> Link:
        """Return the function from a row to its page, in the language of the request."""

        def link(row: Mapping[str, object]) -> str:
            return reverse(self.name, args=[request.language, row[self.column]])

        return link


def findings_of(request: DeskRequest) -> Link:
    """Return the function from a flaw to the list of its findings."""

    def link(row: Mapping[str, object]) -> str:
        return f"{reverse('desk-list', args=[request.language, 'findings'])}?identifier={str(row['cve']).lower()}"

    return link


LISTINGS: dict[str, Listing] = {
    "findings": Listing(
        FINDINGS,
        warning.list_findings,
        "desk/findings.html",
        to("desk-finding", "folio"),
        Text(
            "Todavía no hay hallazgos: aparecen cuando una entrega trae un renglón sobre un activo registrado.",
            "No findings yet: they appear when a delivery holds a row about a registered asset.",
        ),
    ),
    "feeds": Listing(DELIVERIES, feeds.list_deliveries, "desk/feeds.html", to("desk-delivery", "id")),
    "quarantine": Listing(QUARANTINE, feeds.list_quarantine, "desk/quarantine.html", to("desk-delivery", "delivery")),
    "orgs": Listing(ORGANISATIONS, constituency.list_organisations, "desk/orgs.html", to("desk-org", "slug")),
    "contacts": Listing(CONTACTS, constituency.list_contacts, "desk/contacts.html", to("desk-org", "organisation")),
    "assets": Listing(ASSETS, constituency.list_assets, "desk/assets.html", to("desk-org", "organisation")),
    "products": Listing(
        INVENTORY,
        warning.list_products,
        "desk/products.html",
        to("desk-org", "organisation"),
        Text("Nadie ha dicho todavía qué productos usa.", "Nobody has said yet which products they run."),
    ),
    "exploited": Listing(
        EXPLOITED,
        warning.list_exploited,
        "desk/exploited.html",
        findings_of,
        Text("Todavía no ha llegado el catálogo de fallas que se explotan.", "The catalogue of exploited flaws has not arrived yet."),
    ),
    "outbox": Listing(NOTICES, warning.list_notices, "desk/outbox.html", to("desk-notice", "folio")),
    "inbox": Listing(
        REPLIES,
        replies.list_replies,
        "desk/inbox.html",
        to("desk-reply", "id"),
        Text("Todavía no ha vuelto nada.", "Nothing has come back yet."),
    ),
    "claims": Listing(
        DISPUTES,
        replies.list_disputes,
        "desk/claims.html",
        to("desk-dispute", "folio"),
        Text("Ningún activo está en disputa.", "No asset is disputed."),
    ),
    "unreachable": Listing(
        UNREACHABLE,
        replies.list_unreachable,
        "desk/unreachable.html",
        to("desk-org-contacts", "organisation"),
        Text(
            "Todas las organizaciones a las que hay algo que decir tienen un contacto.",
            "Every organisation that has something to be told has a contact.",
        ),
    ),
    "campaigns": Listing(CAMPAIGNS, campaigns.list_campaigns, "desk/campaigns.html", to("desk-campaign", "number")),
    "readings": Listing(READINGS, measures.list_readings, "desk/readings.html", to("desk-measure", "measure")),
}


@require_safe
@for_the_team
def on_screen(request: DeskRequest, language: Language, name: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show one of the lists."""
    return show_list(request, LISTINGS[name])


@require_safe
@for_the_team
def as_file(request: DeskRequest, language: Language, name: str, ext: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Send one of the lists."""
    return send_list(request, LISTINGS[name], ext)
