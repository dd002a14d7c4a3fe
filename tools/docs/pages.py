"""The list of reference pages."""

from tools.docs import actions, api, commands, decisions, errors, events, glossary, rooms, settings
from tools.docs.page import Page


def pages() -> tuple[Page, ...]:
    """Return every page, printed anew."""
    return tuple(one.page() for one in (settings, errors, actions, commands, api, events, glossary, rooms, decisions))
