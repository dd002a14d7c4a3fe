"""One gate for every exit: may this label leave through this channel, to this audience?"""

from typing import Literal

from baluarte.core.rights.leave import Granted, Refusal
from baluarte.core.sharing.label import LABELS, Label, show_label

Audience = Literal["public", "community", "recipient", "team"]
Channel = Literal["public-page", "desk", "file", "api", "mail", "encrypted-mail", "answer-link", "paper", "command"]

# The highest label that may pass to each audience. "recipient" is the organisation
# the rows are about; "team" is the national team itself.
_BY_AUDIENCE: dict[Audience, Label] = {
    "public": "clear",
    "community": "green",
    "recipient": "amber+strict",
    "team": "red",
}
_BY_CHANNEL: dict[Channel, Label] = {
    "public-page": "clear",
    "desk": "red",
    "file": "red",  # as the page it comes from; the label travels inside
    "api": "amber+strict",
    "mail": "amber",
    "encrypted-mail": "amber+strict",
    "answer-link": "green",  # a link in a mail proves a mailbox, not a person: above this it shows a summary
    "paper": "amber+strict",  # sealed, to the named office
    "command": "red",  # `--max-tlp` narrows it
}


def may_receive(label: Label, audience: Audience, channel: Channel) -> Granted | Refusal:
    """Return whether something under this label may go to this audience by this channel.

    >>> bool(may_receive("amber", "recipient", "mail")), bool(may_receive("red", "recipient", "mail"))
    (True, False)
    """
    ceiling = min(_BY_AUDIENCE[audience], _BY_CHANNEL[channel], key=LABELS.index)
    if LABELS.index(label) <= LABELS.index(ceiling):
        return Granted()
    return Refusal(f"{show_label(label)} may not go to {audience} by {channel}; the limit is {show_label(ceiling)}.")
