"""Clear account names, kept apart from every event, each sealed for the pseudonym that stands for it."""

from datetime import date

import polars as pl

from baluarte.store.ground.bulk import run, stage, unstage
from baluarte.store.rights.keys.fields import month_of
from baluarte.store.rights.keys.vault import Place, vault
from baluarte.store.rights.models import AccountName

_TABLE = "rights_accountname"
_SHELF = "account"
MOST_LETTERS = 400


def keep(names: pl.DataFrame, day: date) -> None:
    """Keep names (`pseudonym`, `clear`) that are not known yet, in the caller's transaction."""
    if names.is_empty():
        return
    distinct = names.unique("pseudonym", keep="first", maintain_order=True)
    known = set(AccountName.objects.filter(pseudonym__in=distinct["pseudonym"].to_list()).values_list("pseudonym", flat=True))
    fresh = distinct.filter(~pl.col("pseudonym").is_in(list(known)))
    box, period = vault(), month_of(day)
    box.ensure(_SHELF, period, fresh["pseudonym"].to_list())
    sealed = [
        box.seal(clear[:MOST_LETTERS].encode(), Place(_SHELF, period, pseudonym, "clear"))
        for pseudonym, clear in fresh.select("pseudonym", "clear").iter_rows()
    ]
    rows = fresh.select("pseudonym", clear=pl.Series(sealed, dtype=pl.String), since=pl.lit(day))
    stage("rights_named", f"SELECT pseudonym, clear, since FROM {_TABLE}", rows)  # noqa: S608 - ours
    run(
        f"INSERT INTO {_TABLE} (pseudonym, clear, since) SELECT pseudonym, clear, since FROM rights_named WHERE true ON CONFLICT DO NOTHING"  # noqa: S608 - ours
    )
    unstage("rights_named")


def forget(pseudonym: str) -> int:
    """Forget the name behind a pseudonym; return how many there were."""
    return AccountName.objects.filter(pseudonym=pseudonym).delete()[0]


def clear_of(pseudonym: str) -> str:
    """Return the clear name behind a pseudonym; an empty text where there is none, or where it was erased."""
    return AccountName.objects.filter(pseudonym=pseudonym).values_list("clear", flat=True).first() or ""
