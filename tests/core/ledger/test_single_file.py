"""The citizen's file keeps the same vectors as the program, and says the same of every damage."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.core.ledger.vectors import (
    FOLDER,
    LOG,
    LOG_SEED,
    ORIGIN,
    WITNESS,
    WORKED,
    entry,
    must_reject,
    raw,
    vector,
    worked_files,
    worked_leaves,
)
from tools.verifier import ed25519_slow
from tools.verifier import ledger_verify as alone

from baluarte.core.ledger.checkpoint import Checkpoint, sign_checkpoint
from baluarte.core.ledger.outside.policy import read_policy
from baluarte.core.ledger.outside.prooffile import ProofFile
from baluarte.core.ledger.proofs import heads_of, prove_consistency, prove_inclusion
from baluarte.core.ledger.tiles import TiledTree, grow
from baluarte.core.ledger.tree import TreeHead, leaf_hash, tree_head

FILE = Path(alone.__file__)
EIGHT = vector("tree-eight-leaves.json")
POLICY = f"log {LOG}\nwitness w1 {WITNESS}\nquorum w1\n"
ALONE = f"log {LOG}\nquorum none\n"
SIGNED = raw("checkpoint-300-cosigned.txt")
DASH = "\u2014".encode()


def write(folder, files):
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def write_log(folder, entries, seed=LOG_SEED):
    """A log of these entries, with a checkpoint that the test key signed."""
    growth = grow(TiledTree(0, {}.__getitem__), entries)
    return write(folder, growth.files | {"checkpoint": sign_checkpoint(Checkpoint(ORIGIN, growth.frontier.head), seed)})


@pytest.fixture
def log300(tmp_path):
    return write(tmp_path / "log", worked_files(300) | {"checkpoint": SIGNED})


@pytest.fixture
def baluarte_log(tmp_path):
    return write_log(tmp_path / "log", [one["entry"].encode() for one in vector("entries.json")["entries"]])


@pytest.fixture
def check(tmp_path, capsys):
    """Run the file with a policy, and return its exit code and what it said."""

    def run(*words, policy=ALONE):
        (tmp_path / "policy").write_text(policy, "utf-8")
        code = alone.main([*map(str, words), "--policy", str(tmp_path / "policy"), "--evidence", str(tmp_path), "--language", "en"])
        return code, capsys.readouterr().out

    return run


def refused(function, *given):
    with pytest.raises(alone.Broken):
        function(*given)
    return True


def test_the_eight_leaves_and_the_worked_log_have_their_roots():
    eight = [bytes.fromhex(text) for text in EIGHT["leaf_hashes"]]

    assert {str(size): alone.head(eight[:size]).hex() for size in range(9)} == EIGHT["roots"]
    assert {size: alone.head(worked_leaves(70_000)[: int(size)]).hex() for size in WORKED["roots"]} == WORKED["roots"]
    assert alone.leaf(b"\x00").hex() == EIGHT["leaf_hashes"][1]


@pytest.mark.parametrize("size", range(1, 40))
def test_it_says_of_every_proof_what_the_program_says(size):
    leaves = worked_leaves(300)[:size]
    head, heads = tree_head(leaves), heads_of(leaves)
    for index in range(size):
        proof = prove_inclusion(index, size, heads)
        assert alone.verify_inclusion(index, size, leaves[index], proof, head.root)
        assert not alone.verify_inclusion(index, size, leaves[index], [*proof, bytes(32)], head.root)
        assert not alone.verify_inclusion(index, size, bytes(32), proof, head.root)
        assert not alone.verify_inclusion(index + 1, size, leaves[index], proof, head.root)
        assert not proof or not alone.verify_inclusion(index, size, leaves[index], proof[:-1], head.root)
    for old in range(size + 1):
        before, proof = tree_head(leaves[:old]), prove_consistency(old, size, heads)
        assert alone.verify_consistency(old, size, before.root, head.root, proof)
        assert not alone.verify_consistency(old, size, before.root, head.root, [*proof, bytes(32)])
        assert not alone.verify_consistency(old, size, bytes(32), head.root, proof)
        assert old in {0, size} or not alone.verify_consistency(old, size, before.root, head.root, proof[:-1])
        assert old == 0 or not alone.verify_consistency(old, size, before.root, bytes(32), proof)
        assert old == size or not alone.verify_consistency(size, old, head.root, before.root, proof)


@pytest.mark.parametrize("name", ["empty", "1", "256", "70000", "300-cosigned", "entries-5"])
def test_it_opens_our_checkpoints(name):
    text, signatures = alone.parse_note(raw(f"checkpoint-{name}.txt"))

    assert alone.is_signed(text, signatures, alone.parse_vkey(str(LOG), alone.NOTE))
    assert alone.parse_checkpoint(text)[0] == ORIGIN


def test_it_opens_the_example_of_the_standard():
    text, signatures = alone.parse_note(raw("note-example.txt"))

    assert alone.is_signed(text, signatures, alone.parse_vkey(raw("note-example.vkey").decode(), alone.NOTE))


def test_it_reads_the_time_of_the_witness():
    text, signatures = alone.parse_note(SIGNED)

    assert alone.verify_cosignature(text, signatures, alone.parse_vkey(str(WITNESS), alone.COSIGNATURE)) == 1_767_225_600


@pytest.mark.parametrize(("note", "expected"), [pytest.param(note, expected, id=what) for what, note, expected in must_reject()])
def test_it_says_of_every_note_of_the_list_what_the_program_says(note, expected):
    if expected == "accepted":
        assert alone.open_checkpoint(note, alone.parse_policy(POLICY))[:2] == (ORIGIN, 300)
    else:
        assert refused(alone.open_checkpoint, note, alone.parse_policy(ALONE))


@pytest.mark.parametrize(("number", "place"), WORKED["paths"].items())
def test_it_asks_for_the_right_paths(number, place):
    assert alone.tile_path(0, int(number), 256) == f"tile/0/{place}"
    assert alone.tile_path("entries", int(number), 7) == f"tile/entries/{place}.p/7"


@pytest.mark.parametrize(
    "line",
    [
        "quorum none",
        "quorum nobody",
        "group g 2 w1",
        "group g any nobody",
        "group w1 any w1",
        f"witness w2 {WITNESS}",
        f"log {LOG}",
        "more",
        "witness none x",
        f"witness w2 {LOG}",
        "a\rb",
    ],
)
def test_a_policy_is_refused_where_the_program_refuses_it(line):
    text = f"{POLICY}{line}\n"

    assert refused(alone.parse_policy, text)
    with pytest.raises(Exception, match=r"policy|key"):
        read_policy(text)


def test_groups_of_witnesses_count_as_in_the_program():
    policy = {"groups": {"home": (1, ["a", "b"]), "abroad": (2, ["c", "d"]), "both": (2, ["home", "abroad"])}, "quorum": "both"}

    assert alone.quorum_met(policy, {"a", "c", "d"})
    assert not alone.quorum_met(policy, {"a", "b", "c"})
    assert alone.quorum_met({"groups": {}, "quorum": "none"}, set())


def test_a_whole_log_holds(log300, check):
    code, said = check(log300, "--since", FOLDER / "checkpoint-256.txt", policy=POLICY)

    assert code == 0
    assert [line.split(":")[0] for line in said.splitlines()] == ["1 signature", "2 witnesses", "3 root", "4 since", "HOLDS"]
    assert "w1 2026-01-01 00:00Z" in said


def test_the_entries_of_a_baluarte_log_hold(baluarte_log, check):
    code, said = check(baluarte_log, "--entries")

    assert (code, "5 entries: 5 have" in said, "two histories" in said) == (0, True, True)


def test_one_flipped_bit_anywhere_is_found_and_named(baluarte_log, check):
    files = [path for path in baluarte_log.rglob("*") if path.is_file()]
    assert len(files) == 3
    for path in files:
        good = path.read_bytes()
        for at in range(0, len(good), 29):
            path.write_bytes(good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :])
            code, said = check(baluarte_log, "--entries")
            assert (code, "BROKEN" in said) == (1, True), (path, at)
        path.write_bytes(good)


def test_a_damaged_file_of_a_larger_log_is_named(log300, check):
    for name, told in (("tile/0/000", "tile/0/000"), ("tile/0/001.p/44", "right edge"), ("tile/1/000.p/1", "right edge")):
        good = (log300 / name).read_bytes()
        (log300 / name).write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        code, said = check(log300, "--since", FOLDER / "checkpoint-1.txt")
        assert (code, told in said) == (1, True)
        (log300 / name).write_bytes(good)


def test_bytes_behind_the_last_entry_are_noticed(baluarte_log, check):
    bundle = baluarte_log / "tile/entries/000.p/5"
    bundle.write_bytes(bundle.read_bytes() + b"\x00\x00")

    code, said = check(baluarte_log, "--entries")

    assert (code, "more than its entries" in said) == (1, True)


def test_a_file_that_is_absent_is_no_proof_of_a_lie(log300, check):
    (log300 / "tile/0/000").unlink()

    code, said = check(log300, "--entries")

    assert (code, "NOT FULLY COVERED: tile/0/000 is not there" in said) == (1, True)


def test_a_narrow_file_that_was_deleted_is_read_from_the_full_one(tmp_path, check):
    entries = [
        json.dumps({"body": {"a": "x"}, "seq": index, "t": "later", "time": "2026-01-01T00:00:00Z", "v": 1}, separators=(",", ":")).encode()
        for index in range(256)
    ]
    growth = grow(TiledTree(0, {}.__getitem__), entries[:255])
    folder = write_log(tmp_path / "log", entries)
    (folder / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, growth.frontier.head), LOG_SEED))

    code, said = check(folder, "--entries")

    assert (code, "not understood, hash good: later" in said) == (0, True)


def test_too_few_witnesses_are_said_and_the_rest_is_still_looked_at(log300, check):
    (log300 / "checkpoint").write_bytes(SIGNED.split(DASH + b" witness")[0])

    code, said = check(log300, policy=POLICY)

    assert (code, "3 root" in said, "too few witnesses" in said) == (1, True, True)


def test_two_signed_checkpoints_of_one_size_are_both_kept(log300, tmp_path, check):
    """Acceptance A29: the verifier fails, saves both, and says what that means."""
    other = sign_checkpoint(Checkpoint(ORIGIN, TreeHead(300, bytes(32))), LOG_SEED)
    (tmp_path / "kept").write_bytes(other)

    code, said = check(log300, "--since", tmp_path / "kept")

    assert (code, "TWO HISTORIES" in said, "the key was stolen" in said) == (1, True, True)
    assert (tmp_path / "two-histories-kept.txt").read_bytes() == other
    assert (tmp_path / "two-histories-shown.txt").read_bytes() == SIGNED


def test_a_log_that_is_shorter_than_what_was_kept_is_not_fully_covered(log300, check):
    code, said = check(log300, "--since", FOLDER / "checkpoint-70000.txt")

    assert (code, "you kept size 70000" in said) == (1, True)


def test_a_proof_file_needs_no_log(tmp_path, check):
    for line_end in (b"", b"\n", b"\r\n"):
        (tmp_path / "entry").write_bytes(entry(41) + line_end)
        code, said = check(FOLDER / "entry-41.tlog-proof", "--entry", tmp_path / "entry", policy=POLICY)
        assert (code, "stands at index 41 of size 300" in said) == (0, True)


def test_a_proof_file_for_another_entry_is_broken(tmp_path, check):
    (tmp_path / "entry").write_bytes(entry(42))

    assert check(FOLDER / "entry-41.tlog-proof", "--entry", tmp_path / "entry")[0] == 1


def test_what_is_extra_in_a_proof_file_is_passed_over():
    data = raw("entry-41.tlog-proof")
    index, proof, note = alone.parse_proof_file(data)

    assert alone.parse_proof_file(bytes(ProofFile(index, tuple(proof), note, b"more"))) == (index, proof, note)
    for wrong in (
        b"",
        data.replace(b"@v1", b"@v2"),
        data.replace(b"index 41", b"index 041"),
        data.replace(b"\n\n", b"\n"),
        data.replace(b"ruluENN", b"ruluEN"),
    ):
        assert refused(alone.parse_proof_file, wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 1},
        {"seq": True},
        {"v": 2},
        {"v": True},
        {"t": 1},
        {"time": "now"},
        {"body": {"origin": "x"}},
        {"body": {"origin": "x", "spec": "y", "more": 1}},
        {"body": []},
        {"more": 1},
    ],
)
def test_an_entry_of_another_form_is_refused(change):
    good = json.loads(vector("entries.json")["entries"][0]["entry"])
    written = json.dumps(good | change, sort_keys=True, separators=(",", ":")).encode()

    assert alone.check_entry(json.dumps(good, sort_keys=True, separators=(",", ":")).encode(), 0)["t"] == "ledger.start"
    assert refused(alone.check_entry, written, 0)


@pytest.mark.parametrize("data", [b"{}", b"1", b"\xff", b"[" * 9000, b'{"a": 1}', b'{"a":null}', b'{"a":1.5}', b'{"A":1}', '{"a":"e\u0301"}'.encode(), b'{"a":"\\ud800"}', b'{"a":[[[[1]]]]}'])  # fmt: skip
def test_what_is_not_canonical_is_no_entry(data):
    assert refused(alone.check_entry, data, 0)


def test_evidence_is_named_in_one_of_two_ways():
    def filed(**more):
        body = {"evidence": "E-1", "collector": "c"} | more
        return json.dumps(
            {"body": body, "seq": 0, "t": "strategy.evidence-filed", "time": "2026-01-01T00:00:00Z", "v": 1},
            sort_keys=True,
            separators=(",", ":"),
        ).encode()

    assert alone.check_entry(filed(content="0"), 0)
    assert alone.check_entry(filed(file_sha256="0"), 0)
    assert refused(alone.check_entry, filed(), 0)
    assert refused(alone.check_entry, filed(content="0", file_sha256="0"), 0)


@pytest.mark.parametrize("installed", ["nothing", "half"])
def test_without_anything_whole_installed_it_says_the_same_in_spanish(installed, log300, tmp_path):
    (tmp_path / "policy").write_text(POLICY, "utf-8")
    if installed == "half":  # as where another Python's packages are found, whose compiled part is missing
        ed25519 = "class Ed25519PublicKey:\n    @classmethod\n    def from_public_bytes(cls, data):\n        raise ImportError\n"
        package = "packages/cryptography/hazmat/primitives/asymmetric"
        write(
            tmp_path,
            {
                f"{package}/ed25519.py": ed25519.encode(),
                "packages/cryptography/exceptions.py": b"class InvalidSignature(Exception): pass\n",
            },
        )
    # -I: neither our packages nor the folder of the caller; -S: no packages at all, so the slow file does the work.
    places = [str(FILE.parent), str(tmp_path / "packages")]
    program = f"import sys; sys.path[:0] = {places!r}; import ledger_verify; sys.exit(ledger_verify.main(sys.argv[1:]))"
    words = [sys.executable, "-I", "-S", "-B", "-c", program, str(log300), "--policy", str(tmp_path / "policy"), "--language", "es"]

    run = subprocess.run(words, capture_output=True, text=True, check=False, encoding="utf-8", env={"PYTHONUTF8": "1"})

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[-1] == "SE SOSTIENE"
    assert "2 testigos: firmaron los suficientes" in run.stdout


def test_what_is_wrong_is_said_in_the_language_of_the_reader(baluarte_log, tmp_path, capsys):
    bundle = baluarte_log / "tile/entries/000.p/5"
    bundle.write_bytes(bundle.read_bytes().replace(b'"accepted":970', b'"accepted":980'))
    (tmp_path / "policy").write_text(ALONE, "utf-8")

    said = {}
    for language in ("en", "es"):
        assert alone.main([str(baluarte_log), "--policy", str(tmp_path / "policy"), "--entries", "--language", language]) == 1
        said[language] = capsys.readouterr().out.split("\n")[-2]

    assert said["en"] == "BROKEN: tile/entries/000.p/5: 4 is not the entry that was logged"
    assert said["es"] == "ROTA: tile/entries/000.p/5: 4 no es el asiento que se asentó"


def test_what_it_cannot_use_it_says(log300, tmp_path, capsys):
    (tmp_path / "policy").write_text("nonsense\n", "utf-8")

    code = alone.main([str(log300), "--policy", str(tmp_path / "policy"), "--language", "en"])

    assert (code, "CANNOT BE USED: line 1 of the policy" in capsys.readouterr().out) == (2, True)


def signatures():
    """Every signature of the vectors: public key, signature, message."""
    for name in ("empty", "1", "256", "70000", "300-cosigned", "entries-5"):
        text, lines = alone.parse_note(raw(f"checkpoint-{name}.txt"))
        yield LOG.public, lines[0][2], text.encode()
    yield WITNESS.public, alone.parse_note(SIGNED)[1][1][2][8:], raw("cosignature-message.txt")
    text, lines = alone.parse_note(raw("note-example.txt"))
    yield base64.b64decode(raw("note-example.vkey").decode().split("+", 2)[2])[1:], lines[0][2], text.encode()


def test_both_ways_to_verify_ed25519_agree():
    for public, signature, message in signatures():
        assert alone.ed25519_ok(public, signature, message)
        assert ed25519_slow.verify(public, signature, message)
        for wrong in (
            (public, signature, message + b" "),
            (public, signature[:32] + bytes(32), message),
            (public, bytes([signature[0] ^ 1]) + signature[1:], message),
            (bytes([public[0] ^ 1]) + public[1:], signature, message),
            (public, signature[:-1], message),
            (public[:-1], signature, message),
            (b"\xff" * 32, signature, message),
        ):
            assert not alone.ed25519_ok(*wrong)
            assert not ed25519_slow.verify(*wrong)


def test_both_refuse_a_signature_raised_by_the_order_of_the_group():
    for public, signature, message in signatures():
        raised = int.from_bytes(signature[32:], "little") + ed25519_slow.ORDER
        other = signature[:32] + raised.to_bytes(32, "little")

        assert not alone.ed25519_ok(public, other, message)
        assert not ed25519_slow.verify(public, other, message)


def test_a_leaf_is_the_same_everywhere():
    assert alone.leaf(b"x") == leaf_hash(b"x")
