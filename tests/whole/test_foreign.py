"""Other people's code agrees with ours: Go's own packages read our log, and ours reads theirs.

The programs in `foreign` use `sumdb/note` and `sumdb/tlog`, the code behind Go's public
checksum database, as Debian packages it. Where the two are known to differ we refuse more.
"""

import base64
import functools
import http.server
import os
import shutil
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from tests.core.ledger.test_single_file import write, write_log
from tests.core.ledger.vectors import FOLDER, LOG, LOG_SEED, ORIGIN, entry, must_reject, raw, vector, worked_files
from tests.whole.serving import serving
from tools.verifier import ledger_verify

from baluarte.actions.ledger import publish_ledger, sequence_marks
from baluarte.core.errors import Broken, Unusable
from baluarte.core.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from baluarte.core.ledger.tiles import TiledTree, grow
from baluarte.core.ledger.tree import TreeHead
from baluarte.core.rights.actors import SYSTEM

GO, SOURCES = shutil.which("go"), Path("/usr/share/gocode")
PACKAGES = SOURCES / "src/golang.org/x/mod/sumdb/tlog"
pytestmark = pytest.mark.skipif(
    not (GO and PACKAGES.is_dir()),
    reason="Go and its tlog package are not on this machine: apt-get install golang-go golang-golang-x-mod-dev",
)
PROGRAMS = Path(__file__).parent / "foreign"
# The key of the tests as Go writes a secret key: a prefix, name, key id, and kind and seed in base64.
SIGNER = f"PRIVATE+KEY+{ORIGIN}+{LOG.key_id.hex()}+{base64.b64encode(LOG.kind + LOG_SEED).decode()}"
SIGNED = raw("checkpoint-300-cosigned.txt")
SIZES = (1, 2, 255, 256, 257, 300, 600)


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """Build both programs once, offline, with nothing but what Debian put there."""
    built = tmp_path_factory.mktemp("go")
    env = os.environ | {"GO111MODULE": "off", "GOPATH": str(SOURCES), "GOCACHE": str(built / "cache"), "GOFLAGS": ""}
    for name in ("verify", "write"):
        subprocess.run([GO, "build", "-o", built / name, PROGRAMS / f"{name}.go"], env=env, check=True, timeout=300)
    return built


@pytest.fixture
def verify(programs):
    def run(place, *older, key=str(LOG)):
        ended = subprocess.run(
            [programs / "verify", str(place), key, *map(str, older)], capture_output=True, text=True, timeout=60, check=False
        )
        return ended.returncode, ended.stdout.strip()

    return run


@pytest.fixture
def log300(tmp_path):
    return write(tmp_path / "log", worked_files(300) | {"checkpoint": SIGNED})


@pytest.mark.parametrize("size", SIZES)
def test_go_proves_every_entry_of_our_folder_again(size, tmp_path, verify):
    folder = write_log(tmp_path / "log", [entry(index) for index in range(size)])

    assert verify(folder) == (0, f"OK {size}")


def test_go_accepts_our_cosigned_checkpoint_and_its_beginnings(log300, verify):
    assert verify(log300, FOLDER / "checkpoint-1.txt", FOLDER / "checkpoint-256.txt") == (0, "OK 300")


def test_go_reads_the_entries_of_baluarte(tmp_path, verify):
    folder = write_log(tmp_path / "log", [one["entry"].encode() for one in vector("entries.json")["entries"]])

    assert verify(folder) == (0, "OK 5")
    assert (folder / "checkpoint").read_bytes() == raw("checkpoint-entries-5.txt")


def test_go_reads_a_log_that_grew_in_many_batches(tmp_path, verify):
    files, size = {}, 0
    for batch in (1, 254, 1, 1, 43, 300):
        growth = grow(TiledTree(size, files.__getitem__), [entry(index) for index in range(size, size + batch)])
        files |= growth.files
        size += batch
        files["checkpoint"] = sign_checkpoint(Checkpoint(ORIGIN, growth.frontier.head), LOG_SEED)
        assert verify(write(tmp_path / str(size), files)) == (0, f"OK {size}")


def test_go_proves_every_entry_from_tiles_that_are_served(log300, verify):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(log300))
    handler.func.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        found = verify(f"http://127.0.0.1:{server.server_port}", FOLDER / "checkpoint-256.txt")

        server.shutdown()
    assert found == (0, "OK 300")


