"""The lake: named by content, read by manifest, swept only when nobody can still need it."""

import os
from datetime import date

import polars as pl
import pytest

from baluarte.core.errors import Broken
from baluarte.store.feeds.lake import Lake

DAY = date(2026, 3, 5)


def no_step(_name: str) -> None:
    pass


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def events(*keys: int) -> pl.DataFrame:
    table = {"key": pl.Series(keys, dtype=pl.UInt64), "org": pl.Series([1] * len(keys), dtype=pl.UInt32)}
    return pl.DataFrame(table).with_columns(type=pl.lit("vulnerable-system"))


def test_the_same_rows_are_the_same_file(lake):
    first, again = (lake.write("scan_rdp", DAY, events(1, 2), no_step) for _ in range(2))

    assert first == again
    assert first.path == f"scan_rdp/2026-03-05/{first.sha256}.parquet"
    assert first.rows == 2


def test_only_the_key_column_is_read_to_know_what_was_seen(lake):
    paths = [lake.write("scan_rdp", DAY, events(*keys), no_step).path for keys in ((1, 2), (2, 3))]

    assert sorted(lake.keys(paths).to_list()) == [1, 2, 3]
    assert lake.keys([]).dtype == pl.UInt64


def test_a_name_from_outside_never_becomes_a_path(lake):
    written = lake.write("../../etc/passwd", DAY, events(1), no_step)

    assert ".." not in written.path
    assert (lake.root / written.path).resolve().is_relative_to(lake.root.resolve())


def test_a_file_that_the_manifest_names_and_that_is_gone_is_broken(lake):
    with pytest.raises(Broken):
        lake.keys(["scan_rdp/2026-03-05/none.parquet"])


def test_damage_is_told_without_reading_and_found_by_reading(lake):
    written = lake.write("scan_rdp", DAY, events(1), no_step)
    path = lake.root / written.path

    assert lake.damage(written.path, written.sha256, deep=True) == ""
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert lake.damage(written.path, written.sha256, deep=False) == ""
    assert "not the file" in lake.damage(written.path, written.sha256, deep=True)
    path.unlink()
    assert "not there" in lake.damage(written.path, written.sha256, deep=False)


def test_only_old_orphans_are_swept(lake):
    named, old, young = (lake.write("scan_rdp", DAY, events(key), no_step) for key in (1, 2, 3))
    for written in (named, old):
        os.utime(lake.root / written.path, (1, 1))

    assert lake.sweep(frozenset({named.path})) == 1
    assert [(lake.root / written.path).exists() for written in (named, old, young)] == [True, False, True]


def test_the_steps_come_in_the_order_that_makes_a_file_durable(lake):
    steps: list[str] = []

    lake.write("scan_rdp", DAY, events(1), steps.append)

    assert steps == [
        "feeds.lake.written",
        "feeds.lake.synced",
        "feeds.lake.before-rename",
        "feeds.lake.renamed",
        "feeds.lake.folder-synced",
    ]


def test_only_keys_that_were_asked_about_are_returned(lake):
    paths = [lake.write("scan_rdp", DAY, events(*keys), no_step).path for keys in ((1, 2), (2, 3))]

    answers = [sorted(lake.known("scan_rdp", DAY, paths, pl.Series([2, 3, 4], dtype=pl.UInt64)).to_list()) for _ in range(3)]

    assert answers == [[2, 3]] * 3
