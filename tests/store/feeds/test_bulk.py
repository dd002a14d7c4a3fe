"""Tables by the thousand, the same on both databases: what goes in comes out as it was."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from django.db import transaction

from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.feeds.spool import Spool
from baluarte.store.ground.bulk import Upsert, fetch, load, run, stage, unstage, upsert
from baluarte.store.ground.models import FolioSeries
from baluarte.store.products.models import ExploitedRow
from baluarte.store.warning.models import FindingRow

MOMENTS = (datetime(2026, 3, 5, 3, 0, tzinfo=UTC), datetime(2026, 3, 5, 3, 0, 0, 123456, tzinfo=UTC))


def deliveries(count: int) -> pl.DataFrame:
    plain = {"feed": "shadowserver", "report": "scan_rdp", "file": "ñ;\"'\t\\", "state": "done", "blob": "0" * 64, "sha256": "0" * 64}
    numbers = dict.fromkeys(("bytes", "read", "accepted", "duplicate", "quarantined", "matched", "unmatched", "repeats", "tries"), 0)
    texts = {
        "codes": "{}",
        "lines": "{}",
        "code": "",
        "notes": "[]",
        "unknown_columns": '["ñandú"]',
        "parser": "",
        "mapping": "",
        "receipt": "",
    }
    return pl.DataFrame({"received_at": [MOMENTS[number % 2] for number in range(count)]}).with_columns(
        pl.lit(value).alias(name) for name, value in (plain | numbers | texts).items()
    )


def test_rows_loaded_in_one_go_are_those_that_the_models_see(db):
    load("feeds_deliveryrow", deliveries(3000))

    assert DeliveryRow.objects.count() == 3000
    row = DeliveryRow.objects.order_by("id")[1]
    assert (row.received_at, row.file, row.unknown_columns) == (MOMENTS[1], "ñ;\"'\t\\", ["ñandú"])
    assert DeliveryRow.objects.filter(received_at=MOMENTS[0]).count() == 1500


def test_moments_days_and_nothing_come_back(db):
    ExploitedRow.objects.create(cve="CVE-2026-00001", added=date(2026, 3, 1), due=None, ransomware=True)
    schema = pl.Schema({"cve": pl.String(), "added": pl.Date(), "due": pl.Date()})

    assert fetch("SELECT cve, added, due FROM products_exploitedrow WHERE cve = %s", ("CVE-2026-00001",), schema).row(0) == (
        "CVE-2026-00001",
        date(2026, 3, 1),
        None,
    )


def test_a_staged_table_is_gone_when_it_was_used(db):
    frame = pl.DataFrame(
        {"cve": ["CVE-2026-00001"], "added": [date(2026, 3, 1)], "due": pl.Series([None], dtype=pl.Date), "ransomware": [True]}
    )

    with transaction.atomic():
        stage("staged", "SELECT cve, added, due, ransomware FROM products_exploitedrow", frame)
        assert (
            run(
                "INSERT INTO products_exploitedrow (cve, vendor, product, name, added, due, ransomware, action, notes, source) "
                "SELECT cve, '', '', '', added, due, ransomware, '', '', 'kev' FROM staged"
            )
            == 1
        )
        unstage("staged")

    assert ExploitedRow.objects.get().ransomware is True
    with pytest.raises(Exception, match="staged"), transaction.atomic():
        run("SELECT * FROM staged")
    assert FindingRow.objects.count() == 0


def test_what_waits_on_disk_comes_back_in_order_and_leaves_no_file(tmp_path):
    with Spool(str(tmp_path)) as spool:
        for number in range(3):
            spool.add(number, pl.DataFrame({"raw": [bytes([number])]}))
        spool.add(9, pl.DataFrame({"raw": pl.Series([], dtype=pl.Binary)}))

        assert [(number, table["raw"][0]) for number, table in spool] == [(0, b"\0"), (1, b"\1"), (2, b"\2")]
        assert list(tmp_path.iterdir()) == []


def test_a_known_row_is_set_again_and_a_new_one_is_inserted(db):
    FolioSeries.objects.create(year=2026, last=7)

    for _ in range(2):
        upsert(Upsert("ground_folioseries", ("year",), ("last",)), pl.DataFrame({"year": [2026, 2027], "last": [9, 1]}))

    assert list(FolioSeries.objects.order_by("year").values_list("year", "last")) == [(2026, 9), (2027, 1)]
