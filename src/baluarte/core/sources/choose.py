"""Apply a query to a small table that is computed and not stored: the list of sources with their health."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from baluarte.core.ground.fold import fold
from baluarte.core.ground.query import Filter, Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of


def choose(query: Query, records: Iterable[Mapping[str, object]]) -> Rows:
    """Return the page that a query asks for: the same words as for every stored list."""
    kept = [one for one in records if _holds(one, query)]
    for name, descending in reversed((*query.sort, (query.shape.identity, False))):
        kept.sort(key=lambda one, name=name: _order(one[name]), reverse=descending)  # type: ignore[misc]
    page = kept[query.offset : query.offset + query.per]
    return Rows(query, table_of(query.shape, page), len(kept), "green")


def _holds(record: Mapping[str, object], query: Query) -> bool:
    if not all(_bound_holds(record[bound.column], bound) for bound in query.filters):
        return False
    words = fold(query.search).split()
    text = fold(" ".join(str(record[column.name] or "") for column in query.shape.columns if column.searched))
    return all(word in text for word in words)


def _bound_holds(value: object, bound: Filter) -> bool:
    if bound.how in {"is", "not"}:
        return (_plain(value) in bound.values) == (bound.how == "is")
    if value is None:
        return False
    wanted, found = bound.values[0], value
    if isinstance(found, datetime):
        moment = datetime.fromisoformat(wanted)
        return found >= moment if bound.how == "from" else found <= moment
    if isinstance(found, date):
        day = date.fromisoformat(wanted)
        return found >= day if bound.how == "from" else found <= day
    if isinstance(found, int):
        return found >= float(wanted) if bound.how == "from" else found <= float(wanted)
    return str(found) >= wanted if bound.how == "from" else str(found) <= wanted


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _order(value: object) -> tuple[bool, str | float]:
    """What is unknown stands last; numbers and moments by size, texts by their folded letters."""
    if value is None:
        return True, ""
    if isinstance(value, datetime):
        return False, value.timestamp()
    return (False, float(value)) if isinstance(value, int | float) else (False, fold(str(value)))
