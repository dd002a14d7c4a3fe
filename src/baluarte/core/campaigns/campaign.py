"""A campaign: what it is about, what it says, and how two people bring it on its way.

asked ── approved ── sent ── closed
   └──── refused
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.text import Text

SubjectKind = Literal["cve", "product", "report"]
CampaignState = Literal["asked", "approved", "refused", "sent", "closed"]
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}", re.ASCII)
MOST_LETTERS = 400  # of each sentence that is written by hand


@dataclass(frozen=True)
class Subject:
    """What a campaign is about: a flaw, a product, or a file of rows.

    `value` is a CVE, or vendor and product with a blank between, or the name of the file.
    """

    kind: SubjectKind
    value: str


@dataclass(frozen=True)
class Campaign:
    """One campaign as it stands. `says` is what its letters say first; `do` is what they ask for today."""

    number: int
    name: str
    subject: Subject
    says: Text
    do: Text
    state: CampaignState
    asked_by: str
    asked_at: datetime
    why: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_why: str = ""
    sent_at: datetime | None = None
    closed_at: datetime | None = None


def read_subject(kind: str, value: str) -> Subject:
    """Read what a campaign is to be about, or raise `Unusable`.

    >>> read_subject("cve", "cve-2022-27925").value
    'CVE-2022-27925'
    """
    told = " ".join(value.split())
    if kind not in get_args(SubjectKind):
        raise Unusable("campaign.kind", f"{kind!r} is no kind of campaign.", "", f"Use one of {', '.join(get_args(SubjectKind))}.")
    if kind == "cve":
        if not _CVE.fullmatch(told.upper()):
            raise Unusable("campaign.cve", f"{told!r} is no CVE.", "A CVE has a year and a number.", "Write it as CVE-2022-27925.")
        return Subject("cve", told.upper())
    if not 2 <= len(told) <= 200:
        raise Unusable("campaign.subject", "The campaign does not say what it is about.", "", "Give 2 to 200 letters.")
    return Subject("product" if kind == "product" else "report", told)


def read_said(text: Text, what: str) -> Text:
    """Read a sentence written by hand, which exists in both languages or not at all."""
    es, en = " ".join(text.es.split()), " ".join(text.en.split())
    if not es or not en:
        raise Unusable("campaign.language", f"{what} stands in one language alone.", "Each letter goes out in its reader's language.", "Write it in Spanish and in English.")  # fmt: skip
    if not (es + en).isprintable():
        raise Unusable("campaign.letters", f"{what} holds a letter that nobody can see.", "It could turn a sentence round, or command a screen.", "Write it anew.")  # fmt: skip
    if max(len(es), len(en)) > MOST_LETTERS:
        raise Unusable(
            "campaign.long", f"{what} is too long.", f"A letter is read in a minute: {MOST_LETTERS} letters at most.", "Shorten it."
        )
    return Text(es, en)


def check_decision(campaign: Campaign, who: str) -> None:
    """Raise where this person may not decide on this campaign: it is decided once, and never by the one who asked."""
    if campaign.state != "asked":
        raise Unusable("campaign.decided", "This campaign has been decided on.", "A decision is taken once.", "Ask for a new campaign.")
    if who == campaign.asked_by:
        raise Refused("campaign.own", "You asked for this campaign yourself.", "A second person decides.", "Let a colleague look at it.")


def check_sending(campaign: Campaign) -> None:
    """Raise where a campaign may not leave: only what was approved leaves, and once."""
    if campaign.state != "approved":
        raise Unusable("campaign.not-approved", "This campaign is not approved, or has left.", "A second person approves first.", "Look at its state.")  # fmt: skip
