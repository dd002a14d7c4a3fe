"""How long things hold after a notice: read once from `terms.toml`, where an operator of the code looks first."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Terms:
    """Every span and bound of this room."""

    link: timedelta
    proposed_mute: timedelta
    longest_mute: timedelta
    most_returned: int
    most_confirmations_a_day: int


@cache
def terms() -> Terms:
    """Return the terms.

    >>> terms().proposed_mute.days
    30
    """
    told = tomllib.loads(files("baluarte.core.replies").joinpath("terms.toml").read_text("utf-8"))
    return Terms(
        link=timedelta(days=told["link_days"]),
        proposed_mute=timedelta(days=told["proposed_mute_days"]),
        longest_mute=timedelta(days=told["longest_mute_days"]),
        most_returned=told["most_returned"],
        most_confirmations_a_day=told["most_confirmations_a_day"],
    )
