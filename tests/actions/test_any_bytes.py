"""For any bytes: ingest ends, accounts for all of them, and a second run changes nothing."""

import gzip
import io
import random
import zipfile
from pathlib import Path

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation, receive
from tests.formats.test_corpus import CORPUS

from baluarte.actions.feeds import check_accounting, list_quarantine, receive_delivery
from baluarte.actions.warning import ingest_delivery
from baluarte.core.errors import Broken, Refused
from baluarte.core.feeds.lists import QUARANTINE
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.feeds.models import DeliveryRow, ManifestRow, QuarantineRow
from baluarte.store.products.models import ExploitedRow
from baluarte.store.rights.models import AccountName
from baluarte.store.warning.models import FindingRow

CATALOGUE = (
    b'{"catalogVersion": "2026.03.01", "count": 1, "vulnerabilities": [{"cveID": "CVE-2026-00001", "vendorProject": "Ejemplo", '
    b'"product": "Puerta", "vulnerabilityName": "x", "dateAdded": "2026-03-01", "shortDescription": "x", "requiredAction": "x", '
    b'"dueDate": "2026-03-22", "knownRansomwareCampaignUse": "Known", "notes": "", "cwes": []}]}'
)


@pytest.fixture
def clinic(db) -> OrganisationRow:
    return organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example",))


def sound(world) -> bool:
    check = check_accounting(world, OPERATOR, deep=True)
    assert check.failed == ()
    return check.outcome == "holds"


@pytest.mark.parametrize("case", CORPUS)
def test_every_bad_file_is_accounted_for_and_a_second_time_changes_nothing(world, clinic, case):
    data = CORPUS[case].data
    first = ingest(world, data, "2026-03-04-scan_ssl-example.csv")
    before = list(FindingRow.objects.order_by("id").values())

    second = ingest(world, data, "2026-03-04-scan_ssl-example.csv")

    assert (second.repeats, second.accounting.accepted, second.accounting.read) == (first.id, 0, first.accounting.read)
    assert second.accounting.duplicate == first.accounting.accepted + first.accounting.duplicate
    assert (first.state, first.code) == ("failed", CORPUS[case].refused) or not CORPUS[case].refused
    assert list(FindingRow.objects.order_by("id").values()) == before
    assert sound(world)


def test_random_bytes_of_every_kind_end_somewhere(world, clinic):
    chance = random.Random(4)
    good = (HEADER + line("192.0.2.1") + line("192.0.2.2", "never")).encode()
    for number in range(60):
        data = bytearray(good if number % 2 else chance.randbytes(chance.randrange(400)))
        for _ in range(chance.randrange(6)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        ingest(world, bytes(data) if number % 3 else gzip.compress(bytes(data))[: chance.randrange(1, 200)])

    assert DeliveryRow.objects.exclude(state__in=("done", "partial", "failed")).count() == 0
    assert sound(world)


def test_rows_of_an_archive_are_numbered_through_its_files(world, clinic):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("2026-03-05-scan_rdp-anahuac.csv", HEADER + line("192.0.2.1") + line("192.0.2.2", "never"))
        out.writestr("2026-03-05-scan_vnc-anahuac.csv", HEADER + line("192.0.2.3", "never") + line("192.0.2.4"))

    done = ingest(world, archive.getvalue(), "day.zip")

    assert done.report == "scan_rdp, scan_vnc"
    assert done.accounting.to_dict() == {"read": 4, "accepted": 2, "duplicate": 0, "quarantined": 2, "matched": 2, "unmatched": 0}
    assert list(QuarantineRow.objects.order_by("row").values_list("part", "row", "code")) == [(0, 2, "time.form"), (1, 3, "time.form")]
    assert sound(world)


def test_a_row_set_aside_keeps_its_bytes_place_and_reason(world, clinic):
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.2", "never"))

    rows = list_quarantine(world, OPERATOR, read_query((), QUARANTINE, world.now()))

    told = rows.table.row(0, named=True)
    assert (told["row"], told["line"], told["column"], told["value"], told["code"]) == (2, 3, "timestamp", "never", "time.form")
    assert told["raw"].strip() == line("192.0.2.2", "never").strip()
    assert told["parser"]


def test_the_catalogue_of_exploited_flaws_moves_findings_to_the_front(world, clinic):
    text = HEADER + line("192.0.2.1").replace(",rdp,", ",cve-2026-00001,")
    ingest(world, text)
    before = FindingRow.objects.get()

    done = ingest(world, CATALOGUE, "kev.json", "auto")

    after = FindingRow.objects.get()
    assert (done.feed, done.state, done.accounting.unmatched) == ("kev", "done", 1)
    assert ExploitedRow.objects.get().ransomware
    assert before.priority > 1
    assert (after.priority, "known-exploited" in after.reasons) == (1, True)
    assert sound(world)


def test_account_names_are_kept_apart_from_every_event(world, clinic):
    text = "timestamp,email,severity\n2026-03-05 03:00:00,a.person@mail.hospital.example,high\n"
    name = "2026-03-05-compromised_account-anahuac.csv"
    done = ingest(world, text, name)

    assert done.accounting.accepted == 1
    assert AccountName.objects.get().clear == "a.person@mail.hospital.example"
    assert b"a.person" not in b"".join(_files(world))


def _files(world):
    return [(Path(world.data) / "lake" / path).read_bytes() for path in ManifestRow.objects.values_list("path", flat=True)]


def test_a_reader_that_stops_three_times_sets_the_delivery_aside(world, clinic):
    delivery = receive(world, HEADER + line("192.0.2.1"))

    def stop(name: str) -> None:
        if name == "feeds.lake.synced":
            raise ArithmeticError(name)

    world.step = stop

    for _ in range(2):
        with pytest.raises(ArithmeticError):
            ingest_delivery(world, OPERATOR, delivery.id)
    done = ingest_delivery(world, OPERATOR, delivery.id)

    assert (done.state, done.code, done.accounting.read, done.accounting.quarantined) == ("failed", "feeds.poison", 1, 1)


def test_one_flipped_bit_in_the_raw_store_or_the_lake_is_found(world, clinic):
    done = ingest(world, HEADER + line("192.0.2.1"))
    raw = Path(world.data) / "raw" / done.blob[:2] / done.blob[2:4] / done.blob
    part = Path(world.data) / "lake" / ManifestRow.objects.get().path

    for path, words in ((raw, "are not those that were stored"), (part, "is not the file that was written")):
        whole = path.read_bytes()
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        failed = check_accounting(world, OPERATOR, deep=True).failed
        path.write_bytes(whole)
        assert any(words in sentence for sentence in failed)


def test_bytes_that_are_not_those_that_were_stored_are_never_read(world, clinic):
    delivery = receive(world, HEADER + line("192.0.2.9"))
    (Path(world.data) / "raw" / delivery.blob[:2] / delivery.blob[2:4] / delivery.blob).write_bytes(b"x")

    with pytest.raises(Broken):
        ingest_delivery(world, OPERATOR, delivery.id)

    assert DeliveryRow.objects.get().state == "failed"
    assert FindingRow.objects.count() == 0


def test_nobody_from_outside_takes_a_delivery_in(world, clinic, citizen):
    with pytest.raises(Refused):
        receive_delivery(world, citizen, "auto", "x.csv", io.BytesIO(b"x"))

    assert DeliveryRow.objects.count() == 0
