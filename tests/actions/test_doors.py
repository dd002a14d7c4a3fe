"""Every other door: a web address asked under conditions, a folder that is watched, a mailbox that is read."""

import gzip
import json
import os
from datetime import timedelta
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path

import pytest
from tests.actions.feeding import HEADER, line, organisation

from baluarte.actions.feeds import check_accounting
from baluarte.actions.sources import add_source, run_source
from baluarte.actions.warning import ingest_delivery
from baluarte.core.ground.world import Outside
from baluarte.core.rights.actors import OPERATOR, SYSTEM
from baluarte.core.sources.source import Source
from baluarte.faces.jobs.bells import BELLS
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.products.models import ScoreRow
from baluarte.store.warning.models import FindingRow
from baluarte.testing.servers.imap import Mailbox, imap_server
from baluarte.testing.servers.web import File, Web, web_server

KEV_ENTRY = {
    "cveID": "CVE-2021-26855", "vendorProject": "Microsoft", "product": "Exchange Server", "vulnerabilityName": "x", "dateAdded": "2026-03-05",
    "shortDescription": "x", "requiredAction": "x", "dueDate": "2026-03-26", "knownRansomwareCampaignUse": "Known", "notes": "", "cwes": [],
}  # fmt: skip
KEV = json.dumps({"title": "t", "catalogVersion": "2026.03.05", "count": 1, "vulnerabilities": [KEV_ENTRY]}).encode()
EPSS = gzip.compress(b"#model_version:v2025,score_date:2026-03-05T00:00:00+0000\ncve,epss,percentile\nCVE-2021-26855,0.9,0.99\n")
MAPPING = "name: partner\ncolumns:\n  seen: when\n  address: src\nzone: UTC\n"
ROWS = b"when,src\n2026-03-05 10:00:00,192.0.2.1\n"


@pytest.fixture
def web():
    return Web()


@pytest.fixture
def address(web, world):
    world.outside = Outside(networks=("127.0.0.0/8",))
    with web_server(web) as place:
        yield place


def add(world, name: str, kind: str, feed: str = "auto", mapping: str = "", **options: str) -> None:
    add_source(world, OPERATOR, Source(name, kind, feed, options, mapping))


def read(world, name: str):
    visited = run_source(world, OPERATOR, name)
    return visited, [ingest_delivery(world, OPERATOR, number) for number in visited.deliveries]


def test_a_catalogue_is_fetched_once_for_each_of_its_versions(world, web, address):
    web.files["/kev.json"] = File(KEV, "application/json")
    add(world, "cisa-kev", "http", "kev", url=f"{address}kev.json")

    first, done = read(world, "cisa-kev")
    same, _ = read(world, "cisa-kev")
    web.files["/kev.json"].body = KEV.replace(b"26855", b"26858")
    other, _ = read(world, "cisa-kev")

    assert [(one.feed, one.accounting.accepted) for one in done] == [("kev", 1)]
    assert [first.state, same.state, other.state] == ["done", "nothing", "done"]
    assert ["if-none-match" in headers for _, _, headers in web.asked] == [False, True, True]


def test_the_bell_visits_what_is_due_and_reads_at_once_what_it_brought(world, web, address):
    web.files["/kev.json"] = File(KEV, "application/json")
    add(world, "cisa-kev", "http", "kev", url=f"{address}kev.json")
    bell = next(one for one in BELLS if one.name == "visit_sources")

    bell.act()(world, SYSTEM)

    assert [(row.feed, row.state, row.accepted) for row in DeliveryRow.objects.all()] == [("kev", "done", 1)]


def test_a_server_that_says_unchanged_to_somebody_without_a_copy_is_asked_for_all_of_it(world, web, address):
    web.files["/kev.json"] = File(KEV, always_unchanged=True)
    add(world, "cisa-kev", "http", "kev", url=f"{address}kev.json")

    visited, _ = read(world, "cisa-kev")

    assert (visited.state, visited.code) == ("failed", "source.status")
    assert [headers.get("cache-control", "") for _, _, headers in web.asked] == ["", "no-cache"]


def test_without_a_validator_the_bytes_themselves_tell_one_version_from_the_next(world, web, address):
    web.files["/kev.json"] = File(KEV, validated=False)
    add(world, "cisa-kev", "http", "kev", url=f"{address}kev.json")

    states = [read(world, "cisa-kev")[0].state for _ in range(2)]

    assert (states, DeliveryRow.objects.count()) == (["done", "nothing"], 1)


