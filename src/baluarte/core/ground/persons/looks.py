"""What looks like a person in a search box: a mailbox, a telephone, a number of a register."""

import re

MAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,255}")
PHONE = re.compile(r"(?<![\w.:/-])\+?(?:\d[ ()-]{0,2}){10,15}(?![\w.:/])")
REGISTER = re.compile(r"\b[A-Za-zÑñ&]{3,4}\d{6}[A-Za-z0-9]{3,9}\b")  # RFC and CURP of Mexico, and their like


def looks_personal(words: str) -> bool:
    """Tell whether a search is for a person. No person is searched across cases: whoever can will be asked to.

    >>> looks_personal("ana@hospital.example"), looks_personal("+52 55 1234 5678"), looks_personal("LOAA800101HDFRPN09")
    (True, True, True)
    >>> looks_personal("198.151.100.107"), looks_personal("CVE-2026-99001"), looks_personal("AN-2026-000123")
    (False, False, False)
    """
    return any(form.search(words) for form in (MAIL, PHONE, REGISTER))
