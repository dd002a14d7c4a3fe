"""Clear account names, kept apart from every event, under the pseudonym that stands for them."""

import polars as pl

from baluarte.store.ground.bulk import run, stage, unstage
from baluarte.store.rights.models import AccountName

_TABLE = "rights_accountname"
MOST_LETTERS = 400


def keep(names: pl.DataFrame) -> None:
    """Keep names (`pseudonym`, `clear`) that are not known yet, in the caller's transaction."""
    if names.is_empty():
        return
    rows = names.unique("pseudonym", keep="first", maintain_order=True).select("pseudonym", pl.col("clear").str.slice(0, MOST_LETTERS))
    stage("rights_named", f"SELECT pseudonym, clear FROM {_TABLE}", rows)  # noqa: S608 - ours
    run(f"INSERT INTO {_TABLE} (pseudonym, clear) SELECT pseudonym, clear FROM rights_named WHERE true ON CONFLICT DO NOTHING")  # noqa: S608
    unstage("rights_named")


def clear_of(pseudonym: str) -> str:
    """Return the clear name behind a pseudonym, or an empty text."""
    return AccountName.objects.filter(pseudonym=pseudonym).values_list("clear", flat=True).first() or ""
