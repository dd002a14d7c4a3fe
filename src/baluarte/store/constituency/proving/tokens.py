"""The tokens of organisations: one is current, a replaced one holds for its days."""

from datetime import datetime

from django.db.models import Q

from baluarte.core.constituency.claims.token import OLD_HOLDS, ProofToken, write_token
from baluarte.store.constituency.models import OrganisationRow, ProofTokenRow


def current(owner: OrganisationRow, now: datetime, bits: int) -> ProofToken:
    """Return the token of an organisation; the first is made of these bits."""
    ProofTokenRow.objects.get_or_create(organisation=owner, until=None, defaults={"token": write_token(bits), "made_at": now})
    return shown(owner, now)


def shown(owner: OrganisationRow, now: datetime) -> ProofToken:
    """Return the token that stands, with the older ones that hold still."""
    rows = list(ProofTokenRow.objects.filter(organisation=owner).filter(_holds(now)).order_by("id"))
    latest = next((row for row in rows if row.until is None), None)
    older = tuple((row.token, row.until) for row in rows if row.until is not None)
    return ProofToken(owner.slug, latest.token if latest else "", latest.made_at if latest else now, older)


def rotate(owner: OrganisationRow, now: datetime, bits: int) -> ProofToken:
    """Replace the token; the one before holds for a while, so that no record has to change in a hurry."""
    ProofTokenRow.objects.filter(organisation=owner, until=None).update(until=now + OLD_HOLDS)
    return current(owner, now, bits)


def accepted(owner: int, now: datetime) -> frozenset[str]:
    """Return the tokens that prove something for this organisation now."""
    return frozenset(ProofTokenRow.objects.filter(organisation=owner).filter(_holds(now)).values_list("token", flat=True))


def _holds(now: datetime) -> Q:
    return Q(until__isnull=True) | Q(until__gt=now)
