"""The desk of what came back: a person reads it as text, decides, and sees how each contact is doing."""

import re
from io import BytesIO

import pytest
from tests.actions.test_reply_mail import mail
from tests.faces.conftest import ASSETS, CONTACTS, ORGANISATIONS, report

from baluarte.actions import constituency, feeds, replies, warning
from baluarte.core.replies.said import Said
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.store.constituency.models import ContactRow
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingRow

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"


@pytest.fixture
def sent(world, on_duty):
    """The hospital was told; its link and its address for replies."""
    for what, text in (("organisations", ORGANISATIONS), ("contacts", CONTACTS), ("assets", ASSETS)):
        constituency.import_register(world, OPERATOR, what, f"{what}.csv", text.encode())
    delivery = feeds.receive_delivery(world, OPERATOR, "shadowserver", "2026-03-05-scan_rdp-anahuac.csv", BytesIO(report()))
    warning.ingest_delivery(world, OPERATOR, delivery.id)
    FindingRow.objects.exclude(organisation__slug="hospital-central").delete()
    warning.queue_notices(world, OPERATOR)
    warning.deliver_notices(world, OPERATOR)
    letter = world.messages[-1]
    found = re.search(r"/es/f/([A-Z0-9-]+)\?k=([0-9a-z]+)", letter.text)
    return found[1], found[2], dict(letter.headers)["Reply-To"]


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_list_of_this_room_stands_in_both_languages_and_leads_to_its_rows(world, on_duty, sent, language):
    folio, secret, _ = sent
    replies.answer_by_link(world, VISITOR, folio, secret, Said("not-ours", "leased"))

    for name, leads_to in (("inbox", f"/{language}/desk/inbox/"), ("claims", f"/{language}/desk/claims/AN-")):
        assert leads_to in page(on_duty, f"/{language}/desk/{name}")
    assert page(on_duty, f"/{language}/desk/unreachable")


def test_a_reply_is_shown_as_text_and_nothing_in_it_runs(world, on_duty, sent):
    replies.take_mail(world, OPERATOR, mail(sent[2], HOSTILE, sender="seguridad@hospital-central.example"))

    shown = page(on_duty, f"/es/desk/inbox/{ReplyRow.objects.get().id}")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in shown
    assert "<script>alert" not in shown


def test_a_person_gives_a_mail_its_meaning(world, on_duty, sent):
    replies.take_mail(world, OPERATOR, mail(sent[2], "Cerramos el puerto ayer"))
    number = ReplyRow.objects.get().id
    rows = re.findall(r'name="row" value="([A-Z0-9-]+)"', page(on_duty, f"/es/desk/inbox/{number}"))

    answer = on_duty.post(f"/es/desk/inbox/{number}", {"do": "assign", "word": "fixed", "why": "lo dice", "row": rows[:1]})

    assert answer.status_code == 302
    assert FindingRow.objects.filter(state="fix-claimed").count() == 1
    assert "Resuelta" in page(on_duty, f"/es/desk/inbox/{number}")


@pytest.mark.parametrize(
    ("fields", "field"),
    [({}, "do-done"), ({"do": "assign", "word": "false"}, "why"), ({"do": "assign", "word": "false", "why": "x", "until": "x"}, "until")],
)
def test_a_decision_that_lacks_something_says_so_at_its_field(world, on_duty, sent, fields, field):
    replies.take_mail(world, OPERATOR, mail(sent[2], "Hola"))
    number = ReplyRow.objects.get().id

    answer = on_duty.post(f"/es/desk/inbox/{number}", fields)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()


def test_a_proposed_false_positive_is_accepted_on_its_page(world, on_duty, sent):
    folio, secret, _ = sent
    replies.answer_by_link(world, VISITOR, folio, secret, Said("false", "trampa"))
    number = ReplyRow.objects.get().id
    assert 'value="accept"' in page(on_duty, f"/es/desk/inbox/{number}")

    on_duty.post(f"/es/desk/inbox/{number}", {"do": "accept", "why": "se vio"})

    assert set(FindingRow.objects.values_list("state", flat=True)) == {"false"}


