"""The list of reference pages."""

from tools.docs import actions, api, commands, decisions, errors, events, glossary, permissions, powers, processing, rooms, settings
from tools.docs.page import Page


def pages() -> tuple[Page, ...]:
    """Return every page, printed anew."""
    return tuple(
        one.page()
        for one in (settings, errors, actions, permissions, powers, processing, commands, api, events, glossary, rooms, decisions)
    )
