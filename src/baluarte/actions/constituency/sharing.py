"""What can be done with what is proved: delegate a name, share assets with a provider until a day, dispute and decide."""

from datetime import date, timedelta

from baluarte.core.constituency.asset import KINDS, AssetKind
from baluarte.core.constituency.claims.page import HoldingDispute
from baluarte.core.constituency.values import Wrong, read_asset_value
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.names import read_host
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Granted, Refusal, may
from baluarte.store.constituency import shelf
from baluarte.store.constituency.proving import lists, sharing, taking
from baluarte.store.constituency.writing import Author
from baluarte.store.ground.leases import alone

USUAL_SHARE = timedelta(days=180)
LONGEST_SHARE = timedelta(days=366)
MOST_SHARED = 1_000
_REGISTER = "register"


def delegate_domain(world: World, actor: Actor, organisation: str, name: str, to: str) -> str:
    """Let a name below a proved domain answer to another organisation, whose findings of it are from then on; return the name."""
    with world.one_entry(actor.id, "delegate_domain", kind="change") as entry:
        slug = _own(_allow(actor, "delegate_domain", organisation), organisation)
        entry.about, entry.count = slug, 1
        host = read_host(name.strip())
        if host is None or "." not in host:
            raise Unusable("claim.name", f"{name!r} is no name of a host.", "A name is delegated, not an address.", "Write the whole name.")
        alone(_REGISTER)
        owner = shelf.get(slug)
        sharing.delegate(owner, host, sharing.relative_named(owner, to, team=_is_team(actor)), _author(world, actor))
    return host


def end_delegation(world: World, actor: Actor, number: int) -> str:
    """Take a delegated name back from today on, and return it."""
    with world.one_entry(actor.id, "end_delegation", kind="change") as entry:
        leave = _allow(actor, "delegate_domain")
        alone(_REGISTER)
        name = sharing.end_delegation(number, leave.organisation, _author(world, actor))
        entry.about, entry.count = leave.organisation, 1
    return name


def list_delegations(world: World, actor: Actor, query: Query) -> Rows:
    """Return the names that are delegated to others; an organisation sees its own."""
    with world.one_entry(actor.id, "list_delegations") as entry:
        rows = lists.delegations(query, world.now().date(), _allow(actor, "read_sharing").organisation)
        entry.count = rows.total
    return rows


def share_assets(  # noqa: PLR0913, PLR0917 - what the form asks, in its order
    world: World, actor: Actor, organisation: str, provider: str, values: tuple[str, ...], until: date | None = None
) -> int:
    """Let a provider work on assets until a day, at most a year away; return how many. Without a day it is half a year."""
    with world.one_entry(actor.id, "share_assets", kind="change") as entry:
        slug = _own(_allow(actor, "share_assets", organisation), organisation)
        today = world.now().date()
        span = sharing.Span(today, _ending(until or today + USUAL_SHARE, today))
        wanted = list(dict.fromkeys(one.strip().lower() for one in values if one.strip()))
        if not 0 < len(wanted) <= MOST_SHARED:
            raise Unusable("claim.nothing", "No asset was named.", f"1 to {MOST_SHARED} assets are shared at once.", "Name them.")
        entry.about, entry.count = slug, len(wanted)
        return sharing.share(shelf.get(slug), wanted, sharing.provider_named(provider, team=_is_team(actor)), span, _author(world, actor))


def end_share(world: World, actor: Actor, number: int) -> str:
    """End what a provider may work on, at once; return the provider."""
    with world.one_entry(actor.id, "end_share", kind="change") as entry:
        leave = _allow(actor, "share_assets")
        entry.about, entry.count = leave.organisation, 1
        return sharing.end_share(number, leave.organisation, _author(world, actor))


