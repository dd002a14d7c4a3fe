"""What an organisation sees of its findings: those on assets that it proved in full, of the others their number."""

from typing import Any

from django.db.models import Q

from baluarte.core.sharing.gate import may_receive
from baluarte.core.sharing.label import LABELS

# Degrees of assurance as `core.constituency.claims` has them: the summary alone, and the detail.
SUMMARY, LEAST = 1, 2
# What the one gate lets an organisation read of itself where it signed in: RED is for a named person, and no account is one.
LABELS_OF_ITS_OWN = tuple(label for label in LABELS if may_receive(label, "recipient", "desk"))


def within_sight(rows: Any, slug: str) -> Any:
    """Return the findings that a reader narrowed to `slug` may open; an empty slug narrows nobody.

    A finding on an asset whose proof is missing stays told by mail, and is counted; its detail
    is as absent as one that never was, until the asset is proved again. So is one whose label
    is above what an organisation may have.
    """
    proved = Q(asset=None) | Q(asset__assurance__gte=LEAST)
    return rows.filter(proved, organisation__slug=slug, tlp__in=LABELS_OF_ITS_OWN) if slug else rows
