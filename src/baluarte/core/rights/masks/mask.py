"""Masks of personal values.

A mask keeps what the work needs: the institution behind a mailbox, that two values differ.
"""

from dataclasses import replace

import polars as pl

from baluarte.core.ground.names import read_mail
from baluarte.core.ground.persons.looks import MAIL, PHONE, REGISTER
from baluarte.core.ground.rows import Rows


def mask(value: str) -> str:
    """Return a value as the team sees it by default.

    >>> mask("ana.lopez@hospital.example"), mask("ana"), mask("")
    ('a…@hospital.example', 'a…', '')
    """
    local, at, domain = value.rpartition("@")
    if at and read_mail(value) is not None:
        return f"{local[:1]}…@{domain}"
    return f"{value[:1]}…" if value else ""


def mask_within(text: str) -> str:
    """Return a text in which every mailbox, telephone and register number is masked.

    >>> mask_within("Llame a 55 1234 5678 o escriba a ana@hospital.example.")
    'Llame a … o escriba a a…@hospital.example.'
    """
    without_mail = MAIL.sub(lambda found: mask(found[0].rstrip(".,;:")) + found[0][len(found[0].rstrip(".,;:")) :], text)
    return REGISTER.sub("…", PHONE.sub("…", without_mail))


def mask_columns(rows: Rows, *names: str) -> Rows:
    """Return a page of a list in which every value of these columns is masked."""
    masked = [pl.col(name).map_elements(mask, return_dtype=pl.String) for name in names]
    return replace(rows, table=rows.table.with_columns(masked))
