"""Findings that do not fit in memory wait on disk, and the result is the one they would have had."""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from baluarte.core.constituency.asset_file import read_asset_file
from baluarte.core.warning.collapse import FOUND_SCHEMA, IDENTITY, merge_found
from baluarte.core.warning.prioritise import CRITICAL_SCHEMA, KEV_SCHEMA, prioritise
from baluarte.faces.cli.offline.first_things import FirstThings
from baluarte.faces.cli.offline.folder import Folder
from baluarte.faces.cli.offline.shelf import Shelf
from baluarte.faces.cli.offline.tables import findings_table, first_things

SEEN = datetime(2026, 3, 4, tzinfo=UTC)
ORGANISATIONS = 200


def findings(count, seed):
    chance = random.Random(seed)
    rows = [
        {
            "org": chance.randint(1, ORGANISATIONS), "point": f"192.0.2.{chance.randint(1, 9)}", "type": "vulnerable-system",
            "identifier": "open-rdp", "severity": chance.choice(["high", "low"]), "first_seen": SEEN,
            "last_seen": SEEN + timedelta(hours=chance.randint(0, 60)), "sightings": 1, "asset": 1, "matched_by": "network",
            "reports": ["scan_rdp"], "cves": [], "tags": ["rdp"], "tlp": "amber", "reliability": "B", "credibility": "2",
        }
        for _ in range(count)
    ]  # fmt: skip
    return pl.DataFrame([{name: row.get(name) for name in FOUND_SCHEMA.names()} for row in rows], schema=FOUND_SCHEMA)


@pytest.fixture
def constituency():
    rows = [{"#line": n, "organisation": f"org {n:04}", "kind": "domain", "value": f"o{n}.example"} for n in range(1, ORGANISATIONS + 1)]
    return read_asset_file(pl.DataFrame(rows))


@pytest.mark.parametrize("held", [1, 300, 1_000_000])
def test_findings_are_merged_alike_in_memory_and_from_disk(held):
    parts = [findings(400, seed) for seed in range(5)]

    with Shelf(ORGANISATIONS, held) as shelf:
        for part in parts:
            shelf.put(part)
        blocks = list(shelf.blocks())
        place = shelf._folder

    assert pl.concat(blocks).sort(IDENTITY).equals(merge_found(parts))
    assert (len(blocks) == 1) is (place is None)
    assert place is None or not place.exists()


def test_an_organisation_is_whole_in_one_block():
    with Shelf(ORGANISATIONS, 10) as shelf:
        for seed in range(3):
            shelf.put(findings(400, seed))
        owners = [set(block["org"].to_list()) for block in shelf.blocks()]

    assert len(owners) > 1
    assert sum(map(len, owners)) == len(set().union(*owners))


def test_the_sheet_of_findings_is_in_one_order_however_many_blocks_it_came_in(tmp_path, constituency):
    merged = merge_found([findings(500, 1)])
    ranked = prioritise(merged, pl.DataFrame(schema=KEV_SCHEMA), pl.DataFrame(schema=CRITICAL_SCHEMA), date(2026, 3, 8))
    whole = findings_table(ranked, constituency, SEEN)

    with Folder(tmp_path / "out") as folder:
        sheet = FirstThings(folder)
        for part in whole.partition_by("organisation"):
            sheet.add(part)
        sheet.write()

    rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / "findings.csv").read_bytes().decode("utf-8-sig"))))
    assert [row["folio"] for row in rows] == first_things(whole)["folio"].to_list()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".baluarte-warn", "findings.csv"]
