"""Names are those of the people who do the work."""

import ast
import re

from tests.house.building import ROOT, SRC, modules, short, tree

# A file is named for its noun or its step. These name nothing.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base", "data", "new", "old", "stuff", "lib"}
INITIALS = {"TLP", "STIX", "CVE", "KEV", "CSIRT", "API", "CLI", "CSV", "JSON", "XLSX", "URL", "HTTP", "ASN", "RSIT", "XML"}


def test_no_file_has_a_name_that_names_nothing():
    ours = [path for path in modules() if "tests" not in path.parts]
    # `alone/base.py` is the base install of pip's own words.
    found = [short(path) for path in ours if path.stem.lower() in EMPTY_NAMES and short(path) != "tools/alone/base.py"]

    assert found == []


def test_no_name_carries_a_version_instead_of_a_date():
    found = [short(path) for path in modules() if re.search(r"_v\d+$", path.stem)]

    assert found == []


def test_a_row_of_the_store_says_that_it_is_a_row_where_the_core_has_the_noun():
    nouns = {node.name for path in (SRC / "core").rglob("*.py") for node in tree(path).body if isinstance(node, ast.ClassDef)}
    models = [
        (short(path), node.name)
        for path in (SRC / "store").rglob("models.py")
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Model") for base in node.bases)
    ]

    assert [pair for pair in models if pair[1] in nouns] == []


def test_every_package_is_one():
    missing = {path.parent for path in modules() if path.is_relative_to(SRC) and not (path.parent / "__init__.py").exists()}

    assert sorted(map(short, missing)) == []


def test_every_test_name_is_a_sentence():
    short_names = [
        f"{short(path)}::{node.name}"
        for path in modules()
        if path.is_relative_to(ROOT / "tests")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]

    assert short_names == []
