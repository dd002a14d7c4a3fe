"""What an organisation sees of its findings: those on assets that it proved in full, of the others their number."""

from typing import Any

from django.db.models import Q

# Degrees of assurance as `core.constituency.claims` has them: the summary alone, and the detail.
SUMMARY, LEAST = 1, 2


def within_sight(rows: Any, slug: str) -> Any:
    """Return the findings that a reader narrowed to `slug` may open; an empty slug narrows nobody.

    A finding on an asset whose proof is missing stays told by mail, and is counted; its detail
    is as absent as one that never was, until the asset is proved again.
    """
    return rows.filter(Q(asset=None) | Q(asset__assurance__gte=LEAST), organisation__slug=slug) if slug else rows
