"""What people decide about a claim: one checks a network whose contact followed a link, two different ones review the rest."""

from baluarte.core.constituency.claims.method import METHODS
from baluarte.core.errors import Refused, Unusable
from baluarte.store.constituency.models import ClaimRow, ClaimVoteRow
from baluarte.store.constituency.proving import taking
from baluarte.store.constituency.proving.claims import remember

VOTES_NEEDED = {"network": 1, "review": 2}
WORTH = {"network": frozenset({0, 2}), "review": frozenset({0, 2, 3})}


def follow(row: ClaimRow, taken: taking.Taking) -> str:
    """Take the word of a mailbox: an alias proves by itself, the contact of a network is checked by a person."""
    if row.method == "network":
        before: dict[str, object] = {"state": row.state}
        row.state, row.next_at = "review", None
        row.save(update_fields=["state", "next_at"])
        remember([(row, before, {"what": "followed"})], taken.by)
        return "review"
    taking.prove(row, METHODS[row.method].assurance, "", taken)
    return "verified"


def vote(row: ClaimRow, who: str, assurance: int, why: str, taken: taking.Taking) -> None:
    """Keep what one analyst decided; when there are enough, the weakest of them counts."""
    _must_be_open(row, who, assurance, why)
    ClaimVoteRow.objects.create(claim=row, organisation=row.organisation, who=who, assurance=assurance, why=why, at=taken.by.at)
    remember([(row, None, {"what": "voted", "why": why, "assurance": assurance})], taken.by)
    given = list(ClaimVoteRow.objects.filter(claim=row).values_list("assurance", flat=True))
    if len(given) < VOTES_NEEDED[row.method]:
        return
    ClaimVoteRow.objects.filter(claim=row).delete()  # the next review begins anew; history keeps these
    if min(given) == 0:
        taking.end(row, "refused", why, taken)
    else:
        taking.prove(row, min(given), why, taken)


def _must_be_open(row: ClaimRow, who: str, assurance: int, why: str) -> None:
    if row.state not in {"review", "grace"} or row.method not in VOTES_NEEDED:
        raise Unusable("claim.no-review", "This claim waits for nobody.", "Only what is reviewed by people is decided here.", "Look at it.")
    if assurance not in WORTH[row.method]:
        raise Unusable(
            "claim.worth",
            f"{assurance} is no assurance that people give here.",
            "A network is worth 2, a human review 2 or 3; 0 refuses.",
            "Choose one of them.",
        )
    if not why:
        raise Unusable("claim.why", "The reason is missing.", "Whoever reads this later must understand it.", "Say why in one sentence.")
    if row.made_by == who or ClaimVoteRow.objects.filter(claim=row, who=who).exists():
        raise Refused(
            "claim.two-people",
            "You cannot decide this.",
            "Whoever made the claim or voted already is not the second person.",
            "Ask a colleague.",
        )
