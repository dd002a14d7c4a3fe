"""The files that go with a letter: its findings, every row and every column, as CSV and as JSON."""

from dataclasses import replace

import polars as pl

from baluarte.core.ground.query import Filter, Query
from baluarte.core.ground.rows import Rows
from baluarte.core.warning.lists import FINDINGS
from baluarte.core.warning.notice import Notice
from baluarte.formats import tabular

MOST_BYTES = 5 * 1024 * 1024  # of all files together; above it a mail may be refused on the way

Attachment = tuple[str, str, bytes]  # file name, media type, bytes


def attachments(notice: Notice) -> tuple[Attachment, ...]:
    """Return the findings of a notice as two files that hold the same rows; none where they are too large."""
    rows = rows_of(notice)
    day = notice.made_at.date()
    name = {ext: tabular.file_name(FINDINGS, rows.query, day, ext) for ext in ("csv", "json")}
    meta = tabular.meta_of(rows, notice.made_at, folio=notice.folio, organisation=notice.organisation.slug)
    files = (
        (name["csv"], "text/csv", tabular.to_csv(rows)),
        (name["json"], "application/json", tabular.to_json(rows, meta)),
    )
    return files if sum(len(content) for _, _, content in files) <= MOST_BYTES else ()


def rows_of(notice: Notice) -> Rows:
    """Return the findings of a notice as the list it is on the portal, all columns, in the order of the letter."""
    slug = notice.organisation.slug
    asked = Query(FINDINGS, filters=(Filter("organisation", "is", (slug,)),), columns=FINDINGS.names, pairs=(("organisation", slug),))
    whole = replace(asked, columns=tuple(name for name in FINDINGS.names if name in notice.findings.columns))
    table = notice.findings.select(pl.col(name) for name in whole.columns)
    return Rows(whole, table, table.height, label=notice.label)
