"""One organisation with everything that is its own, and the tree of them all."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from baluarte.actions import constituency, warning
from baluarte.core.ground.screen import Screen, address, show
from baluarte.core.ground.text import Language
from baluarte.core.warning.calendar.wishes import DAY_WORDS, PROTECTIONS, RHYTHMS, WishesPage
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.faces.desk.lists import ask
from baluarte.faces.desk.registers import LISTINGS

OPEN = ("state.not", "closed")


@require_safe
@for_the_team
def organisation(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Show one organisation: profile, how it is reached, what is its own, what is open, what it was told."""
    shown = constituency.show_organisation(request.world, request.actor, slug)
    own = ("organisation", slug)
    return render(
        request,
        "desk/org.html",
        {
            "page": shown,
            "findings": _brief(request, "findings", [own, OPEN], "folio,severity,identifier,point,state"),
            "told": Told.of(warning.show_wishes(request.world, request.actor, slug), language),
            "keys": constituency.contact_keys(request.world, request.actor, slug),
            "now": request.world.now(),
            "outbox": _brief(request, "outbox", [own], "folio,made_at,kind,severity,findings,state"),
        },
    )


@dataclass(frozen=True)
class Told:
    """The wishes of an organisation as a form shows them: each choice, and whether it is chosen."""

    page: WishesPage
    days: tuple[tuple[str, str, bool], ...]
    rhythms: tuple[tuple[str, str, bool], ...]
    protections: tuple[tuple[str, str, bool], ...]
    hours: str
    week_day: str

    @classmethod
    def of(cls, page: WishesPage, language: Language) -> "Told":
        """Return the form of some wishes in one language."""
        said, wishes = page.wishes.to_dict(), page.wishes
        return cls(
            page,
            tuple((code, text.in_(language), place in wishes.days) for place, (code, text) in enumerate(DAY_WORDS)),
            tuple((code, text.in_(language), code == wishes.rhythm) for code, text in RHYTHMS),
            tuple((code, text.in_(language), code == wishes.protection) for code, text in PROTECTIONS),
            str(said["hours"]),
            str(said["week_day"]),
        )


@dataclass(frozen=True)
class Brief:
    """The head of a list on another page, and where all of it stands."""

    screen: Screen
    all: str


def _brief(request: DeskRequest, name: str, pairs: list[tuple[str, str]], columns: str) -> Brief:
    listing = LISTINGS[name]
    rows = ask(request, listing, [*pairs, ("cols", columns)])
    path = reverse("desk-list", args=[request.language, name])
    return Brief(show(rows, path, listing.link(request) if listing.link else None), path + address(pairs))


@require_safe
@for_the_team
def tree(request: DeskRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show who depends on whom."""
    return render(request, "desk/tree.html", {"branches": constituency.organisation_tree(request.world, request.actor)})
