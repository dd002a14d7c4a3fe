"""The REST API, from the same OpenAPI document that the program serves."""

import os
from typing import Any

from tools.docs.page import Page, table


def schema() -> dict[str, Any]:
    """Return the OpenAPI document as the program serves it."""
    os.environ.setdefault("BALUARTE_SECRET_KEY", "printing the page needs no secret, and must not make one")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baluarte.wiring.settings")
    import django  # noqa: PLC0415 (it wants its settings named first)

    django.setup()
    from baluarte.faces.api.description import API  # noqa: PLC0415 (routes are known once Django stands)
    from baluarte.faces.api.service import describe  # noqa: PLC0415

    return describe(API)


def page() -> Page:
    """Return the page of paths."""
    document = schema()
    parts = []
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            answers = ", ".join(f"`{code}`" for code in one.get("responses", {}))
            takes = [(f"`{p['name']}`", p["in"], _meaning(p)) for p in one.get("parameters", [])]
            text = f"**{one.get('summary', '')}.** {one.get('description', '')}".strip()
            section = [f"## {method.upper()} {path}", text, f"Answers: {answers}."]
            if takes:
                section.append(table(["takes", "where", "meaning"], takes))
            parts.append("\n\n".join(part for part in section if part))
    opening = (
        "The address carries the date of the version: what is under one date never changes its meaning. A list takes the same words as\n"
        "the screen and the command: filters, `q`, `sort`, `cols`; it goes on with `cursor`. A token is made by `baluarte token create`."
    )
    return Page("api", "REST API", opening, "\n\n".join(parts))


def _meaning(parameter: dict[str, Any]) -> str:
    form = parameter.get("schema", {})
    bounds = [f"{word} {form[key]}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in form]
    words = [parameter.get("description", "") or form.get("title", ""), *bounds]
    return " ".join(str(word) for word in words if word)