def list_shares(world: World, actor: Actor, query: Query) -> Rows:
    """Return what is shared with providers and until when; an organisation sees its own."""
    with world.one_entry(actor.id, "list_shares") as entry:
        rows = lists.shares(query, world.now().date(), _allow(actor, "read_sharing").organisation)
        entry.count = rows.total
    return rows


def dispute_asset(world: World, actor: Actor, organisation: str, kind: AssetKind, value: str, why: str) -> int:  # noqa: PLR0913, PLR0917 - what the form asks, in its order
    """Say that an asset is not what others make of it; return the number of the dispute. Whether anybody holds it is not said."""
    with world.one_entry(actor.id, "dispute_asset", kind="change") as entry:
        slug = _own(_allow(actor, "dispute_asset", organisation), organisation)
        entry.about, entry.count = slug, 1
        read = read_asset_value(kind, value) if kind in KINDS else Wrong("asset.kind")
        if isinstance(read, Wrong):
            raise Unusable(read.code, f"{value!r} is no {kind}.", "An asset has one exact form.", "Correct it.")
        return sharing.dispute(shelf.get(slug), (kind, read), _reason(why), _author(world, actor)).id


def list_ownership_disputes(world: World, actor: Actor, query: Query) -> Rows:
    """Return the disputes over assets; an organisation sees those that it opened."""
    with world.one_entry(actor.id, "list_ownership_disputes") as entry:
        rows = lists.disputes(query, _allow(actor, "read_sharing").organisation)
        entry.count = rows.total
    return rows


def show_ownership_dispute(world: World, actor: Actor, number: int) -> HoldingDispute:
    """Return one dispute; who else holds the asset is shown to the team alone."""
    with world.one_entry(actor.id, "show_ownership_dispute") as entry:
        leave = _allow(actor, "read_sharing")
        row = sharing.find_dispute(number, leave.organisation)
        entry.about, entry.count = row.organisation.slug, 1
        held = () if leave.organisation else sharing.holders(row)
        return HoldingDispute(
            row.id, row.organisation.slug, row.kind, row.value, row.why, row.state, row.made_at, row.decision, row.decided_at, held
        )


def decide_ownership_dispute(world: World, actor: Actor, number: int, against: str, why: str) -> None:
    """Decide a dispute: an organisation that was named loses the asset from tomorrow on; without one, nothing changes."""
    with world.one_entry(actor.id, "decide_ownership_dispute", kind="change") as entry:
        _allow(actor, "decide_ownership_dispute")
        alone(_REGISTER)
        row = sharing.decide(number, against, _reason(why), taking.Taking(_author(world, actor), world.house.zone))
        entry.about, entry.count, entry.numbers = row.organisation.slug, 1, {"upheld": int(bool(against))}


def _ending(until: date, today: date) -> date:
    if not today <= until <= today + LONGEST_SHARE:
        raise Unusable(
            "claim.until",
            "This is no day until which something is shared.",
            f"A share ends within {LONGEST_SHARE.days} days; it can be given again.",
            "Choose a day from today on.",
        )
    return until


def _is_team(actor: Actor) -> bool:
    """Does this actor see every organisation anyway?"""
    leave = may(actor, "read_organisation")
    return isinstance(leave, Granted) and not leave.organisation


def _reason(why: str) -> str:
    if not why.strip():
        raise Unusable("claim.why", "The reason is missing.", "Whoever reads this later must understand it.", "Say why in one sentence.")
    return why.strip()[:2_000]


def _own(leave: Granted, organisation: str) -> str:
    slug = leave.organisation or organisation
    if not slug:
        raise Unusable("claim.whose", "No organisation was named.", "This is done for one organisation.", "Name it.")
    return slug


def _author(world: World, actor: Actor) -> Author:
    return Author(actor.id, world.now())


def _allow(actor: Actor, act: str, organisation: str = "") -> Granted:
    leave = may(actor, act, organisation)
    if isinstance(leave, Refusal):
        raise Refused("claim.not-yours", "You may not share, delegate or dispute this.", leave.reason)
    return leave
