import base64
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db(transaction=True)
NEW = {"slug": "clinica-norte", "name": "Clínica Norte", "sector": "health"}


def test_an_organisation_is_added_shown_and_changed(program):
    added = program.post("/organisations", NEW)
    version = added.json()["version"]
    changed = program.patch("/organisations/clinica-norte", {"version": version, "criticality": "high"})

    assert added.status_code == 201
    assert changed.json()["criticality"] == "high"
    assert program.get("/organisations/clinica-norte").json() == changed.json()


def test_a_change_based_on_an_old_version_is_refused(program):
    version = program.post("/organisations", NEW).json()["version"]
    program.patch("/organisations/clinica-norte", {"version": version, "criticality": "high"})

    late = program.patch("/organisations/clinica-norte", {"version": version, "criticality": "low"})

    assert late.status_code == 409
    assert program.get("/organisations/clinica-norte").json()["criticality"] == "high"


@pytest.mark.parametrize("field", ["status", "merged_into", "version", "id", "owner", "is_staff", "created_at"])
def test_what_the_server_sets_cannot_be_sent(program, field):
    answer = program.post("/organisations", {**NEW, field: "merged"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"].endswith(field)
    assert program.get("/organisations/clinica-norte").status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/organisations", NEW),
        ("/contacts", {"organisation": "hospital-central", "role": "duty", "address": "guardia@hospital.example"}),
        ("/assets", {"organisation": "hospital-central", "kind": "domain", "value": "hospital.example"}),
    ],
)
def test_every_creation_needs_a_key_and_is_done_once_under_it(program, path, body):
    without = program.post(path, body, key=None)
    before = program.get(path).json()["total"]
    first, again = program.post(path, body, key="k-1"), program.post(path, body, key="k-1")
    other = program.post(path, {**body, "language": "en"} if path != "/assets" else {**body, "assurance": 1}, key="k-1")

    assert without.status_code == 422
    assert (first.status_code, first.content) == (201, again.content)
    assert program.get(path).json()["total"] == before + 1
    assert (other.status_code, other.json()["code"]) == (422, "ground.key-reused")


def test_an_asset_ends_on_a_day_and_stays_in_the_past(program):
    body = {"organisation": "hospital-central", "kind": "cidr", "value": "192.0.2.0/24"}

    ended = program.post("/assets/end", {**body, "last_day": "2026-03-05"})

    assert ended.json() == {"done": True}
    assert program.get("/assets?organisation=hospital-central").json()["rows"][0]["valid_until"] == "2026-03-05"


def test_a_contact_is_retired(program):
    body = {"organisation": "hospital-central", "address": "csirt@hospital-central.example"}

    assert program.post("/contacts/retire", body).status_code == 200
    assert program.get("/contacts?organisation=hospital-central").json()["rows"][0]["status"] == "retired"


def test_a_delivery_is_sent_counted_and_repeats_nothing_under_its_key(program):
    data = b"timestamp,ip,port,protocol\n2026-03-05 01:00:00,192.0.2.9,443,tcp\n2026-03-05 01:00:00,192.0.2.999,443,tcp\n"

    def send(key):
        file = SimpleUploadedFile("2026-03-05-scan_ssl-anahuac.csv", data)
        return program.send("/deliveries", {"file": file, "feed": "auto"}, key=key)

    first, again = send("k-1"), send("k-1")

    assert first.status_code == 201
    assert first.json()["accounting"]["read"] == 2
    assert first.json()["accounting"]["quarantined"] == 1
    assert again.json() == first.json()
    assert program.get("/quarantine").json()["total"] == 1
    assert program.get(f"/deliveries/{first.json()['id']}").json()["sha256"] == first.json()["sha256"]


def test_a_register_is_taken_in_and_bad_rows_come_back(program):
    data = b"organisation,kind,value\nhospital-central,domain,hospital.example\nhospital-central,cidr,10.0.0.1/8\n"

    answer = program.send("/imports/assets", {"file": SimpleUploadedFile("assets.csv", data)})

    assert answer.status_code == 200
    assert (answer.json()["new"], answer.json()["rejected"]) == (1, 1)
    assert answer.json()["rows"][0]["line"] == 3


