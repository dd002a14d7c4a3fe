import base64
from dataclasses import replace

import pytest
from tests.core.ledger.vectors import KEYS, LOG, LOG_SEED, ORIGIN, WITNESS, WITNESS_SEED, raw, vector, worked_leaves, worked_tree

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import Checkpoint, sign_checkpoint
from baluarte.core.ledger.note import Signature, with_signatures
from baluarte.core.ledger.outside.cosignature import cosign
from baluarte.core.ledger.outside.witness import Request, answer, cosignatures_of, public_path, read_request, size_of_conflict
from baluarte.core.ledger.proofs import prove_consistency
from baluarte.core.ledger.tree import EMPTY_ROOT, TreeHead, tree_head

AT = 1_767_225_600
LOGS = {ORIGIN: [LOG]}
HEADS = {size: tree_head(worked_leaves(300)[:size]) for size in (0, 1, 100, 256, 299, 300)}
BODY = raw("add-checkpoint.txt")


def sign(text):
    return cosign(text, AT, WITNESS.name, WITNESS_SEED)


def never(text):
    raise AssertionError(text)


def asked(old, new, *, proof=None, head=None, seed=LOG_SEED, origin=ORIGIN):
    proof = prove_consistency(old, new, worked_tree(300).heads) if proof is None else proof
    return bytes(Request(old, tuple(proof), sign_checkpoint(Checkpoint(origin, head or HEADS[new]), seed)))


def told(body, remembered, *, by=never):
    return answer(body, LOGS, {} if remembered is None else {ORIGIN: HEADS[remembered]}, by)


def test_a_request_is_these_bytes():
    request, checkpoint = read_request(BODY)

    assert asked(256, 300) == BODY
    assert bytes(request) == BODY
    assert (request.old, checkpoint.head) == (256, HEADS[300])


def test_a_log_that_continues_is_signed_and_the_new_head_is_to_be_remembered():
    found = told(BODY, 256, by=sign)

    assert (found.status, found.remember) == (200, HEADS[300])
    assert with_signatures(asked(0, 300, proof=[]).partition(b"\n\n")[2], found.body) == raw("checkpoint-300-cosigned.txt")


REQUESTS = [
    pytest.param(base64.b64decode(one["request_base64"]), one["remembered"], one["status"], id=one["what"])
    for one in vector("witness.json")["requests"]
]


@pytest.mark.parametrize(("body", "remembered", "status"), REQUESTS)
def test_a_witness_answers_every_request_of_the_list_as_it_says(body, remembered, status):
    found = told(body, remembered, by=sign if status == 200 else never)

    assert (found.status, found.remember) == (status, read_request(body)[1].head if status == 200 else None)


def test_every_row_of_the_protocol_has_a_request():
    assert {one["status"] for one in vector("witness.json")["requests"]} == {200, 400, 403, 404, 409, 422}


def test_a_conflict_says_what_was_signed_last():
    found = told(asked(100, 300), 256)

    assert (found.body, found.content_type) == (b"256\n", "text/x.tlog.size")
    assert size_of_conflict(found.body) == 256
    assert [size_of_conflict(body) for body in (b"256", b"0256\n", b"", b"9" * 99 + b"\n", b"256\n\n")] == [None] * 5


def test_a_key_that_is_trusted_beside_the_first_may_sign_while_keys_change():
    body = asked(256, 300)

    assert answer(body, {ORIGIN: [replace(LOG, public=bytes(32)), LOG]}, {ORIGIN: HEADS[256]}, sign).status == 200


def test_of_an_answer_only_the_lines_of_that_witness_are_taken():
    text = sign_checkpoint(Checkpoint(ORIGIN, HEADS[300]), LOG_SEED).split(b"\n\n")[0].decode() + "\n"
    good, stranger = str(sign(text)), str(Signature("stranger.example", b"1234", b"5"))

    assert cosignatures_of((stranger + good).encode(), text, [WITNESS]) == good.encode()
    for body in (stranger.encode(), b"", b"<html>\n", str(sign("other\n")).encode(), (good + good).encode()):
        with pytest.raises(Unusable):
            cosignatures_of(body, text, [WITNESS])


def test_the_copy_of_a_witness_lies_under_the_hash_of_the_origin():
    assert public_path(ORIGIN) == f"{KEYS['log']['origin_sha256']}/checkpoint"


def test_a_witness_that_never_signed_remembers_the_empty_tree():
    assert told(asked(0, 1), None, by=sign).status == answer(asked(0, 1), LOGS, {ORIGIN: TreeHead(0, EMPTY_ROOT)}, sign).status == 200
