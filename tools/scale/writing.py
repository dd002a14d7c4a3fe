"""Findings by the hundred thousand, written and read back by the bulk path of the database that is configured."""

from datetime import UTC, datetime
from time import perf_counter

import polars as pl
from tools.scale.figures import Figure
from tools.scale.installation import Ground

_NOW = datetime(2026, 3, 5, tzinfo=UTC)


def measure(ground: Ground, findings: int) -> list[Figure]:
    """Write new findings in one transaction, look them all up, set each again; nothing of it stays."""
    from django.db import connection, transaction  # noqa: PLC0415 - after django.setup()

    from baluarte.core.warning.remember import remember  # noqa: PLC0415
    from baluarte.store.warning import findings as table  # noqa: PLC0415
    from baluarte.store.warning.models import FindingRow  # noqa: PLC0415

    found = _found(findings)
    before = FindingRow.objects.count()
    with transaction.atomic():
        new = _ordered(remember(found, table.known(found)))
        begun = perf_counter()
        table.put(new, ground.world.house.country, _NOW, "scale")
        written = perf_counter() - begun
        begun = perf_counter()
        stored = table.known(found)
        looked_up = perf_counter() - begun
        again = _ordered(remember(found.with_columns(last_seen=pl.lit(_NOW)), stored))
        begun = perf_counter()
        table.put(again, ground.world.house.country, _NOW, "scale")
        set_again = perf_counter() - begun
        if FindingRow.objects.count() != before + findings or stored.height != findings:
            raise SystemExit(f"{FindingRow.objects.count() - before:,} findings were written, {stored.height:,} found again.")
        transaction.set_rollback(True)
    told = (("written new", written), ("looked up", looked_up), ("set again", set_again))
    return [
        Figure(f"{findings:,} findings {what}, {connection.vendor}", round(findings / seconds), "a second", least=5_000)
        for what, seconds in told
    ]  # fmt: skip


def _ordered(findings: pl.DataFrame) -> pl.DataFrame:
    """Give findings the priority and reasons of any: what they say costs nothing here, that they are written does."""
    return findings.with_columns(
        priority=pl.lit(3, pl.Int64), reasons=pl.lit(["reachable", "severity-medium"], pl.List(pl.String)), due=pl.lit(_NOW.date())
    )


def _found(count: int) -> pl.DataFrame:
    """Return findings of all organisations, none of which is known."""
    from baluarte.core.warning.collapse import FOUND_SCHEMA  # noqa: PLC0415 - beside its use

    n = pl.int_range(count, dtype=pl.UInt32)
    texts = {
        "type": "vulnerable-system",
        "identifier": "open-scale",
        "matched_by": "network",
        "vendor": None,
        "product": None,
        "version": None,
    }
    codes = {"severity": "medium", "tlp": "amber", "reliability": "B", "credibility": "2"}
    columns = {
        "org": n % 5_000 + 1,
        "point": pl.format("198.18.{}.{}:{}/tcp", n // 256 % 256, n % 256, n // 65_536 + 20_000),
        "first_seen": pl.lit(_NOW), "last_seen": pl.lit(_NOW), "sightings": pl.lit(1), "asset": pl.lit(0),
        "reports": pl.lit(["scan_rdp"], pl.List(pl.String)), "cves": pl.lit([], pl.List(pl.String)), "tags": pl.lit(["rdp"], pl.List(pl.String)),
        **{name: pl.lit(value, pl.String) for name, value in {**texts, **codes}.items()},
    }  # fmt: skip
    whole = pl.select(n.alias("n")).select(**columns)
    return whole.select(pl.col(name).cast(kind) for name, kind in FOUND_SCHEMA.items())
