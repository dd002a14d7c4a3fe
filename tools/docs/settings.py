"""The settings: what an operator may state in the environment."""

import os
from dataclasses import fields

from tools.docs.page import Page, table


def page() -> Page:
    """Return the page of settings."""
    os.environ.setdefault("BALUARTE_SECRET_KEY", "printing the page needs no secret, and must not make one")
    from baluarte.wiring.settings import Settings, sentences  # noqa: PLC0415 (reads the environment when it is imported)

    starts = {f"BALUARTE_{field.name.upper()}": str(field.default) for field in fields(Settings)}
    rows = [(f"`{name}`", sentence, f"`{starts[name]}`" if starts[name] else "empty") for name, sentence in sentences().items()]
    database = ("`DATABASE_URL`", "PostgreSQL as `postgresql://user:password@host/name`; without it, SQLite in the data folder.", "empty")
    opening = (
        "Every setting is read once, from the environment. A secret may lie in a file that `NAME_FILE` names. A name that begins with\n"
        "`BALUARTE_` and is not on this page stops the start, so that a typing error is never a silent default."
    )
    return Page("settings", "Settings", opening, table(["name", "meaning", "when not stated"], [*rows, database]))
