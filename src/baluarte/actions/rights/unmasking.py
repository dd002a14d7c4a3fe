"""Seeing a masked value in clear: asked with a listed reason, agreed by another office, for a while, and shown to those concerned."""

from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.rights.access.quota import MOST_A_DAY
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.rights.masks.unmasking import KINDS, RIGHTS_OFFICE, USUAL, Voice, check_request
from baluarte.core.rights.purposes.gate import office_of
from baluarte.core.rights.purposes.use import Use
from baluarte.store.rights.account_names import clear_of
from baluarte.store.rights.personal import quotas, unmaskings
from baluarte.store.rights.personal.files import purposes
from baluarte.store.rights.personal.models import Protected, Unit, Unmasking
from baluarte.store.rights.personal.reading import Look, note_read, unit_of


def ask_unmasking(world: World, actor: Actor, kind: str, subject: str, reason: str, minutes: int = int(USUAL.total_seconds()) // 60) -> int:  # noqa: PLR0913, PLR0917 - what the form asks
    """Ask to see one value in clear; somebody of another office must agree. Return the number of the request."""
    with world.one_entry(actor.id, "ask_unmasking", kind="change") as entry:
        _allow(actor, "ask_unmasking")
        check_request(kind, reason, minutes)
        quotas.spend(actor, "unmaskings", world.now().date())
        row = Unmasking.objects.create(
            kind=kind, subject=subject[:40], reason=reason, minutes=minutes, protected=unmaskings.is_protected(kind, subject),
            asked_by=actor.who, asked_office=_office(actor), asked_at=world.now(),
        )  # fmt: skip
        entry.about, entry.count = f"unmasking-{row.id}", 1
    return row.id


def agree_unmasking(world: World, actor: Actor, number: int) -> bool:
    """Agree to an unmasking, as another person of another office; return whether the while has begun.

    A protected source needs the office of rights as well.
    """
    with world.one_entry(actor.id, "agree_unmasking", kind="change") as entry:
        _allow(actor, "agree_unmasking")
        row = unmaskings.agree(number, Voice(actor.who, _office(actor)), world.now())
        entry.about, entry.count = f"unmasking-{number}", 1
    return row.until is not None


def show_account(world: World, actor: Actor, name: str, *, use: Use) -> str:
    """Return the clear name behind a pseudonym, to whoever an unmasking was agreed for, while it runs."""
    with world.one_entry(actor.id, "show_account") as entry:
        _allow(actor, "show_account")
        if not unmaskings.running("account", name, actor.who, world.now()):
            raise Refused("rights.masked", "This value is masked.", "Nobody of another office has agreed, or the while is over.", "Ask for it with a reason.")  # fmt: skip
        note_read(Look(actor, "show_account", use, ("account",)), {}, world.now())
        clear = clear_of(name)
        entry.about, entry.count = f"account-{name[:12]}", int(bool(clear))
    if not clear:
        raise Missing("rights.no-account-name", "There is no name behind this pseudonym.", "It was erased, or never kept.")
    return clear


def list_unmaskings(world: World, actor: Actor, query: Query) -> Rows:
    """Return the requests to see values in clear, with their reasons and whether they run."""
    with world.one_entry(actor.id, "list_unmaskings") as entry:
        _allow(actor, "list_unmaskings")
        rows = unmaskings.listed(query, world.now())
        entry.count = rows.table.height
    return rows


def protect_source(world: World, actor: Actor, kind: str, subject: str) -> None:
    """Set a subject into the protected-source class. A suspicion is enough: journalists, lawyers, defenders, health staff, patients."""
    with world.one_entry(actor.id, "protect_source", kind="change") as entry:
        _allow(actor, "protect_source")
        if kind not in KINDS:
            raise Unusable("rights.unmasking", f"{kind!r} is nothing that is masked.", "", f"Masked: {', '.join(KINDS)}.")
        if not unmaskings.is_protected(kind, subject):
            Protected.objects.create(kind=kind, subject=subject[:40], set_by=actor.who, set_at=world.now())
        entry.about, entry.count = f"protected-{kind}", 1


def lift_protection(world: World, actor: Actor, kind: str, subject: str) -> int:
    """Take a subject out of the protected-source class; only the office of rights may. Return how many rows that was."""
    with world.one_entry(actor.id, "lift_protection", kind="change") as entry:
        _allow(actor, "lift_protection")
        if _office(actor) != RIGHTS_OFFICE:
            raise Refused(
                "rights.office", "This may not be lifted by you.", "Only the office of rights lifts it.", "Ask the office of rights."
            )
        standing = Protected.objects.filter(kind=kind, subject=subject, lifted_at=None)
        entry.about, entry.count = f"protected-{kind}", standing.update(lifted_by=actor.who, lifted_at=world.now())
    return entry.count


def set_unit(world: World, actor: Actor, account: str, office: str) -> None:
    """Say for which office an account works: two persons of one office are no two offices."""
    with world.one_entry(actor.id, "set_unit", kind="change") as entry:
        _allow(actor, "set_unit")
        if office not in purposes().offices:
            known = ", ".join(purposes().offices)
            raise Unusable("rights.office-unknown", f"There is no office {office!r}.", f"Offices: {known}.", "Choose one of them.")
        Unit.objects.update_or_create(account=account, defaults={"office": office})
        entry.about, entry.count = account[:100], 1


def allow_more(world: World, actor: Actor, person: str, what: str, more: int) -> int:
    """Let a person open more today than the daily quota; return how many that makes in all."""
    with world.one_entry(actor.id, "allow_more", kind="change") as entry:
        _allow(actor, "allow_more")
        if what not in MOST_A_DAY or not 1 <= more <= 100:
            raise Unusable("rights.quota-more", f"{more} more of {what!r} cannot be allowed.", f"Counted: {', '.join(MOST_A_DAY)}.", "Allow 1 to 100.")  # fmt: skip
        total = quotas.allow(person, what, more, (actor.who, world.now().date()))
        entry.about, entry.count = f"quota-{what}", more
    return total


def _office(actor: Actor) -> str:
    return office_of(actor, unit_of(actor.id) or unit_of(actor.who))


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("rights.not-yours", "You may not read or decide this.", leave.reason)