def test_a_finding_is_answered_with_its_end(program, seen):
    folio = program.get("/findings?limit=1").json()["rows"][0]["folio"]

    forever = program.post(f"/findings/{folio}/answer", {"answer": "accept-until", "why": "Se cambia en mayo."})
    accepted = program.post(f"/findings/{folio}/answer", {"answer": "accept-until", "why": "Se cambia en mayo.", "until": "2026-05-01"})

    assert forever.status_code == 422
    assert accepted.json()["finding"]["state"] == "accepted"
    assert accepted.json()["finding"]["until"] == "2026-05-01"


def test_a_notice_is_previewed_prepared_and_shown(program, seen):
    preview = program.get("/notices/preview/hospital-central").json()["message"]
    before = program.get("/notices").json()["total"]
    prepared = program.post("/notices/queue", {"organisations": ["hospital-central"]})
    folio = prepared.json()["rows"][0]["folio"]

    assert preview["recipient"] == "csirt@hospital-central.example"
    assert before == 0
    assert program.get(f"/notices/{folio}").json()["message"]["subject"]


def test_what_does_not_exist_is_not_found(program):
    for path in (
        "/findings/AN-2026-999999",
        "/organisations/nobody",
        "/deliveries/999",
        "/notices/AN-2026-999999",
        "/notices/preview/nobody",
    ):
        assert program.get(path).status_code == 404


def test_the_accounting_is_checked(program, seen):
    assert program.get("/checks/accounting?deep=true").json()["holds"] is True


def test_an_organisation_is_merged_once_and_the_tree_shows_who_is_left(program):
    program.post("/organisations", NEW)

    merged = program.post("/organisations/clinica-norte/merge", {"into": "hospital-central"}, key="m-1")
    again = program.post("/organisations/clinica-norte/merge", {"into": "hospital-central"}, key="m-1")

    assert (merged.status_code, merged.content) == (201, again.content)
    assert merged.json()["into"] == "hospital-central"
    assert program.get("/organisations/clinica-norte").json()["merged_into"] == "hospital-central"
    assert "hospital-central" in {tree["slug"] for tree in program.get("/organisations/tree").json()["trees"]}


def test_a_notice_that_failed_is_queued_again(program, live):
    from baluarte.actions import feeds, warning
    from baluarte.core.rights.actors import OPERATOR
    from baluarte.store.warning.models import OutboxRow

    data = b"timestamp,severity,ip,port,protocol\n2026-03-05 01:00:00,high,192.0.2.9,3389,tcp\n"
    warning.ingest_delivery(
        live, OPERATOR, feeds.receive_delivery(live, OPERATOR, "auto", "2026-03-05-scan_rdp-anahuac.csv", io.BytesIO(data)).id
    )
    warning.queue_notices(live, OPERATOR)
    OutboxRow.objects.update(state="technical-failure")
    folio = program.get("/notices").json()["rows"][0]["folio"]

    answer = program.post(f"/notices/{folio}/retry", {})

    assert answer.json() == {"queued": 1}
    assert OutboxRow.objects.get().state == "queued"


def test_a_campaign_waits_for_a_second_person(program):
    rows = b"timestamp,severity,ip,port,protocol\n2026-03-05 01:00:00,high,192.0.2.9,3389,tcp\n"
    said = {"says_es": "Hay una falla.", "says_en": "There is a flaw.", "do_es": "Corrija.", "do_en": "Fix it."}
    body = {"name": "Escritorios", "kind": "report", "value": "2026-03-05-scan_rdp-x.csv", "file": base64.b64encode(rows).decode(), **said}

    asked = program.post("/campaigns", body)
    number = asked.json()["campaign"]["number"]
    decided = program.post(f"/campaigns/{number}/decision", {"approve": True})
    sent = program.post(f"/campaigns/{number}/send", {})

    assert asked.status_code == 201
    assert asked.json()["organisations"][0]["organisation"] == "hospital-central"
    assert (decided.status_code, decided.json()["code"]) == (403, "campaign.own")
    assert (sent.status_code, sent.json()["code"]) == (422, "campaign.not-approved")


def test_measures_and_the_picture_are_told_to_programs(program, live):
    from baluarte.actions import measures
    from baluarte.core.rights.actors import OPERATOR

    measures.take_measures(live, OPERATOR)

    one = program.get("/measures/rows-accounted").json()
    listed = program.get("/measures/readings?measure=rows-accounted&by=").json()
    picture = program.get("/measures/picture").json()

    assert one["words"]["name"]["es"] == "Entregas con cuentas que cuadran"
    assert listed["total"] == len(one["readings"]) == 1
    assert [table["rows"] for table in picture["tables"]] == ["sector", "territory"]
    assert program.get("/measures/made-up").status_code == 404