@pytest.mark.django_db
def test_go_proves_every_entry_of_a_running_house_and_the_signer_stops_where_it_finds_a_flipped_byte(world, settings, verify):
    with world.one_entry("system", "run_checks", kind="change") as mark:
        for _ in range(300):
            mark.publish("ledger.check", {"promise": "accounting", "outcome": "holds", "count": 3, "not_covered": 0})
    publish_ledger(world, SYSTEM)
    world.move(timedelta(hours=1))
    sequence_marks(world, SYSTEM)
    size, folder = publish_ledger(world, SYSTEM).size, Path(world.data) / "ledger"
    key = world.signer.key(world.house.log_origin)

    with serving(world, settings) as url:
        assert verify(url, key=key) == verify(folder, key=key) == (0, f"OK {size}")
        tile = folder / "tile/entries/000"
        tile.write_bytes(tile.read_bytes().replace(b"holds", b"helds", 1))
        assert verify(url, key=key)[0] == 1
    with world.one_entry("system", "run_checks", kind="change") as mark:
        mark.publish("ledger.check", {"promise": "walls", "outcome": "holds", "count": 3, "not_covered": 0})
    with pytest.raises(Broken, match="tile/entries/000"):
        publish_ledger(world, SYSTEM)


def test_go_finds_one_changed_byte_in_any_file(log300, verify):
    for path in [path for path in log300.rglob("*") if path.is_file()]:
        good = path.read_bytes()
        for at in (0, len(good) // 2):
            path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
            assert verify(log300)[0] == 1, (path, at)
        path.write_bytes(good)

    assert verify(log300) == (0, "OK 300")


def test_go_refuses_a_beginning_that_was_rewritten(log300, tmp_path, verify):
    other = tmp_path / "older"
    other.write_bytes(sign_checkpoint(Checkpoint(ORIGIN, TreeHead(256, bytes(32))), LOG_SEED))

    code, said = verify(log300, other)

    assert (code, "since 256" in said) == (1, True)


@pytest.mark.parametrize("size", SIZES)
def test_we_accept_the_tiles_that_go_writes_and_they_are_ours_to_the_byte(size, tmp_path, programs, capsys):
    folder = tmp_path / "theirs"
    subprocess.run([programs / "write", folder, SIGNER, str(size)], check=True, timeout=60)
    (tmp_path / "policy").write_text(f"log {LOG}\nquorum none\n", "utf-8")

    checkpoint, _ = open_checkpoint((folder / "checkpoint").read_bytes(), [LOG])
    tree = TiledTree(size, lambda path: (folder / path).read_bytes(), checkpoint.head.root)

    assert [one for number in range(-(-size // 256)) for one in tree.entries(number)] == [entry(index) for index in range(size)]
    assert {str(path.relative_to(folder)): path.read_bytes() for path in (folder / "tile").rglob("*") if path.is_file()} == worked_files(
        size
    )
    assert (folder / "checkpoint").read_bytes() == sign_checkpoint(checkpoint, LOG_SEED)
    assert ledger_verify.main([str(folder), "--policy", str(tmp_path / "policy")]) == 0
    assert "HOLDS" in capsys.readouterr().out


# Where Go's package reads more than we do: a line that stands twice, and base64 that does not encode to itself.
# A note that two readers understand in two ways is worth nothing, so we refuse it.
LENIENT = {"a signature line twice", "unused bits of the base64 set"}
OF_THE_NOTE = [(what, note) for what, note, expected in must_reject() if expected not in {"checkpoint", "accepted"}]


@pytest.mark.parametrize(("what", "note"), OF_THE_NOTE, ids=[what for what, _ in OF_THE_NOTE])
def test_what_we_refuse_go_refuses_too(what, note, log300, verify):
    (log300 / "checkpoint").write_bytes(note)

    assert verify(log300)[0] == (0 if what in LENIENT else 1)
    with pytest.raises(Unusable):
        open_checkpoint(note, [LOG])


def test_what_we_accept_go_accepts_too(log300, verify):
    notes = [note for _, note, expected in must_reject() if expected == "accepted"]

    for note in notes:
        (log300 / "checkpoint").write_bytes(note)
        assert verify(log300) == (0, "OK 300")
        assert open_checkpoint(note, [LOG])[0].head.size == 300
    assert notes
