"""Mark findings on what is known to be harmless: a tag names the list. Nothing is dropped and nothing is hidden."""

import polars as pl

from baluarte.core.sources.benign.index import BenignIndex

TAG = "benign:"
MOST_TAGS = 8  # of one finding
_IN_BRACKETS = r"^\[([^\]]+)\]"  # of a newer address with a port
_WITH_PORT = r"^([^:]+):\d{1,5}(?:/[a-z0-9]+)?$"


def mark(found: pl.DataFrame, index: BenignIndex) -> pl.DataFrame:
    """Add a tag `benign:NAME` to each finding whose point a list holds."""
    if found.is_empty():
        return found
    point = pl.col("point")
    bare = pl.coalesce(point.str.extract(_IN_BRACKETS, 1), point.str.extract(_WITH_PORT, 1), point)
    places = found.select("point", value=pl.when(point.str.contains("://", literal=True)).then(point).otherwise(bare))
    listed = index.look(places["value"]).rename({"list": "name"})
    if listed.is_empty():
        return found
    tags = listed.group_by("value").agg((pl.lit(TAG) + pl.col("name").sort()).head(MOST_TAGS).alias("#benign"))
    by_point = places.unique().join(tags, on="value").select("point", "#benign")
    joined = found.join(by_point, on="point", how="left", maintain_order="left")
    both = pl.concat_list("tags", pl.col("#benign").fill_null([])).list.unique().list.sort()
    return joined.with_columns(tags=pl.when(pl.col("#benign").is_null()).then("tags").otherwise(both)).drop("#benign")
