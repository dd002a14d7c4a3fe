"""The single file with which a citizen checks the log stands alone, in two places, byte for byte."""

import ast
import sys

import pytest
from tests.house.building import ROOT, SRC
from tools.verifier import ledger_verify

from baluarte.core.ledger.entries.kinds import kinds

FILES = ("ledger_verify.py", "ed25519_slow.py")
OURS, SHIPPED = ROOT / "tools" / "verifier", SRC / "faces" / "cli" / "verifier"
# What Python 3.8 has not: the file must run there.
LATER_NAMES = {"removeprefix", "removesuffix", "bit_count", "UTC", "pairwise", "batched", "ExceptionGroup", "tomllib", "zoneinfo"}
LATER_KEYWORDS = {"strict", "slots", "kw_only", "usedforsecurity", "root_dir"}


@pytest.mark.parametrize("name", FILES)
def test_the_package_ships_the_same_bytes(name):
    assert (OURS / name).read_bytes() == (SHIPPED / name).read_bytes()
    assert (OURS / name).stat().st_mode == (SHIPPED / name).stat().st_mode


@pytest.mark.parametrize("name", FILES)
def test_it_needs_the_standard_library_and_one_function(name):
    tree = ast.parse((OURS / name).read_text("utf-8"))
    imported = {alias.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported - sys.stdlib_module_names <= {"cryptography"}


@pytest.mark.parametrize("name", FILES)
def test_it_is_written_for_python_3_8(name):
    tree = ast.parse((OURS / name).read_text("utf-8"), feature_version=(3, 8))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    words = {keyword.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword in node.keywords}

    assert names & LATER_NAMES == set()
    assert words & LATER_KEYWORDS == set()
    assert "annotations" in {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_it_knows_every_kind_of_entry_with_its_fields():
    ours = {}
    for kind in kinds().values():
        single = [name for name in kind.fields if name not in kind.either]
        ours[kind.name] = set(single + ["|".join(kind.either)] * bool(kind.either))

    assert {name: set(fields.split()) for name, fields in ledger_verify.KINDS.items()} == ours


def test_every_sentence_it_says_exists_in_both_languages():
    for english, spanish in ledger_verify.SAY.values():
        assert english != spanish
        assert english.count("{") == spanish.count("{")


def test_whatever_it_finds_wrong_it_says_in_both_languages():
    tree = ast.parse((OURS / "ledger_verify.py").read_text("utf-8"))
    stops = {"need", "Broken", "NotCovered"}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in stops]
    written = [ast.unparse(call.args[-1]) for call in calls if isinstance(call.args[-1], ast.Constant | ast.JoinedStr)]

    assert len(written) > 20
    assert [text for text in written if text.count(" · ") != 1] == []
