"""What somebody wrote, without what they quoted: only new words may change anything.

Mail programs mark a quotation in many ways. Where a mark is doubtful the text is cut, because
a word too few goes to a person, and a word too many moves a finding.
"""

import re

MOST_LETTERS = 20_000
_HEADS = r"(?:from|de|sent|enviado(?: el)?|date|fecha|to|para|cc|subject|asunto)"
_CUTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s*[>|]",  # quoted line by line
        r"\s*-{2,}\s*(?:original message|mensaje original|forwarded message|mensaje reenviado|english)\s*-{2,}",
        r"\s*(?:begin forwarded message|inicio del mensaje reenviado)",
        r"\s*_{10,}\s*$",
        r"-- ?$",  # a signature
        r"\s*(?:sent from my |enviado desde mi |get outlook for |obtener outlook para )",
        rf"\s*\*?{_HEADS}\*?:\*?\s.*(?:@|\d{{4}})",  # the head of an older message
        r"\s*TLP:(?:CLEAR|GREEN|AMBER|RED)\b",  # the head of ours
        r"\s*(?:folio|reference|referencia)\s+[A-Z]{2}-\d{4}-\d{6}\b",
    )
)
_WROTE = re.compile(
    r"^\s*(?:on|el|le|am|em|il)\b.{0,300}\b(?:wrote|escribi[oó]|a écrit|schrieb|escreveu|ha scritto)\b(?:.{0,200}:)?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS_ATTRIBUTION = re.compile(r"^\s*(?:on|el|le|am|em|il)\b.*(?:\d{4}|@|,)", re.IGNORECASE)
_MOST_WRAPPED = 4  # lines over which a mail program may break "On … wrote:"


def new_text(text: str) -> str:
    r"""Return what stands above the first quotation, signature or older message.

    >>> new_text("Not yet.\n\nOn Thu, 5 Mar 2026 at 09:00, CSIRT <a@b.example>\nwrote:\n> Reply FIXED\n")
    'Not yet.'
    """
    lines = text[:MOST_LETTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    for place, line in enumerate(lines):
        if any(cut.match(line) for cut in _CUTS) or _attribution(lines[place : place + _MOST_WRAPPED]):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _attribution(lines: list[str]) -> bool:
    """True where these lines begin with "On …, somebody wrote:", broken over as many of them as it takes."""
    if not _BEGINS_ATTRIBUTION.match(lines[0]):
        return False
    return any(_WROTE.match(" ".join(lines[:count])) for count in range(1, len(lines) + 1))