def test_a_disputed_asset_is_decided_on_its_page_and_the_finding_says_how(world, on_duty, sent):
    folio, secret, _ = sent
    replies.answer_by_link(world, VISITOR, folio, secret, Said("not-ours", "es del proveedor"))
    first = FindingRow.objects.first().folio
    assert "es del proveedor" in page(on_duty, f"/es/desk/claims/{first}")

    answer = on_duty.post(f"/es/desk/claims/{first}", {"outcome": "confirmed", "why": "lo dice el registro"})

    assert answer.status_code == 302
    assert set(FindingRow.objects.values_list("state", flat=True)) == {"open"}
    assert "por enlace" in page(on_duty, f"/es/desk/findings/{first}")


def test_a_decision_without_a_reason_or_an_outcome_is_not_taken(world, on_duty, sent):
    folio, secret, _ = sent
    replies.answer_by_link(world, VISITOR, folio, secret, Said("not-ours", "x"))
    path = f"/es/desk/claims/{FindingRow.objects.first().folio}"

    assert [on_duty.post(path, fields).status_code for fields in ({}, {"outcome": "ended", "why": ""})] == [422, 422]


def test_a_contact_is_added_changed_tested_and_retired(world, on_duty, sent):
    base = "/es/desk/orgs/hospital-central/contacts"
    added = on_duty.post(
        f"{base}/new", {"role": "duty", "address": "guardia@hospital-central.example", "schedule": "always", "language": "", "key": ""}
    )
    asked = {"role": "duty", "address": "guardia@hospital-central.example"}
    changed = on_duty.post(
        f"{base}/change?role=duty&address=guardia@hospital-central.example",
        {**asked, "schedule": "working-hours", "language": "en", "key": ""},
    )
    tested = on_duty.post(base, {**asked, "do": "test"})
    row = ContactRow.objects.get(address="guardia@hospital-central.example")
    retired = on_duty.post(base, {**asked, "do": "retire"})

    assert [one.status_code for one in (added, changed, tested, retired)] == [302] * 4
    assert (row.schedule, row.language, str(row.tested_on)) == ("working-hours", "en", "2026-03-05")
    assert ContactRow.objects.get(address="guardia@hospital-central.example").status == "retired"
    assert "guardia@hospital-central.example" in page(on_duty, base)


@pytest.mark.parametrize("address", ["", "nobody", "a@b.example, c@d.example"])
def test_an_address_that_is_none_is_said_at_its_field(on_duty, sent, address):
    answer = on_duty.post("/es/desk/orgs/hospital-central/contacts/new", {"role": "duty", "address": address, "schedule": "always"})

    assert answer.status_code == 422
    assert 'href="#address"' in answer.content.decode()


def test_a_contact_that_is_not_there_cannot_be_changed(on_duty, sent):
    assert on_duty.get("/es/desk/orgs/hospital-central/contacts/change?role=duty&address=x@y.example").status_code == 404


def test_nobody_unknown_sees_any_of_it(passer_by, sent):
    for path in ("inbox", "inbox/1", "claims", "unreachable", "orgs/hospital-central/contacts"):
        assert passer_by.get(f"/es/desk/{path}").status_code == 302


def test_a_mailbox_answers_its_test_without_an_account(world, passer_by, sent):
    replies.ask_contact(world, OPERATOR, "hospital-central", "seguridad@hospital-central.example")
    path = re.search(r"(/es/confirm/\d+\?k=[0-9a-z]+)", world.messages[-1].text)[1]
    assert "¿Es éste el buzón correcto?" in page(passer_by, path)

    answer = passer_by.post(path, {"right": "yes"})

    assert answer.status_code == 302
    assert "Gracias" in page(passer_by, answer.headers["Location"])
    assert str(ContactRow.objects.get(address__startswith="seguridad").verified_until) == "2026-09-01"
    assert passer_by.get(path[:-1] + "0").status_code == 404
