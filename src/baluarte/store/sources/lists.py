"""The list of rounds, from a query to a table."""

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.sources.lists import ROUNDS
from baluarte.store.feeds.lists import table
from baluarte.store.ground.narrow import narrow, window
from baluarte.store.sources.models import RoundRow

_PATHS = {name: name for name in ROUNDS.names} | {"source": "source__name"}


def rounds(query: Query) -> Rows:
    """Return the rounds a query asks for."""
    page, total = window(narrow(RoundRow.objects.select_related("source"), query, _PATHS), query)
    records = [{**{name: getattr(row, name) for name in ROUNDS.names if name != "source"}, "source": row.source.name} for row in page]
    return Rows(query, table(query, records), total, "green")
