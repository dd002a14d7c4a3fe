"""The Reference Security Incident Taxonomy, version 1003, as far as systems are concerned.

Codes and names are facts of the taxonomy (CC0); the Spanish names are ours. The three
types about what people say or publish are read from feeds as `other` and offered nowhere.
"""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from baluarte.core.ground.text import Text

VERSION = 1003
SPEECH = frozenset({"harmful-speech", "violence", "copyright"})


@dataclass(frozen=True)
class IncidentType:
    """One RSIT type, with its class and the days of silence that close a finding of it."""

    code: str
    group: str  # RSIT class
    name: Text
    group_name: Text
    quiet_days: int


@cache
def incident_types() -> dict[str, IncidentType]:
    """Return every type offered, by its code."""
    text = files("baluarte.core.feeds").joinpath("rsit.csv").read_text("utf-8")
    return {
        row["type"]: IncidentType(
            row["type"], row["class"], Text(row["es"], row["en"]),
            Text(row["class_es"], row["class_en"]), int(row["quiet_days"]),
        )
        for row in csv.DictReader(io.StringIO(text))
    }  # fmt: skip


def read_type(text: str) -> str:
    """Return the type code a feed means; what describes speech, or is unknown, is `other` or `undetermined`.

    >>> read_type("phishing"), read_type("harmful-speech"), read_type("who knows")
    ('phishing', 'other', 'undetermined')
    """
    code = _SPELLED_OTHERWISE.get(text.strip().lower(), text.strip().lower())
    if code in SPEECH:
        return "other"
    return code if code in incident_types() else "undetermined"


_SPELLED_OTHERWISE = {
    "unauthorized-use-of-resources": "unauthorised-use-of-resources",
    "blacklist": "other",
    "blocklist": "other",
    "dga-domain": "c2-server",
    "malware": "infected-system",
    "proxy": "other",
    "tor": "other",
    "botnet drone": "infected-system",
    "infected system": "infected-system",
    "ransomware": "infected-system",
    "c&c": "c2-server",
    "c2server": "c2-server",
    "leak": "data-leak",
    "unknown": "undetermined",
    "vulnerable client": "vulnerable-system",
    "vulnerable service": "vulnerable-system",
    "ids alert": "ids-alert",
    "malware configuration": "malware-configuration",
    "defacement": "unauthorised-information-modification",
    "backdoor": "system-compromise",
    "compromised": "system-compromise",
    "unauthorized-login": "system-compromise",
    "dropzone": "other",
}
