"""What an organisation lets others do with its own: names delegated to another, assets shared with a provider, disputes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.claims.assurance import covers, sight
from baluarte.core.constituency.tree import ancestors
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.store.constituency import shelf
from baluarte.store.constituency.models import (
    AssetRow,
    ClaimRow,
    DelegationRow,
    HistoryRow,
    HoldingDisputeRow,
    OrganisationRow,
    ShareRow,
)
from baluarte.store.constituency.proving import mails, taking
from baluarte.store.constituency.writing import Author, write_assets
from baluarte.store.ground.nets.tenants import everybody

# Who serves others may be named by anybody: that they exist is public.
SERVING = frozenset({"supplier", "soc", "telecom-operator", "csirt", "isac"})
ASSURANCE_OF_CHILD = 2  # the parent vouches: full findings of that name, nothing below it by export or keys


@dataclass(frozen=True)
class Span:
    """From which day to which."""

    since: date
    until: date


def provider_named(slug: str, *, team: bool) -> OrganisationRow:
    """Return the organisation that is invited. A member may name those that serve others; any other is one that does not exist."""
    found = shelf.get(slug)
    if not team and found.kind not in SERVING:
        raise _no_organisation(slug)
    return found


def relative_named(owner: OrganisationRow, slug: str, *, team: bool) -> OrganisationRow:
    """Return the organisation that a name goes to. A member may name those of its own tree; any other is one that does not exist."""
    found = shelf.get(slug)
    parents = {name: parent or "" for name, parent in OrganisationRow.objects.values_list("slug", "parent__slug")}
    related = found.slug in ancestors(owner.slug, parents) or owner.slug in ancestors(found.slug, parents)
    if not team and not related and owner.id != found.id:
        raise _no_organisation(slug)
    return found


def delegate(owner: OrganisationRow, name: str, to: OrganisationRow, by: Author) -> DelegationRow:
    """Let a name below a proved domain answer to another organisation from today; the parent covers it no more."""
    parent = _parent(owner, name)
    if owner.id == to.id:
        raise Unusable("claim.delegate", "Nothing is delegated to oneself.", "A child answers to another organisation.", "Name the other.")
    if DelegationRow.objects.filter(organisation=owner, value=name, until=None).exists():
        raise Unusable("claim.delegated", f"{name!r} is delegated already.", "A name answers to one organisation.", "End it first.")
    row = DelegationRow.objects.create(organisation=owner, asset=parent, value=name, to=to, since=by.at.date(), made_by=by.actor)
    with everybody():  # the child is the other's from now on
        _take_in(to, name, by)
    _remember("delegation", owner, row.id, {"value": name, "to": to.slug, "state": "active"}, by)
    ClaimRow.objects.filter(organisation=owner, through__isnull=False, asset__value=name).update(through=None, next_at=by.at)
    mails.queue_for(to, "delegated", {"value": name}, by.at)
    return row


def end_delegation(number: int, within: str, by: Author) -> str:
    """Take a delegated name back; what the other proved by itself stays its own. Return the name."""
    row = (
        DelegationRow.objects.select_for_update(of=("self",)).select_related("organisation", "to").filter(_mine(within), id=number).first()
    )
    if row is None or (row.until is not None and row.until < by.at.date()):
        raise Missing("claim.no-delegation", f"There is no delegation {number}.", "", "See the list of delegated children.")
    DelegationRow.objects.filter(id=row.id).update(until=by.at.date())
    with everybody():  # the child was the other's until now
        _take_back(row, by)
    _remember("delegation", row.organisation, row.id, {"value": row.value, "to": row.to.slug, "state": "ended"}, by)
    return row.value


def share(owner: OrganisationRow, values: list[str], provider: OrganisationRow, span: Span, by: Author) -> int:
    """Let a provider work on assets until a day; only who is sure of an asset may invite. Return how many are shared now."""
    if owner.id == provider.id:
        raise Unusable("claim.share", "Nothing is shared with oneself.", "A provider is another organisation.", "Name the provider.")
    rows = {row.value: row for row in AssetRow.objects.filter(organisation=owner, value__in=values, valid_until=None)}
    lacking = [value for value in values if value not in rows]
    if lacking:
        raise Missing("asset.missing", f"There is no asset {lacking[0]!r}.", "", "See the list of assets.")
    weak = [value for value in values if not sight(rows[value].assurance).invite]
    if weak:
        raise Refused(
            "claim.weak",
            f"{weak[0]!r} is not proved strongly enough to be shared.",
            "A provider is invited to what is known with assurance 3.",
            "Verify it by its DNS first.",
        )
    for value in values:
        row, _ = ShareRow.objects.update_or_create(
            asset=rows[value], provider=provider, ended_at=None,
            defaults={"organisation": owner, "since": span.since, "until": span.until, "made_by": by.actor},
        )  # fmt: skip
        told: dict[str, object] = {"value": value, "provider": provider.slug, "until": str(span.until), "state": "active"}
        _remember("share", owner, row.id, told, by)
        mails.queue_for(provider, "shared", {"value": value}, by.at)
    return len(values)


def end_share(number: int, within: str, by: Author) -> str:
    """End a share at once, and return the provider that it was with."""
    row = ShareRow.objects.select_for_update(of=("self",)).select_related("organisation", "provider", "asset").filter(
        _mine(within), id=number, ended_at=None
    ).first()  # fmt: skip
    if row is None:
        raise Missing("claim.no-share", f"There is no share {number}.", "", "See the list of what is shared.")
    ShareRow.objects.filter(id=row.id).update(ended_at=by.at, ended_by=by.actor)
    _remember("share", row.organisation, row.id, {"value": row.asset.value, "provider": row.provider.slug, "state": "ended"}, by)
    return row.provider.slug


def shared_with(provider: str, today: date) -> frozenset[int]:
    """Return the assets that a provider may work on today. It is asked at every use, so an end needs no restart."""
    rows = ShareRow.objects.filter(provider__slug=provider, ended_at=None, since__lte=today, until__gte=today)
    return frozenset(rows.values_list("asset_id", flat=True))


def dispute(owner: OrganisationRow, asset: tuple[str, str], why: str, by: Author) -> HoldingDisputeRow:
    """Open a dispute over an asset; the same one twice is one. Whether anybody holds it is not said."""
    kind, value = asset
    row, fresh = HoldingDisputeRow.objects.get_or_create(
        organisation=owner, kind=kind, value=value, state="open", defaults={"why": why, "made_at": by.at, "made_by": by.actor}
    )
    if fresh:
        _remember("dispute", owner, row.id, {"value": value, "why": why, "state": "open"}, by)
    return row


def holders(row: HoldingDisputeRow) -> tuple[Asset, ...]:
    """Return who holds or claims what is disputed; for the team alone."""
    return tuple(shelf.every_asset(Q(kind=row.kind, value=row.value)))


def decide(number: int, against: str, why: str, taken: taking.Taking) -> HoldingDisputeRow:
    """Decide a dispute: against an organisation, whose claims on the asset are refused and whose asset ends, or against nobody."""
    row = HoldingDisputeRow.objects.select_for_update(of=("self",)).select_related("organisation").filter(id=number, state="open").first()
    if row is None:
        raise Missing("claim.no-dispute", f"There is no open dispute {number}.", "", "See the list of disputes.")
    if against:
        _give_up(against, row, why, taken)
    row.state, row.decision = "upheld" if against else "dismissed", why
    row.decided_at, row.decided_by = taken.by.at, taken.by.actor
    row.save()
    _remember("dispute", row.organisation, row.id, {"value": row.value, "why": why, "state": row.state}, taken.by)
    mails.queue_for(row.organisation, "decided", {"value": row.value}, taken.by.at)
    return row


def find_dispute(number: int, within: str = "") -> HoldingDisputeRow:
    """Return one dispute; to an organisation another's is one that does not exist."""
    row = HoldingDisputeRow.objects.select_related("organisation").filter(_mine(within), id=number).first()
    if row is None:
        raise Missing("claim.no-dispute", f"There is no dispute {number}.", "", "See the list of disputes.")
    return row


