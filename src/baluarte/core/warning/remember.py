"""What was found now meets what was known: one finding an identity, and what is new about it.

Merging is the rule of `collapse`, so that two overlapping deliveries give the same
findings in either order. A finding that was closed and is seen at a later moment comes
back; an older sighting that arrives late widens its story and wakes nobody.
"""

import polars as pl
import polars_hash  # noqa: F401 - registers the `chash` expressions

from baluarte.core.warning.collapse import FOUND_SCHEMA, IDENTITY, merge_found

# What a stored finding adds to FOUND_SCHEMA.
KEPT_SCHEMA = pl.Schema(
    {
        "folio": pl.String(),
        "state": pl.String(),
        "until": pl.Date(),
        "priority": pl.Int64(),
        "reasons": pl.List(pl.String()),
        "due": pl.Date(),
        "made_at": pl.Datetime("us", "UTC"),
        "closed_at": pl.Datetime("us", "UTC"),
    }
)
STORED_SCHEMA = pl.Schema([*FOUND_SCHEMA.items(), *KEPT_SCHEMA.items()])
MOST_LETTERS = {"point": 300, "identifier": 150}  # an identity must fit an index, whatever a feed says


def remember(found: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Return the findings of `found` (`FOUND_SCHEMA`) as they stand now, in the order of their identity.

    `stored` (`STORED_SCHEMA`) holds those of them that were known; a new one has no folio
    yet. `step` is what happened to its life: sighted, came-back, or nothing.
    """
    merged = merge_found([stored.select(FOUND_SCHEMA.names()), found])
    before = stored.select(*IDENTITY, *KEPT_SCHEMA.names(), last_before="last_seen")
    whole = merged.join(before, on=IDENTITY, how="left", maintain_order="left")
    new = pl.col("folio").is_null()
    again = ((pl.col("state") == "closed") & (pl.col("last_seen") > pl.col("last_before"))).fill_null(value=False)
    return whole.with_columns(
        state=pl.when(new).then(pl.lit("open")).when(again).then(pl.lit("came-back")).otherwise("state"),
        closed_at=pl.when(~again).then("closed_at"),
        step=pl.when(new).then(pl.lit("sighted")).when(again).then(pl.lit("came-back")).otherwise(pl.lit("")),
    ).drop("last_before")


def changed(now: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `now` that differ from what is stored; a repeated delivery leaves none.

    `now` is `remember` with priority, reasons and due date set again.
    """
    names = [name for name in STORED_SCHEMA.names() if name not in {"made_at", *IDENTITY}]
    before = stored.select(*IDENTITY, *(pl.col(name).alias(f"{name}_before") for name in names))
    joined = now.join(before, on=IDENTITY, how="left", maintain_order="left")
    differs = pl.any_horizontal(_plain(name).ne_missing(_plain(f"{name}_before", name)) for name in names)
    return joined.filter(differs | (pl.col("step") != "")).drop(f"{name}_before" for name in names)


def fit(found: pl.DataFrame) -> pl.DataFrame:
    """Shorten what would not fit an index, such as the point of a link of 60,000 letters; its hash keeps it apart."""
    return found.with_columns(_fitted(name, most) for name, most in MOST_LETTERS.items())


def _fitted(name: str, most: int) -> pl.Expr:
    text = pl.col(name)
    mark = pl.lit("…#") + text.chash.sha2_256().str.head(32)  # type: ignore[attr-defined]
    return pl.when(text.str.len_bytes() > most).then(text.str.slice(0, most // 4) + mark).otherwise(text)


def _plain(name: str, like: str = "") -> pl.Expr:
    """A value that compares: a list as its text, a label as its word."""
    kind = STORED_SCHEMA[like or name]
    if isinstance(kind, pl.List):
        return pl.col(name).list.join("\0")
    return pl.col(name).cast(pl.String) if isinstance(kind, pl.Enum) else pl.col(name)
