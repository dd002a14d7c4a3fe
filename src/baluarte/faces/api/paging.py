"""Paging by cursor: the same list, window by window. A cursor is signed and bound to its reader and query."""

import hmac
import re
from dataclasses import replace

from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.query import MOST_PAGES, Query, read_query
from baluarte.core.ground.shape import Shape
from baluarte.faces.api.asked import ApiRequest, pairs_of

LIMIT, MOST = 25, 100
_OURS = frozenset({"cursor", "limit"})
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
CURSOR = r"([1-9][0-9]{0,5})\.([0-9a-f]{32})"
_CURSOR = re.compile(CURSOR, re.ASCII)


def read_page(request: ApiRequest, shape: Shape) -> Query:
    """Return the query that an address asks for, at the page of its cursor."""
    given: dict[str, str] = {}
    pairs = []
    for key, value in pairs_of(request):
        if key in given:
            raise Unusable("query.twice", f"The key {key!r} stands twice.", "", "Give it once.")
        if key in _OURS:
            given[key] = value
        elif key in {"page", "per"}:
            raise Unusable("query.unknown-key", f"{key!r} is not a key of {shape.name} here.", "", f"Did you mean {_NEAR[key]!r}?")
        else:
            pairs.append((key, value))
    query = replace(read_query(pairs, shape, request.world.now()), per=_limit(given.get("limit", str(LIMIT))))
    return replace(query, page=_page(request, query, given["cursor"])) if given.get("cursor") else query


def following(request: ApiRequest, query: Query, total: int) -> str | None:
    """Return the cursor of the next window, or None at the end."""
    if query.page * query.per >= total or query.page >= MOST_PAGES:
        return None
    return f"{query.page + 1}.{_seal(request, query, query.page + 1)}"


_NEAR = {"page": "cursor", "per": "limit"}


def _limit(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > MOST:
        raise Unusable("query.number", f"'limit' takes a number from 1 to {MOST}.", "Every answer has a bound.", "Write digits only.")
    return int(text)


def _page(request: ApiRequest, query: Query, cursor: str) -> int:
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise Unusable("query.cursor-form", f"{cursor[:60]!r} is not a cursor.", "", "Begin without a cursor.")
    page = int(found[1])
    if page > MOST_PAGES or not hmac.compare_digest(found[2], _seal(request, query, page)):
        raise Missing(
            "query.cursor", "This list has no such cursor.", "A cursor is bound to its query, limit and reader.", "Begin without a cursor."
        )
    return page


def _seal(request: ApiRequest, query: Query, page: int) -> str:
    words = "|".join((request.auth.id, query.hash(), str(query.per), str(page)))
    return hmac.digest(request.world.key("cursor"), words.encode(), "sha256").hex()[:32]
