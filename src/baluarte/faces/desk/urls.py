"""The addresses of the desk, below the language. None is public."""

from django.urls import path, re_path

from baluarte.faces.desk import (
    campaigns,
    changing,
    contacts,
    deliveries,
    feeds,
    findings,
    imports,
    measures,
    notices,
    organisations,
    registers,
    replies,
    telling,
    today,
)

# The lists stand under their own names; a file is the same address with its ending.
LISTS = "findings|feeds|quarantine|orgs|contacts|assets|products|exploited|outbox|readings|campaigns|inbox|claims|unreachable"
FILES = "csv|xlsx|json|jsonl"

urlpatterns = [
    path("desk", today.today, name="desk"),
    path("desk/over-time.<str:ext>", today.over_time, name="desk-over-time"),
    path("desk/feeds", feeds.overview),  # the list of deliveries, with the sources above it
    path("desk/feeds/preview", feeds.preview, name="desk-feed-preview"),
    path("desk/feeds/<slug:name>", feeds.feed, name="desk-feed"),
    re_path(rf"^desk/(?P<name>{LISTS})$", registers.on_screen, name="desk-list"),
    re_path(rf"^desk/(?P<name>{LISTS})\.(?P<ext>{FILES})$", registers.as_file, name="desk-file"),
    path("desk/findings/<str:folio>", findings.finding, name="desk-finding"),
    path("desk/findings/<str:folio>/tasks/<slug:name>", findings.task, name="desk-task"),
    path("desk/deliveries/<int:number>", deliveries.delivery, name="desk-delivery"),
    path("desk/tree", organisations.tree, name="desk-tree"),
    path("desk/orgs/new/organisation", changing.new_organisation, name="desk-org-new"),
    path("desk/orgs/<slug:slug>/change", changing.change_organisation, name="desk-org-change"),
    path("desk/orgs/<slug:slug>/assets/new", changing.new_asset, name="desk-asset-new"),
    path("desk/orgs/<slug:slug>/assets/end", changing.end_asset, name="desk-asset-end"),
    path("desk/orgs/<slug:slug>", organisations.organisation, name="desk-org"),
    path("desk/orgs/<slug:slug>/contacts", contacts.contacts, name="desk-org-contacts"),
    path("desk/orgs/<slug:slug>/contacts/new", contacts.new, name="desk-contact-new"),
    path("desk/orgs/<slug:slug>/contacts/change", contacts.change, name="desk-contact-change"),
    path("desk/inbox/<int:number>", replies.reply, name="desk-reply"),
    path("desk/claims/<str:folio>", replies.dispute, name="desk-dispute"),
    path("desk/orgs/<slug:slug>/wishes", telling.wishes, name="desk-wishes"),
    path("desk/orgs/<slug:slug>/key", telling.contact_key, name="desk-key"),
    re_path(r"^desk/outbox/(?P<folio>[A-Z0-9-]+)/(?P<kind>letter|certificate)$", telling.paper, name="desk-paper"),
    path("desk/outbox/<str:folio>/letter/<int:number>", telling.letter_days, name="desk-letter-days"),
    path("desk/outbox/<str:folio>", notices.notice, name="desk-notice"),
    path("desk/notices/new", notices.prepare, name="desk-prepare"),
    path("desk/campaigns/new", campaigns.ask, name="desk-campaign-new"),
    path("desk/campaigns/<int:number>", campaigns.campaign, name="desk-campaign"),
    path("desk/campaigns/<int:number>.csv", campaigns.followed, name="desk-campaign-file"),
    path("desk/measures", measures.overview, name="desk-measures"),
    path("desk/measures/take", measures.take, name="desk-measures-take"),
    path("desk/measures/<slug:slug>", measures.measure, name="desk-measure"),
    path("desk/picture", measures.national_picture, name="desk-picture"),
    path("desk/import", imports.choose, name="desk-import"),
]
