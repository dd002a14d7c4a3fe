"""What decides how urgent a flaw is, for the flaws that are asked about and no others."""

from collections.abc import Iterable

import polars as pl

from baluarte.store.products.models import ExploitedRow, ScoreRow

FACTS_SCHEMA = pl.Schema({"cve": pl.String(), "added": pl.Date(), "due": pl.Date(), "ransomware": pl.Boolean(), "percentile": pl.Float64()})
_AT_ONCE = 500


def facts(cves: Iterable[str]) -> pl.DataFrame:
    """Return one row a flaw that is listed or scored: when it was added, when due, ransomware, its EPSS percentile."""
    asked = sorted(set(cves))
    listed: dict[str, tuple[object, ...]] = {}
    scored: dict[str, float] = {}
    for place in range(0, len(asked), _AT_ONCE):
        some = asked[place : place + _AT_ONCE]
        rows = ExploitedRow.objects.filter(cve__in=some).values_list("cve", "added", "due", "ransomware")
        listed.update({row[0]: row[1:] for row in rows})
        scored.update(ScoreRow.objects.filter(cve__in=some).values_list("cve", "percentile"))
    told = [(cve, *listed.get(cve, (None, None, None)), scored.get(cve)) for cve in asked if cve in listed or cve in scored]
    return pl.DataFrame(told, schema=FACTS_SCHEMA, orient="row")
