"""What we say about each kind of finding, in both languages, beside its rules as data.

A folder is a kind: `rules.yaml` says which findings it speaks of, `es.yaml` and `en.yaml`
are its letter. `names.csv` gives each identifier its short name. A finding is known by its
identifier, else by the beginning of it, else by its RSIT type: none is left without words.
"""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from baluarte.core.errors import Broken
from baluarte.core.ground.text import Text
from baluarte.core.warning.findings.pages import read_page

Counted = Literal["host", "account", "site", "address", "product", "organisation"]
Seen = Literal["scan", "traffic", "published", "inventory", "stated"]
WORDS = ("name", "one", "many", "consequence", "fix", "hunt", "check")
_RULES = ("identifiers", "begins", "types", "urgent", "counts", "seen")
_HERE = "baluarte.core.warning.findings"
LAST = "unclassified"  # speaks where no other kind does


@dataclass(frozen=True)
class Kind:
    """One kind of finding: which it covers, whether it cannot wait, and its words.

    `one` and `many` are whole sentences of what is the matter; `{count}` stands in `many`.
    `fix` comes before `hunt`: first close the door, then look who came in.
    """

    code: str
    identifiers: tuple[str, ...]
    begins: tuple[str, ...]
    types: tuple[str, ...]
    urgent: bool
    counts: Counted
    seen: Seen
    name: Text
    one: Text
    many: Text
    consequence: Text
    fix: Text
    hunt: Text
    check: Text


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind, by its code; a claim made twice is a broken promise of ours."""
    folders = sorted(entry.name for entry in files(_HERE).iterdir() if entry.joinpath("rules.yaml").is_file())
    found = {code: _read_kind(code) for code in folders}
    for claims in ("identifiers", "begins", "types"):
        stated = [claim for kind in found.values() for claim in getattr(kind, claims)]
        if twice := sorted({claim for claim in stated if stated.count(claim) > 1}):
            raise Broken("findings.claimed-twice", f"Two kinds claim the same {claims}: {', '.join(twice)}.")
    return found


def kind_of(identifier: str, type_code: str) -> Kind:
    """Return the kind that speaks of a finding.

    >>> kind_of("open-rdp", "vulnerable-system").code, kind_of("CVE-2026-00001", "vulnerable-system").code
    ('remote-desktop', 'known-flaw')
    >>> kind_of("never-heard-of", "phishing").code, kind_of("", "never-heard-of").code
    ('phishing-site', 'unclassified')
    """
    by_identifier, by_beginning, by_type = _index()
    name = identifier.casefold()
    code = by_identifier.get(name)
    if code is None:
        code = next((of for start, of in by_beginning.items() if name.startswith(start)), None)
    return kinds()[code or by_type.get(type_code, LAST)]


def name_of(identifier: str) -> Text:
    """Return the short name of a problem; one without a name of its own stands for itself.

    >>> name_of("open-telnet").en, name_of("cve-2026-00001").es
    ('Telnet open to the internet', 'CVE-2026-00001')
    """
    name = identifier.casefold()
    shown = identifier.upper() if name.startswith("cve-") else identifier
    return names().get(name, Text(shown, shown))


@cache
def names() -> dict[str, Text]:
    """Return the short name of every identifier that a feed of ours is known to use."""
    text = files(_HERE).joinpath("names.csv").read_text("utf-8")
    return {row["identifier"]: Text(row["es"], row["en"]) for row in csv.DictReader(io.StringIO(text))}


@cache
def _index() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    found = kinds().values()
    return (
        {claim: kind.code for kind in found for claim in kind.identifiers},
        {claim: kind.code for kind in found for claim in kind.begins},
        {claim: kind.code for kind in found for claim in kind.types},
    )


def _read_kind(code: str) -> Kind:
    folder = files(_HERE).joinpath(code)
    rules = read_page(folder.joinpath("rules.yaml").read_text("utf-8"), f"{code}/rules.yaml", _RULES)
    es, en = (
        read_page(folder.joinpath(f"{language}.yaml").read_text("utf-8"), f"{code}/{language}.yaml", WORDS) for language in ("es", "en")
    )
    words = {key: Text(_one_line(es[key]), _one_line(en[key])) for key in WORDS}
    return Kind(
        code,
        identifiers=_claims(rules["identifiers"]),
        begins=_claims(rules["begins"]),
        types=_claims(rules["types"]),
        urgent=rules["urgent"] == "yes",
        counts=cast("Counted", rules["counts"]),
        seen=cast("Seen", rules["seen"]),
        **words,
    )


def _claims(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _one_line(text: str) -> str:
    return " ".join(text.split())
