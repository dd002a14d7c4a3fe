"""Masks of personal values, and what looks like one in a search box.

A mask keeps what the work needs: the institution behind a mailbox, that two values differ.
"""

import re
from dataclasses import replace

import polars as pl

from baluarte.core.ground.names import read_mail
from baluarte.core.ground.rows import Rows

_MAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,255}")
_PHONE = re.compile(r"(?<![\w.:/-])\+?(?:\d[ .()-]{0,2}){10,15}(?![\w.:/])")
_REGISTER = re.compile(r"\b[A-Za-zÑñ&]{3,4}\d{6}[A-Za-z0-9]{3,9}\b")  # RFC and CURP of Mexico, and their like


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
    without_mail = _MAIL.sub(lambda found: mask(found[0].rstrip(".,;:")) + found[0][len(found[0].rstrip(".,;:")) :], text)
    return _REGISTER.sub("…", _PHONE.sub("…", without_mail))


def looks_personal(words: str) -> bool:
    """Tell whether a search is for a person: a mailbox, a telephone, a register number.

    >>> looks_personal("ana@hospital.example"), looks_personal("198.51.100.7"), looks_personal("CVE-2026-99001")
    (True, False, False)
    """
    return any(form.search(words) for form in (_MAIL, _PHONE, _REGISTER))


def mask_columns(rows: Rows, *names: str) -> Rows:
    """Return a page of a list in which every value of these columns is masked."""
    masked = [pl.col(name).map_elements(mask, return_dtype=pl.String) for name in names]
    return replace(rows, table=rows.table.with_columns(masked))
