"""The event schema: the columns of every event, whatever feed it came from."""

from tools.docs.page import Page, table

from baluarte.core.feeds.schema import COLUMNS


def page() -> Page:
    """Return the page of the event schema."""
    rows = [(f"`{column.name}`", f"`{column.type}`", column.meaning) for column in COLUMNS]
    opening = (
        "Every row of every feed becomes one event of this form. The columns that a report has beyond it are kept beside these,\n"
        "unchanged, in that report's own files. New columns go last; none is renamed."
    )
    return Page("events", "Event schema", opening, table(["column", "type", "meaning"], rows))
