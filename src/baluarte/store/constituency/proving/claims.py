"""Claims as rows: made many at once, found by number within one organisation, and read as what they are."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from django.db.models import Q

from baluarte.core.constituency.asset import Asset, AssetKind
from baluarte.core.constituency.claims.assurance import Proof
from baluarte.core.constituency.claims.method import METHODS, Method
from baluarte.core.constituency.claims.page import Claim, ClaimStep, Vote
from baluarte.core.constituency.claims.pasted import Wanted
from baluarte.core.constituency.claims.standing import ENDED, HOLDING, Standing, State
from baluarte.core.errors import Missing
from baluarte.core.ground.text import Text
from baluarte.store.constituency.models import AssetRow, ClaimRow, ClaimVoteRow, DelegationRow, HistoryRow, OrganisationRow
from baluarte.store.constituency.writing import Author, write_assets

_AT_ONCE = 500
MOST_STEPS = 50


def make(owner: OrganisationRow, wanted: Sequence[Wanted], method: Method, by: Author, letter: str = "") -> dict[tuple[str, str], int]:
    """Claim assets by one method and return the number of each claim by kind and value; what was claimed so before keeps its own.

    An asset that nobody knew is taken into the register with assurance 0: it matches nothing yet.
    """
    assets = _assets(owner, wanted, by)
    known = {row.asset_id: row for row in ClaimRow.objects.filter(asset__in=assets.values(), method=method.code).exclude(state__in=ENDED)}
    bases = dict(ClaimRow.objects.filter(asset__in=assets.values()).values_list("asset_id", "base"))
    state = _first_state(method)
    fresh = [
        ClaimRow(
            organisation=owner, asset=asset, method=method.code, state=state, assurance=method.assurance,
            base=bases.get(asset.id, asset.assurance), since=by.at, next_at=by.at if method.by_itself else None, made_at=by.at,
            made_by=by.actor, letter=letter, outcome="",
        )
        for asset in assets.values()
        if asset.id not in known
    ]  # fmt: skip
    ClaimRow.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    remember([(row, None, {"what": "claimed", "method": method.code}) for row in fresh], by)
    numbers = {row.asset_id: row.id for row in (*known.values(), *fresh)}
    return {key: numbers[asset.id] for key, asset in assets.items()}


def find(number: int, within: str) -> ClaimRow:
    """Return one claim; to an organisation another's is one that does not exist."""
    rows = ClaimRow.objects.select_related("organisation", "asset")
    row = rows.filter(id=number).filter(Q(organisation__slug=within) if within else Q()).first()
    if row is None:
        raise no_claim(number)
    return row


def no_claim(number: int) -> Missing:
    """Return the error of a claim that does not exist, or is not the asker's."""
    return Missing("claim.missing", f"There is no claim {number}.", "", "See the list of claims.")


def claim_of(row: ClaimRow) -> Claim:
    """Return the claim that a row remembers."""
    said = row.last.get("said")
    return Claim(
        row.id,
        row.organisation.slug,
        cast("AssetKind", row.asset.kind),
        row.asset.value,
        row.method,
        standing_of(row),
        row.assurance,
        row.made_at,
        row.until,
        row.checked_at,
        row.outcome,
        Text(said["es"], said["en"]) if said else None,
    )


def standing_of(row: ClaimRow) -> Standing:
    """Return how a claim stands."""
    return Standing(cast("State", row.state), row.since, row.tries, row.next_at, row.missing)


def proofs(owner: int) -> list[tuple[int, Proof]]:
    """Return the claims of an organisation that hold now, with their numbers."""
    rows = ClaimRow.objects.filter(organisation=owner, state__in=HOLDING, through=None).values_list(
        "id", "asset__value", "method", "assurance"
    )
    return [(number, Proof(value, METHODS[method], assurance)) for number, value, method, assurance in rows]


def delegated(owner: int, today: date) -> tuple[str, ...]:
    """Return the names below domains of an organisation that answer to others: exceptions of the register, and its own delegations."""
    excepted = AssetRow.objects.filter(organisation=owner).exclude(except_below="").values_list("except_below", flat=True)
    given = DelegationRow.objects.filter(organisation=owner, since__lte=today).filter(Q(until=None) | Q(until__gte=today))
    return (*(name for names in excepted for name in names.split(";") if name), *given.values_list("value", flat=True))


def steps(row: ClaimRow) -> tuple[ClaimStep, ...]:
    """Return what happened to a claim, latest first."""
    kept = HistoryRow.objects.filter(what="claim", row_id=row.id).order_by("-id")[:MOST_STEPS]
    return tuple(ClaimStep(one.at, str(one.after.get("what", "")), one.actor, str(one.after.get("why", ""))) for one in kept)


def votes(row: ClaimRow) -> tuple[Vote, ...]:
    """Return what analysts decided about a claim."""
    return tuple(Vote(one.who, one.assurance, one.why, one.at) for one in ClaimVoteRow.objects.filter(claim=row).order_by("id"))


def remember(changes: Iterable[tuple[ClaimRow, dict[str, object] | None, dict[str, object]]], by: Author) -> None:
    """Keep what happened to claims in the history."""
    HistoryRow.objects.bulk_create(
        [
            HistoryRow(
                what="claim", organisation_id=row.organisation_id, row_id=row.id, at=by.at, actor=by.actor, before=before,
                after={"value": row.asset.value, "state": row.state, **after},
            )
            for row, before, after in changes
        ],
        batch_size=_AT_ONCE,
    )  # fmt: skip


def _first_state(method: Method) -> State:
    if method.by_itself:
        return "asking"
    return "review" if method.code == "review" else "waiting"


def _assets(owner: OrganisationRow, wanted: Sequence[Wanted], by: Author) -> dict[tuple[str, str], AssetRow]:
    """Return the rows of what is claimed, by kind and value; what is new begins today and is only claimed."""
    keys = {(one.kind, one.value) for one in wanted}
    standing = _standing(owner, keys, by.at.date())
    fresh = [key for key in sorted(keys) if key not in standing]
    write_assets([(None, Asset(owner.slug, kind, value, by.at.date(), assurance=0)) for kind, value in fresh], by)
    return standing | (_standing(owner, set(fresh), by.at.date()) if fresh else {})


def _standing(owner: OrganisationRow, keys: set[tuple[AssetKind, str]], today: date) -> dict[tuple[str, str], AssetRow]:
    values = sorted({value for _, value in keys})
    rows: list[AssetRow] = []
    for first in range(0, len(values), _AT_ONCE):
        part = AssetRow.objects.filter(organisation=owner, value__in=values[first : first + _AT_ONCE])
        rows += part.filter(Q(valid_until=None) | Q(valid_until__gte=today)).order_by("id")
    return {(row.kind, row.value): row for row in rows if (row.kind, row.value) in keys}