def _give_up(against: str, row: HoldingDisputeRow, why: str, taken: taking.Taking) -> None:
    loser = shelf.get(against)
    held = AssetRow.objects.select_related("organisation").filter(organisation=loser, kind=row.kind, value=row.value, valid_until=None)
    if not held.exists():
        raise Missing("asset.missing", f"{against!r} holds no {row.value!r}.", "", "See who holds it.")
    for claim in (
        ClaimRow.objects.select_related("organisation", "asset").filter(asset__in=held).exclude(state__in=("refused", "withdrawn"))
    ):
        taking.end(claim, "refused", why, taken)
    for asset in held:
        before = shelf.asset_of(asset)
        write_assets([(before, type(before)(**{**vars(before), "valid_until": taken.by.at.date()}))], taken.by)


def _parent(owner: OrganisationRow, name: str) -> AssetRow:
    """Return the proved domain of an organisation under which a name lies, the closest one."""
    found = [
        row
        for row in AssetRow.objects.filter(organisation=owner, kind="domain", valid_until=None)
        if row.value != name and covers(row.value, name) and sight(row.assurance).children
    ]
    if not found:
        raise Refused(
            "claim.no-parent",
            f"{name!r} is not below a domain that you have proved.",
            "Who delegates a name answers for the domain around it.",
            "Verify the domain by its DNS first.",
        )
    return max(found, key=lambda row: len(row.value))


def _take_in(to: OrganisationRow, name: str, by: Author) -> None:
    standing = AssetRow.objects.select_related("organisation").filter(organisation=to, kind="domain", value=name, valid_until=None).first()
    before = shelf.asset_of(standing) if standing is not None else None
    after = Asset(to.slug, "domain", name, by.at.date(), assurance=ASSURANCE_OF_CHILD, origin="designation")
    if before is not None:
        after = type(before)(**{**vars(before), "assurance": max(before.assurance, ASSURANCE_OF_CHILD)})
    if before != after:
        write_assets([(before, after)], by)


def _take_back(row: DelegationRow, by: Author) -> None:
    proved = ClaimRow.objects.filter(organisation=row.to, asset__value=row.value, state__in=("verified", "grace")).exists()
    child = AssetRow.objects.select_related("organisation").filter(organisation=row.to, value=row.value, valid_until=None).first()
    if child is not None and not proved:
        before = shelf.asset_of(child)
        write_assets([(before, type(before)(**{**vars(before), "valid_until": by.at.date()}))], by)


def _no_organisation(slug: str) -> Missing:
    return Missing("organisation.missing", f"There is no organisation {slug!r}.", "", "See the list of organisations.")


def _remember(what: str, owner: OrganisationRow, number: int, after: dict[str, object], by: Author) -> None:
    HistoryRow.objects.create(what=what, organisation=owner, row_id=number, at=by.at, actor=by.actor, before=None, after=after)


def _mine(within: str) -> Q:
    return Q(organisation__slug=within) if within else Q()