def test_scores_are_taken_of_the_newest_day_there_is_and_add_up(world, web, address):
    world.clock = world.clock.replace(year=2027, month=1, day=1)
    web.files["/epss_scores-2026-12-31.csv.gz"] = File(EPSS, "application/gzip")
    add(world, "epss", "http", "epss", url=f"{address}epss_scores-{{date}}.csv.gz")

    visited, done = read(world, "epss")
    again, _ = read(world, "epss")

    assert (visited.state, [(one.feed, one.report, one.accounting.accepted) for one in done]) == ("done", [("epss", "epss", 1)])
    assert (again.state, ScoreRow.objects.count()) == ("nothing", 1)
    assert check_accounting(world, OPERATOR).failed == ()


def test_scores_that_are_not_there_for_days_are_a_failure(world, web, address):
    add(world, "epss", "http", "epss", url=f"{address}epss_scores-{{date}}.csv.gz")

    visited, _ = read(world, "epss")

    assert (visited.state, visited.code, len(web.asked)) == ("failed", "source.nothing-there", 4)


def record(number: str, product: str) -> bytes:
    meta = {
        "cveId": number,
        "assignerOrgId": "00000000-0000-4000-8000-000000000000",
        "state": "PUBLISHED",
        "dateUpdated": "2026-03-05T00:00:00",
    }
    cna = {
        "providerMetadata": {"orgId": meta["assignerOrgId"]}, "descriptions": [{"lang": "en", "value": "x"}], "references": [],
        "affected": [{"vendor": "v", "product": product, "defaultStatus": "affected"}],
    }  # fmt: skip
    whole = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {**meta, "datePublished": "2026-03-05T00:00:00"}}
    return json.dumps({**whole, "containers": {"cna": cna}}, indent=2).encode()


def test_changed_records_come_as_one_delivery_and_each_version_once(world, web, address):
    numbers = [f"CVE-2026-{one:04d}" for one in range(1, 4)]
    changes = [{"cveId": one, "githubLink": f"{address}{one}.json", "dateUpdated": "2026-03-05T01:00:00Z"} for one in numbers]
    web.files["/delta.json"] = File(json.dumps({"fetchTime": "x", "new": changes[:2], "updated": changes[2:]}).encode())
    web.files |= {f"/{one}.json": File(record(one, "p")) for one in numbers[:2]}
    add(world, "cve", "http", "cve", url=f"{address}delta.json")

    partly, done = read(world, "cve")
    web.files[f"/{numbers[2]}.json"] = File(record(numbers[2], "p"))
    rest, later = read(world, "cve")
    nothing, _ = read(world, "cve")

    assert (partly.state, [one.accounting.accepted for one in done]) == ("partial", [2])
    assert (rest.state, [one.accounting.accepted for one in later], nothing.state) == ("done", [1], "nothing")


@pytest.fixture
def changes(web, address):
    numbers = [f"CVE-2026-{one:04d}" for one in range(1, 4)]
    listed = [{"cveId": one, "githubLink": f"{address}{one}.json", "dateUpdated": "2026-03-05T01:00:00Z"} for one in numbers]
    web.files["/delta.json"] = File(json.dumps({"fetchTime": "x", "new": listed, "updated": []}).encode())
    web.files |= {f"/{one}.json": File(record(one, "p")) for one in numbers}
    return f"{address}delta.json"


def packed(size: int) -> File:
    return File(gzip.compress(b" " * size), headers={"Content-Encoding": "gzip"})


def test_a_packed_giant_among_the_records_is_cut_at_the_size_of_a_record(world, web, changes):
    web.files["/CVE-2026-0002.json"] = packed((16 << 20) + 1)
    add(world, "cve", "http", "cve", url=changes)

    visited, done = read(world, "cve")

    assert (visited.state, [one.accounting.accepted for one in done]) == ("partial", [2])
    assert (visited.stumbled, visited.code) == (1, "http.too-large")


def test_a_packed_giant_in_the_place_of_the_list_is_cut_at_the_size_of_a_list(world, web, changes):
    web.files["/delta.json"] = packed((64 << 20) + 1)
    add(world, "cve", "http", "cve", url=changes)

    visited, _ = read(world, "cve")

    assert (visited.state, visited.code, len(web.asked)) == ("failed", "http.too-large", 1)


