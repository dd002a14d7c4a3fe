"""Lists as OpenAPI sees them: made from the shapes, so that the description cannot drift."""

from typing import Any

from ninja import Schema
from pydantic import create_model

from baluarte.core.ground.query import MOST_VALUES
from baluarte.core.ground.shape import Column, Shape
from baluarte.faces.api.paging import CURSOR, LIMIT, MOST

_TYPES: dict[str, Any] = {
    "text": str,
    "number": int | float,
    "moment": str,
    "day": str,
    "choice": str,
    "flag": bool,
    "list": list[str],
}
_DAY = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
_MOMENT = rf"^{_DAY}(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?$"
_SINCE = rf"^(?:[1-9][0-9]{{0,3}}[hdw]|{_DAY})$"
_NUMBER = r"^-?[0-9]{1,9}$"
_TEXT = r"^[^\u0000]*$"


def rows_of(shape: Shape) -> type[Schema]:
    """Return the schema of one window of a list. Columns are optional, since `cols` chooses them."""
    name = shape.name.title()
    fields: dict[str, Any] = {column.name: (_TYPES[column.kind] | None, None) for column in shape.columns}
    row: Any = create_model(f"{name}Row", __base__=Schema, **fields)
    window: dict[str, Any] = {
        "rows": (list[row], ...),
        "total": (int, ...),
        "next": (str | None, ...),
        "withheld": (int, ...),
        "label": (str, ...),
        "notes": (list[str], ...),
    }
    return create_model(f"{name}Rows", __base__=Schema, **window)


def asking(shape: Shape) -> dict[str, Any]:
    """Return the keys of a list's query string as OpenAPI parameters."""
    listed = "|".join(shape.names)
    window = [
        _parameter("q", "Search over every text column.", {"type": "string", "pattern": _TEXT}),
        _parameter(
            "sort",
            "Columns, comma between them; - means descending.",
            {"type": "string", "pattern": f"^-?(?:{listed})(?:,-?(?:{listed})){{0,3}}$"},
        ),
        _parameter("cols", "Columns, in order.", {"type": "string", "pattern": f"^(?:{listed})$"}),
        _parameter("cursor", "Where to go on, from `next`.", {"type": "string", "pattern": f"^{CURSOR}$"}),
        _parameter("limit", "Rows of one answer.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}),
    ]
    if shape.main_time:
        window.append(
            _parameter("since", f"Lower bound of {shape.main_time}: a day, or a span back.", {"type": "string", "pattern": _SINCE})
        )
    bounds = [one for column in shape.columns for one in _bounds(column)]
    return {"parameters": window + bounds}


def _bounds(column: Column) -> list[dict[str, Any]]:
    many = {"type": "array", "items": _value(column), "maxItems": MOST_VALUES}
    ways = [(column.name, "equals; repeated means or", many), (f"{column.name}.not", "not equal", many)]
    if column.kind in {"number", "moment", "day"}:
        ways += [(f"{column.name}.{how}", f"{how}, included", _value(column)) for how in ("from", "to")]
    return [_parameter(name, f"{column.label.en}: {words}.", schema) for name, words, schema in ways]


def _value(column: Column) -> dict[str, Any]:
    match column.kind:
        case "choice" if column.choices:
            return {"type": "string", "enum": [value for value, _ in column.choices]}
        case "number":
            return {"type": "string", "pattern": _NUMBER}
        case "moment" | "day":
            return {"type": "string", "pattern": _MOMENT if column.kind == "moment" else f"^{_DAY}$"}
        case "flag":
            return {"type": "string", "enum": ["yes", "no"]}
        case _:
            return {"type": "string", "pattern": _TEXT}


def _parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema, "explode": True, "style": "form"}
