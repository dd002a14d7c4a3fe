"""A house that may not say what it runs: the bundle comes in, is checked, matched, and nothing goes out."""

import io
import json
import os
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.actions.feeding import ingest
from tests.actions.test_flaws import BEFORE_33, LISTED, catalogue, record, runs

from baluarte.actions.products import bundle_key, make_bundle
from baluarte.actions.warning import add_exploited
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ledger.note import open_note, sign_note
from baluarte.core.products.bundle import read_contents, read_manifest
from baluarte.core.products.entry import Entry
from baluarte.core.rights.actors import OPERATOR
from baluarte.formats.bundle import in_zip, open_bundle, read_verifier, verifier_of

ASSETS = """organisation,kind,value,vendor,product,version,exposed,criticality,contact
cuartel,product,,Zimbra,Collaboration,8.8.15 Patch 30,yes,critical,seguridad@cuartel.example
cuartel,product,,Synacor,ZCS,8.8.15 Patch 33,,,
cuartel,product,,Acme,Mail,1,,,
cuartel,cidr,192.0.2.0/24,,,,,,
"""
EVENTS = "timestamp,severity,ip,protocol,port,hostname,tag,device_vendor,device_type,device_model\n{day} 03:00:00,medium,192.0.2.1,tcp,443,,,Synacor,mail,ZCS\n"


@pytest.fixture
def told(world):
    """A country whose catalogue, records and own word are known, made now so that its bundle is valid."""
    now = world.at(datetime.now(UTC))
    runs("clinic", "Synacor:ZCS:8.8.15", supplier="Correo del Valle")
    ingest(now, record("CVE-2022-27925", 7.2, BEFORE_33), "27925.json", "cve")
    ingest(now, catalogue(LISTED), "kev.json", "kev")
    today = now.now().date()
    add_exploited(now, OPERATOR, Entry("CVE-2026-99009", "Acme", "Mail", "Acme Mail opens", today, today + timedelta(days=9)))
    return now


def packed(world, tmp_path, label="clear") -> Path:
    path = tmp_path / "flaws.zip"
    path.write_bytes(make_bundle(world, OPERATOR, label).data)
    return path


def run(tmp_path, bundle, *more, assets=ASSETS):
    """Run the command in a process of its own, without a network and with no server half to load."""
    (tmp_path / "ours.csv").write_text(assets)
    code = (
        "import socket, sys\n"
        "def no(*a, **k): raise SystemExit('a socket was opened')\n"
        "socket.socket = no\n"
        "from baluarte.wiring.command import main\n"
        "sys.argv[0] = 'baluarte'\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    code = ended.code\n"
        "assert not any(name.split('.')[0] in {'django', 'httpx', 'ninja'} for name in sys.modules), 'the server half was loaded'\n"
        "raise SystemExit(code)\n"
    )
    words = ["match", "run", str(bundle), "--assets", str(tmp_path / "ours.csv"), "--out", str(tmp_path / "out"), "--json", *more]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BALUARTE", "DJANGO"))}
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=100, env=environment, check=False)


def test_the_bundle_is_matched_at_home_and_says_what_to_do(told, tmp_path):
    bundle = packed(told, tmp_path)
    before = {path for path in tmp_path.rglob("*") if "data" not in path.parts}

    ended = run(tmp_path, bundle, "--key", bundle_key(told, OPERATOR))

    assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
    assert {name: json.loads(ended.stdout)[name] for name in ("flaws", "products", "findings", "expired", "label")} == {
        "flaws": 1, "products": 3, "findings": 1, "expired": False, "label": "clear",
    }  # fmt: skip
    sheet = (tmp_path / "out/findings.csv").read_text("utf-8-sig")
    notice = (tmp_path / "out/organisations/cuartel/notice.es.txt").read_text()
    assert "Zimbra Collaboration" in sheet
    assert all(reason in sheet for reason in ("known-exploited", "version-affected", "stated-exposed", "critical-asset"))
    assert "señales de intrusión" in notice
    after = {path for path in tmp_path.rglob("*") if "data" not in path.parts and "out" not in path.relative_to(tmp_path).parts[:1]}
    assert after - before == {tmp_path / "ours.csv"}


def test_scan_reports_of_ones_own_are_matched_as_well(told, tmp_path):
    (tmp_path / "2026-device_id-own.csv").write_text(EVENTS.format(day=datetime.now(UTC).date()))
    path = tmp_path / f"{datetime.now(UTC).date()}-device_id-own.csv"
    (tmp_path / "2026-device_id-own.csv").rename(path)

    ended = run(tmp_path, packed(told, tmp_path), "--key", bundle_key(told, OPERATOR), "--events", str(path))

    assert ended.returncode == 0, ended.stderr
    assert "192.0.2.1" in (tmp_path / "out/findings.csv").read_text("utf-8-sig")
    assert json.loads(ended.stdout)["findings"] == 3


def test_a_folder_is_a_bundle_too_and_a_key_may_stand_in_a_file(told, tmp_path):
    with zipfile.ZipFile(packed(told, tmp_path)) as archive:
        archive.extractall(tmp_path / "folder")
    (tmp_path / "key.txt").write_text(bundle_key(told, OPERATOR) + "\n")

    ended = run(tmp_path, tmp_path / "folder", "--key", str(tmp_path / "key.txt"))

    assert ended.returncode == 0, ended.stderr


def test_an_altered_file_is_refused_and_named_and_nothing_is_written(told, tmp_path):
    with zipfile.ZipFile(packed(told, tmp_path)) as archive:
        archive.extractall(tmp_path / "folder")
    place = tmp_path / "folder/exploited.jsonl"
    place.write_bytes(place.read_bytes().replace(b"2022-09-01", b"2032-09-01"))

    ended = run(tmp_path, tmp_path / "folder", "--key", bundle_key(told, OPERATOR))

    assert ended.returncode == 2
    assert "exploited.jsonl" in ended.stdout + ended.stderr
    assert not (tmp_path / "out").exists()


