"""The public addresses, below the language."""

from django.urls import path

from baluarte.faces.portal import (
    confirming,
    doors,
    exploited,
    folio,
    freshness,
    house_key,
    match,
    measures,
    pages,
    sign_in,
    sums,
    turning_off,
    verify,
    waiting,
)

urlpatterns = [
    path("", doors.home, name="home"),
    path("report", doors.report, name="report"),
    path("f/<str:folio>", folio.lead, name="folio"),
    path("confirm/<int:number>", confirming.confirm, name="contact-confirm"),
    path("verify", verify.verify, name="verify"),
    path("files/<str:folio>", waiting.fetch, name="files"),
    path("unsubscribe/<str:folio>/<str:secret>", turning_off.turn_off, name="turn-off"),
    path("openpgp.asc", house_key.certificate, name="openpgp"),
    path("exploited", exploited.exploited, name="exploited"),
    path("match", match.match, name="match"),
    path("my", doors.my, name="my"),
    path("strategy", doors.strategy, name="strategy"),
    path("sign-in", sign_in.explain, name="sign-in"),
    path("sign-in/<slug:token>", sign_in.with_link, name="sign-in-link"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("measures", measures.overview, name="measures"),
    path("measures.<path:ext>", measures.as_file, name="measures-file"),
    path("measures/<slug:slug>", measures.measure, name="measure"),
    path("freshness.json", freshness.as_json, name="freshness-file"),
    path("sums", sums.sums, name="sums"),
    path("sums.<slug:ext>", sums.as_file, name="sums-file"),
    path("about", pages.about, name="about"),
    path("privacy", pages.privacy, name="privacy"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("glossary", pages.glossary, name="glossary"),
    path("status", pages.status, name="status"),
]
