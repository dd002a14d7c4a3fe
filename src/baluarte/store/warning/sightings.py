"""The rows behind a finding, as they were seen: read from the lake by organisation, days and point."""

from datetime import timedelta

import polars as pl

from baluarte.core.ground.addresses import halves, read_address
from baluarte.core.warning.finding import Finding
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.feeds import manifest
from baluarte.store.feeds.lake import Lake

MOST_ROWS = 200
MOST_DAYS = 60  # back from the last sighting; older rows are in the lake, and nobody reads them on a page
_FIRST = ("seen_at", "report", "severity", "port", "transport", "domain", "url", "vendor", "product", "version")
_HIDDEN = frozenset({"key", "ip_hi", "ip_lo", "org", "asset", "received_at", "account"})


def sightings(lake: Lake, finding: Finding) -> pl.DataFrame:
    """Return the newest rows of a finding, newest first, with every column that says anything."""
    last = finding.last_seen.date()
    first = max(finding.first_seen.date(), last - timedelta(days=MOST_DAYS))
    paths = manifest.within(finding.reports, first, last)
    number = OrganisationRow.objects.filter(slug=finding.organisation).values_list("id", flat=True).first()
    if not paths or number is None:
        return pl.DataFrame()
    rows = lake.scan(paths).filter(pl.col("org") == number, pl.col("identifier").cast(pl.String) == finding.identifier, *_at(finding.point))
    found = rows.sort("seen_at", descending=True).head(MOST_ROWS).collect()
    told = [name for name in found.columns if name not in _HIDDEN and found[name].null_count() < found.height]
    return found.select([name for name in _FIRST if name in told] + [name for name in told if name not in _FIRST])


def _at(point: str) -> list[pl.Expr]:
    """The conditions that a point states, as far as it can be read back from its text."""
    base, port = _split(point)
    address = read_address(base)
    conditions = [pl.col("port") == int(port)] if port else []
    if address is not None:
        high, low = halves(address)
        return [pl.col("ip_hi") == high, pl.col("ip_lo") == low, *conditions]
    named = (pl.col("domain") == base) | (pl.col("url") == point) | (pl.col("account") == point)
    product = pl.concat_str(pl.col("vendor").fill_null(""), pl.col("product").fill_null(""), separator=" ").str.strip_chars() == point
    return [named | product, *conditions]


def _split(point: str) -> tuple[str, str]:
    """Return what stands before the port, and the port."""
    place = point.rpartition("/")[0] or point if "://" not in point else point
    base, colon, port = place.rpartition(":")
    if not colon or not port.isdigit() or (":" in base and not base.startswith("[")):
        return place.strip("[]"), ""
    return base.strip("[]"), port
