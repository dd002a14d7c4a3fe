"""The golden vectors of the ledger as tests use them; `vectors/ledger` is for everybody."""

import base64
import json
from functools import cache
from pathlib import Path

from baluarte.core.ledger.note import COSIGNATURE, read_verifier
from baluarte.core.ledger.tiles import TiledTree, grow
from baluarte.core.ledger.tree import leaf_hash

FOLDER = Path(__file__).parents[3] / "vectors" / "ledger"


@cache
def vector(name):
    return json.loads((FOLDER / name).read_text("utf-8"))


def raw(name):
    return (FOLDER / name).read_bytes()


KEYS = vector("keys.json")
ORIGIN = KEYS["log"]["name"]
LOG = read_verifier(KEYS["log"]["vkey"])
WITNESS = read_verifier(KEYS["witness"]["vkey"], COSIGNATURE)
RECEIPTS = read_verifier(KEYS["receipts"]["vkey"])
LOG_SEED, WITNESS_SEED, RECEIPTS_SEED = (bytes.fromhex(KEYS[name]["seed"]) for name in ("log", "witness", "receipts"))
WORKED = vector("tree-worked-log.json")


def entry(index):
    return f"entry {index}".encode()


@cache
def worked_leaves(size):
    return [leaf_hash(entry(index)) for index in range(size)]


@cache
def worked_files(size):
    """The worked log of one batch, by path."""
    empty = TiledTree(0, {}.__getitem__)
    return grow(empty, [entry(index) for index in range(size)]).files


def worked_tree(size):
    return TiledTree(size, worked_files(size).__getitem__, bytes.fromhex(WORKED["roots"][str(size)]))


def must_reject():
    """Every note of the list as (what, note, expected)."""
    return [(one["what"], base64.b64decode(one["note_base64"]), one["expected"]) for one in vector("must-reject.json")["notes"]]
