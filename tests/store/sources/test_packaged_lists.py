"""Our index over the lists that travel with the package says what the package's own search says."""

import json
from pathlib import Path

import polars as pl
import pymispwarninglists
import pytest

from baluarte.store.sources.benign import index_of

LISTS = Path(pymispwarninglists.__file__).parent / "data" / "misp-warninglists" / "lists"
ABOUT = {"ip-src", "ip-dst", "ip-src|port", "ip-dst|port", "domain|ip", "domain", "hostname", "hostname|port", "url", "uri", "link"}
MOST_ENTRIES = 20_000  # of a list that the package searches here: it reads the million names of the largest for a minute
MAPPED = {"146.112.61.104"}
NOBODY = ["192.0.2.1", "198.51.100.77", "2001:db8::5", "nobody.example", "clinic.example"]


@pytest.fixture(scope="module")
def package() -> dict[str, pymispwarninglists.WarningList]:
    """The package's own lists about addresses, names and links, by the name of their folder; of patterns it has no search."""
    told = [json.loads(path.read_text("utf-8")) | {"folder": path.parent.name} for path in sorted(LISTS.glob("*/list.json"))]
    told = [one for one in told if one["type"] != "regex" and len(one["list"]) < MOST_ENTRIES]
    kept = [one for one in told if not one["matching_attributes"] or ABOUT & set(one["matching_attributes"])]
    return {one["folder"]: pymispwarninglists.WarningList(one, slow_search=True) for one in kept}


@pytest.fixture(scope="module")
def asked(package) -> list[str]:
    """The first entry of each list as a feed would write it: an address of a network, a name below a name."""
    entries = [one.list[0] for one in package.values() if one.list]
    return [str(entry).partition("/")[0].lstrip(".") for entry in entries] + NOBODY


def test_documentation_addresses_stand_on_the_list_of_reserved_ones():
    found = index_of("package").look(pl.Series(["192.0.2.1"]))

    assert found["list"].to_list() == ["rfc5735"]


def test_without_a_setting_nothing_is_marked():
    assert index_of("") is None


def test_our_index_agrees_with_the_search_of_the_package(package, asked):
    ours: dict[str, set[str]] = {}

    for value, name in index_of("package").look(pl.Series(asked)).rows():
        ours.setdefault(value, set()).add(name)

    theirs = {value: {name for name, one in package.items() if value in one} for value in asked}
    # An IPv4 address in the dress of IPv6 is the same host: we find it under either form, the package under its own.
    plain = [value for value in asked if not value.startswith("::ffff:") and value not in MAPPED]
    assert {value: names for value in plain if (names := theirs[value] ^ (ours.get(value, set()) & package.keys()))} == {}
    assert all(names <= ours.get(value, set()) for value, names in theirs.items())
