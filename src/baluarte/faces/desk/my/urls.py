"""The addresses of an organisation's own pages, below the language. All but the first are for its own people."""

from django.urls import path, re_path

from baluarte.faces.desk.my import (
    access_key,
    claims,
    clients,
    contacts,
    findings,
    home,
    keys,
    notices,
    notifications,
    people,
    products,
    registers,
    seen_by,
    sharing,
)

LISTS = "|".join(registers.LISTINGS)
FILES = "csv|xlsx|json|jsonl"

urlpatterns = [
    path("my", home.home, name="my"),
    re_path(rf"^my/(?P<name>{LISTS})$", registers.on_screen, name="my-list"),
    re_path(rf"^my/(?P<name>{LISTS})\.(?P<ext>{FILES})$", registers.as_file, name="my-file"),
    path("my/findings/<str:folio>", findings.finding, name="my-finding"),
    path("my/findings/<str:folio>/check", findings.check, name="my-check"),
    path("my/findings/<str:folio>/certificate", findings.certificate, name="my-certificate"),
    path("my/findings/<str:folio>/tasks/<slug:name>", findings.task, name="my-task"),
    path("my/notices/<str:folio>", notices.notice, name="my-notice"),
    path("my/products/new/product", products.new, name="my-product-new"),
    path("my/products/end", products.end, name="my-product-end"),
    path("my/claims/new/claim", claims.new, name="my-claim-new"),
    path("my/claims/token", claims.token, name="my-proof-token"),
    path("my/claims/<int:number>", claims.claim, name="my-claim"),
    path("my/delegations/new/child", sharing.delegate, name="my-delegate"),
    path("my/delegations/<int:number>", sharing.end_delegation, name="my-delegation-end"),
    path("my/shares/new/share", sharing.share, name="my-share"),
    path("my/shares/<int:number>", sharing.end_share, name="my-share-end"),
    path("my/ownership-disputes/new/dispute", sharing.dispute, name="my-dispute"),
    path("my/keys/new/key", keys.new, name="my-key-new"),
    path("my/keys/<str:key_id>", keys.key, name="my-key"),
    path("my/clients", clients.clients, name="my-clients"),
    path("my/acting", clients.act_for, name="my-act-for"),
    path("my/access/key", access_key.access_key, name="my-access-key"),
    path("my/people/new/access", people.invite, name="my-invite"),
    path("my/people/<int:number>", people.end, name="my-grant-end"),
    path("my/sharing", seen_by.sharing, name="my-sharing"),
    path("my/contacts", contacts.contacts, name="my-contacts"),
    path("my/contacts/new", contacts.new, name="my-contact-new"),
    path("my/contacts/change", contacts.change, name="my-contact-change"),
    path("my/notifications", notifications.notifications, name="my-notifications"),
]
