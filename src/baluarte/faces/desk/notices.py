"""Notices: what would be sent, sending it to the outbox, and the exact copy of what was."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from baluarte.actions import replies, warning
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Language
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team

MOST_CHOSEN = 5000


@require_safe
@for_the_team
def notice(request: DeskRequest, language: Language, folio: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show one notice as it was frozen: nothing of it is written anew."""
    shown = warning.show_notice(request.world, request.actor, folio)
    papers = replies.list_papers(request.world, request.actor, folio)
    return render(request, "desk/notice.html", {"folio": folio, "row": shown.row, "message": shown.message, "papers": papers})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def prepare(request: DeskRequest, language: Language) -> HttpResponse:
    """Show what would be told to whom; on pressing the button, put it into the outbox."""
    if request.method == "POST":
        chosen = tuple(request.POST.getlist("organisation"))[:MOST_CHOSEN]
        if not chosen:  # an empty choice would mean everybody
            raise Unusable("notice.none-chosen", "No notice is ticked.", "Nothing was put into the outbox.", "Tick at least one of them.")
        queued = warning.queue_notices(request.world, request.actor, organisations=chosen)
        return HttpResponseRedirect(f"{reverse('desk-list', args=[language, 'outbox'])}?state=queued&sort=-made_at#{queued.total}")
    return preview(request) if "organisation" in request.GET else _rehearse(request)


def _rehearse(request: DeskRequest) -> HttpResponse:
    rows = warning.queue_notices(request.world, request.actor, dry_run=True)
    return render(request, "desk/prepare.html", {"rows": rows, "notices": rows.table.to_dicts()})


def preview(request: DeskRequest) -> HttpResponse:
    """Show one message as it would be written now. Nothing is kept."""
    slug = request.GET["organisation"]
    message = warning.preview_notice(request.world, request.actor, slug)
    return render(request, "desk/preview.html", {"message": message, "slug": slug})