def test_records_too_many_to_be_held_at_once_come_in_several_visits(world, changes, monkeypatch):
    monkeypatch.setattr(import_module("baluarte.gateways.doors.web"), "MOST_OF_RECORDS", 600)
    add(world, "cve", "http", "cve", url=changes)

    visits = [read(world, "cve") for _ in range(3)]

    assert [[one.accounting.accepted for one in done] for _, done in visits] == [[2], [1], []]


def test_a_secret_stands_in_the_header_that_the_source_names_and_only_there(world, web, address):
    world.secrets = {"partner-token": "Bearer abc"}
    web.files["/x.csv"] = File(ROWS)
    add(world, "partner", "http", "generic", MAPPING, url=f"{address}x.csv", header_secret="partner-token")

    visited, done = read(world, "partner")

    assert (visited.state, done[0].accounting.accepted) == ("done", 1)
    assert web.asked[0][2]["authorization"] == "Bearer abc"


def test_blanks_around_a_secret_are_not_sent(world, web, address):
    world.secrets = {"partner-token": " Bearer abc \n"}
    web.files["/x.csv"] = File(ROWS)
    add(world, "partner", "http", "generic", MAPPING, url=f"{address}x.csv", header_secret="partner-token")

    visited, _ = read(world, "partner")

    assert (visited.state, web.asked[0][2]["authorization"]) == ("done", "Bearer abc")


@pytest.mark.parametrize("secret", ["Bearer s3cr\u00e9t", "Bearer s3cret\nX-Other: 1", "Bearer s3cret\0"])
@pytest.mark.parametrize("listed", ["", "cve-delta"])
def test_a_secret_that_no_header_may_hold_is_named_and_never_shown(world, web, address, secret, listed, caplog):
    world.secrets = {"partner-token": secret}
    add(world, "partner", "http", "cve", url=f"{address}x.json", listed=listed, header_secret="partner-token")

    visited, _ = read(world, "partner")

    assert (visited.state, visited.code, web.asked) == ("failed", "source.secret-form", [])
    assert "partner-token" in visited.words
    assert "s3c" not in repr(visited) + caplog.text


def incoming(world, name: str = "drop") -> Path:
    place = Path(world.data) / "incoming" / name
    place.mkdir(parents=True, exist_ok=True)
    return place


@pytest.fixture
def drop(world):
    """A watched folder whose files count as whole at once: a minute is long for a test."""
    add(world, "drop", "folder", "generic", MAPPING, quiet_seconds="0")
    return incoming(world)


def test_a_file_in_the_folder_becomes_a_delivery_and_is_moved(world, drop):
    organisation("clinic", "192.0.2.0/24")
    (drop / "one.csv").write_bytes(ROWS)

    visited, done = read(world, "drop")

    assert (visited.state, done[0].file, done[0].accounting.matched, FindingRow.objects.count()) == ("done", "one.csv", 1, 1)
    assert [path.name for path in (drop / "done").iterdir()] == ["one.csv"]


def test_a_file_that_is_still_being_written_waits(world):
    add(world, "drop", "folder", "generic", MAPPING)
    (incoming(world) / "one.csv").write_bytes(ROWS)

    visited, _ = read(world, "drop")

    assert (visited.state, (incoming(world) / "one.csv").exists()) == ("nothing", True)


def test_unfinished_names_links_and_folders_are_left_alone(world, drop, tmp_path):
    (tmp_path / "secret.csv").write_bytes(ROWS)
    (drop / "link.csv").symlink_to(tmp_path / "secret.csv")
    (drop / "coming.csv.part").write_bytes(ROWS)
    (drop / ".hidden.csv").write_bytes(ROWS)
    (drop / "folder.csv").mkdir()

    visited, _ = read(world, "drop")

    assert (visited.state, DeliveryRow.objects.count()) == ("nothing", 0)


def test_the_same_name_again_is_another_version_and_both_are_kept(world, drop):
    (drop / "one.csv").write_bytes(ROWS)
    read(world, "drop")
    (drop / "one.csv").write_bytes(ROWS + b"2026-03-05 11:00:00,192.0.2.2\n")

    _, done = read(world, "drop")

    assert [(one.accounting.accepted, one.accounting.duplicate) for one in done] == [(1, 1)]
    assert sorted(path.name for path in (drop / "done").iterdir()) == ["one.csv", "one.csv.2"]