def test_another_key_is_refused(told, tmp_path):
    ended = run(tmp_path, packed(told, tmp_path), "--key", str(verifier_of("csirt.example/bundle", b"9" * 32)))

    assert ended.returncode == 2
    assert "note.other-key" in ended.stdout


def test_an_expired_bundle_runs_and_says_so_and_may_be_refused(told, tmp_path):
    old = told.at(datetime.now(UTC) - timedelta(days=8))
    bundle = packed(old, tmp_path)

    ended = run(tmp_path, bundle, "--key", bundle_key(told, OPERATOR))
    strict = run(tmp_path, bundle, "--key", bundle_key(told, OPERATOR), "--refuse-expired")

    assert (ended.returncode, json.loads(ended.stdout).get("expired")) == (1, True), ended.stdout + ended.stderr
    assert "venció" in ended.stderr or "expired" in ended.stderr
    for page in ("notice.es.txt", "notice.en.txt", "notice.html"):
        assert "expired on" in (tmp_path / "out/organisations/cuartel" / page).read_text()
    assert (strict.returncode, "flaws.zip" in strict.stdout) == (2, True), strict.stdout


def test_no_bundle_holds_an_asset_or_a_name_of_anybody(told):
    data = b"".join(
        open_bundle(in_zip(make_bundle(told, OPERATOR, "green").data), read_verifier(bundle_key(told, OPERATOR))).files.values()
    )

    assert not any(word in data for word in (b"clinic", b"Correo del Valle", b'8.8.15"'))


def test_our_own_word_leaves_under_green_alone(told):
    clear, green = (make_bundle(told, OPERATOR, label) for label in ("clear", "green"))

    assert (clear.flaws, green.flaws) == (1, 2)
    with pytest.raises(Unusable, match="cannot be"):
        make_bundle(told, OPERATOR, "amber")


def test_only_the_team_makes_bundles(told, hospital, visitor):
    for actor in (hospital, visitor):
        with pytest.raises(Refused):
            make_bundle(told, actor)


def test_no_byte_of_a_bundle_can_be_changed_unseen(told):
    good = make_bundle(told, OPERATOR).data
    key = read_verifier(bundle_key(told, OPERATOR))
    whole = open_bundle(in_zip(good), key).files
    seen = 0
    for place in range(0, len(good), 37):
        wrong = good[:place] + bytes([good[place] ^ 0x41]) + good[place + 1 :]
        with suppress(Unusable):
            assert open_bundle(in_zip(wrong), key).files == whole  # a byte of the zip's own book-keeping
            continue
        seen += 1
    assert seen > len(good) / 37 / 2


def test_the_same_moment_gives_the_same_bytes(told):
    still = told.at(datetime(2026, 11, 24, 12, tzinfo=UTC))

    assert make_bundle(still, OPERATOR).data == make_bundle(still, OPERATOR).data


@pytest.mark.parametrize("extra", [("evil.txt", b"x"), ("../evil", b"x"), ("exploited.jsonl", b"{}")])
def test_what_is_not_in_the_manifest_is_refused(told, extra):
    out = io.BytesIO(make_bundle(told, OPERATOR).data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(*extra)

    with pytest.raises(Unusable, match=extra[0].replace(".", r"\.")):
        open_bundle(in_zip(out.getvalue()), read_verifier(bundle_key(told, OPERATOR)))


SEED = bytes(range(32))
NOTE = sign_note("one\n\ntwo\n", "csirt.example", SEED)
VERIFIER = verifier_of("csirt.example", SEED)


def test_a_note_is_its_text_and_empty_lines_may_stand_in_it():
    assert open_note(NOTE, VERIFIER) == "one\n\ntwo\n"


@pytest.mark.parametrize(
    "note",
    [
        NOTE[:-1], NOTE + NOTE.split(b"\n\n")[-1], NOTE.replace(b"\n\n\xe2", b"\n\xe2"), NOTE.replace(b"one", b"On\r"), NOTE.replace(b"\xe2\x80\x94", b"-"),
        NOTE.replace(b"csirt", b"other"), b"", b"\n\n", b"x" * 70_000, NOTE.replace(b"two", b"tvo"),
    ],
)  # fmt: skip
def test_what_is_no_note_of_this_key_is_refused(note):
    with pytest.raises(Unusable):
        open_note(note, VERIFIER)


@pytest.mark.parametrize("text", ["", "a+b+c", str(VERIFIER)[:-4], str(VERIFIER).replace("csirt", "other"), "csirt.example"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(Unusable):
        read_verifier(text)


@pytest.mark.parametrize("text", ["", "baluarte/bundle/1\n", "baluarte/bundle/2\n2026-W10.2026-03-05\n2026-03-05T15:00:00Z\n2026-03-12T15:00:00Z\nTLP:CLEAR\nCC0-1.0\n", "baluarte/bundle/1\n2026-W10.2026-03-05\n2026-03-05T15:00:00Z\n2026-03-12T15:00:00Z\nTLP:RED\nCC0-1.0\n"])  # fmt: skip
def test_what_is_no_manifest_is_refused(text):
    with pytest.raises(Unusable):
        read_manifest(text)


@pytest.mark.parametrize("line", ["{", "[]", '{"cve": 1, "record": 5}', '{"added": "never"}'])
def test_a_list_that_is_none_of_ours_is_refused(line):
    with pytest.raises(Unusable):
        read_contents([line])