def test_a_poisoned_file_is_a_failed_delivery_and_the_next_is_read(world, drop):
    (drop / "a.csv").write_bytes(b"\x7fELF not a report")
    (drop / "b.csv").write_bytes(ROWS)

    _, done = read(world, "drop")

    assert sorted((one.file, one.state) for one in done) == [("a.csv", "failed"), ("b.csv", "done")]


def test_a_name_that_is_no_text_is_taken_and_shown(world, drop):
    Path(os.fsdecode(os.fsencode(str(drop)) + b"/caf\xe9.csv")).write_bytes(ROWS)

    _, done = read(world, "drop")

    assert done[0].file == "caf\\xe9.csv"


@pytest.fixture
def box():
    return Mailbox()


@pytest.fixture
def post(world, box):
    world.secrets = {"box-password": box.password}
    with imap_server(box) as port:
        add(
            world, "post", "mailbox", host="127.0.0.1", port=str(port), tls="none", user=box.user, password_secret="box-password",
            done="Taken", senders="shadowserver.example",
        )  # fmt: skip
        yield


def mail(*files: tuple[str, bytes], sender: str = "reports@shadowserver.example") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "reports@csirt.example", "Reports"
    message.set_content("See http://shadowserver.example/not-followed.csv")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_each_attached_report_is_a_delivery_and_the_mail_moves(world, box, post):
    report = (HEADER + line("192.0.2.1")).encode()
    box.put(
        mail(("2026-03-05-scan_rdp-anahuac.csv", report), ("2026-03-05-scan_ssh-anahuac.csv.gz", gzip.compress(report)), ("logo.png", b"x"))
    )

    visited, done = read(world, "post")
    nothing, _ = read(world, "post")

    assert (visited.state, [one.report for one in done], nothing.state) == ("done", ["scan_rdp", "scan_ssh"], "nothing")
    assert (len(box.folders["INBOX"]), len(box.folders["Taken"])) == (0, 1)


def test_a_mailbox_that_numbers_anew_brings_nothing_twice(world, box, post):
    report = (HEADER + line("192.0.2.1")).encode()
    box.put(mail(("2026-03-05-scan_rdp-anahuac.csv", report)))
    read(world, "post")
    box.folders["INBOX"].append(box.folders["Taken"].pop())
    box.renumber()

    visited, _ = read(world, "post")

    assert (visited.new, DeliveryRow.objects.count()) == (0, 1)


DEEP = b"From: a@shadowserver.example\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n" + b"".join(
    b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (one, one + 1) for one in range(1000)
)
NO_BORDER = b"From: a@shadowserver.example\r\nContent-Type: multipart/mixed\r\n\r\nx"
DOUBLED = b"From: a@shadowserver.example\r\nFrom: b@evil.example\r\nSubject: x\r\n\r\nx"
SEALED = b'From: a@shadowserver.example\r\nContent-Type: multipart/encrypted; boundary="e"\r\n\r\n--e\r\n\r\nx\r\n--e--\r\n'


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (DEEP, "mail.too-deep"),
        (NO_BORDER, "mail.no-border"),
        (DOUBLED, "mail.doubled-header"),
        (SEALED, "mail.sealed"),
        (mail(("winmail.dat", b"x")), "mail.sealed"),
        (mail(("a.csv", ROWS), sender="x@elsewhere.example"), "mail.sender-unknown"),
        (b"From: a@shadowserver.example\r\nSubject: " + b"x" * 200_000 + b"\r\n\r\nx", "mail.huge-header"),
    ],
)
def test_a_hostile_mail_is_kept_as_it_is_for_a_person_and_nothing_of_it_is_read(world, box, post, raw, code):
    uid = box.put(raw)

    visited, done = read(world, "post")

    assert [(one.state, one.code, one.bytes) for one in done] == [("failed", code, len(raw))]
    assert (visited.new, box.flags(uid)) == (1, {r"\Flagged"})
    assert check_accounting(world, OPERATOR).failed == ()


def test_a_mailbox_that_is_away_is_tried_again_with_growing_pauses(world, post, box):
    box.password = "changed"

    visited, _ = read(world, "post")
    world.move(timedelta(minutes=6))

    assert (visited.state, visited.code) == ("failed", "imap.sign-in")
