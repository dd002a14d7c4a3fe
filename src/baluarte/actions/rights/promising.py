"""What is promised in public: the files that rule personal data, legal holds, the monthly statement and the switches."""

import hashlib
from datetime import date

from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.check import PROMISES
from baluarte.core.ground.text import Language
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import public
from baluarte.core.rights.access.counters import KINDS, Counters, month_of
from baluarte.core.rights.access.page import RightsPage, Said
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.rights.pseudonyms import pseudonym
from baluarte.core.rights.purposes.gate import office_of
from baluarte.core.rights.retention.ends import KEY_COPIES_LIVE
from baluarte.core.rights.retention.hold import Wanted as HoldWanted
from baluarte.core.rights.retention.hold import check_hold
from baluarte.formats.rightsfile import record
from baluarte.formats.rightsfile.catalogue import read_catalogue
from baluarte.formats.rightsfile.purposes import read_purposes
from baluarte.store.ground.watch import runs
from baluarte.store.rights.personal import counting, files, holds
from baluarte.store.rights.personal.models import Erasure, Hold, KeyCopy, RightsFile, Statement, Switch
from baluarte.store.rights.personal.reading import unit_of

SWITCHES = ("statement", "breach")


def load_rights(world: World, actor: Actor, purposes: bytes, catalogue: bytes) -> str:
    """Load a new version of the purposes and of the catalogue, both or none, and enter it in the log; return the version."""
    with world.one_entry(actor.id, "load_rights", kind="change") as entry:
        _allow(actor, "load_rights")
        told = read_purposes(purposes)
        fields = read_catalogue(catalogue, told.purposes)
        for kind, version, data, sha256 in (
            ("purposes", told.version, purposes, told.sha256),
            ("catalogue", fields.version, catalogue, fields.sha256),
        ):
            files.keep(kind, version, data, (actor.id, world.now(), sha256))
        entry.about, entry.digest, entry.count = told.version[:200], fields.sha256, len(fields.fields)
        entry.publish("rights.catalogue", {"version": told.version, "fields_sha256": fields.sha256, "purposes_sha256": told.sha256})
    return told.version


@public
def show_rights(world: World, actor: Actor) -> RightsPage:  # noqa: ARG001 - whoever asks gets the same
    """Return what is published of rights: purposes, catalogue, counters by month, statements and switches."""
    today = world.now().date()
    last = Erasure.objects.order_by("-id").values_list("complete_on", flat=True).first()
    return RightsPage(
        files.purposes(),
        files.catalogue(),
        not RightsFile.objects.exists(),
        tuple(counting.counters(month, today) for month in counting.months(today)),
        counting.statements(today),
        counting.switches(),
        last,
    )


@public
def processing_record(world: World, actor: Actor, language: Language) -> str:  # noqa: ARG001 - whoever asks gets the same
    """Return the record of processing, printed from the purposes and the catalogue in force."""
    return record.processing_record(files.purposes(), files.catalogue(), language)


def security_document(world: World, actor: Actor, language: Language) -> str:
    """Return the security document of this installation: inventory, offices, measures, and what the checks said last."""
    with world.one_entry(actor.id, "security_document") as entry:
        _allow(actor, "security_document")
        last = [(one.promise, one.outcome or "–", one.at.isoformat() if one.at else "–") for one in runs.last(PROMISES, world.now())]
        entry.count = len(last)
    return record.security_document(files.purposes(), files.catalogue(), world.now().date(), last, language)


@public
def published_counters(world: World, actor: Actor, month: str) -> Counters:  # noqa: ARG001 - whoever asks gets the same
    """Return the public numbers of one month."""
    if month_of(month) is None:
        raise Unusable("rights.month", f"{month[:20]!r} is no month.", "", "Write it as 2026-03.")
    return counting.counters(month, world.now().date())


def set_promise(world: World, actor: Actor, what: str, why: str, *, on: bool) -> None:
    """Switch a public promise on or off. The switch is an entry of the log, and stays on the page for ever."""
    with world.one_entry(actor.id, "set_promise", kind="change") as entry:
        _allow(actor, "set_promise")
        if what not in SWITCHES or not why.strip():
            raise Unusable(
                "rights.switch", f"{what!r} cannot be switched so.", f"Promises: {', '.join(SWITCHES)}.", "Name one, and say why."
            )
        office = office_of(actor, unit_of(actor.id))
        Switch.objects.create(what=what, on=on, at=world.now(), by=actor.who, office=office, why=why.strip()[:400])
        entry.about, entry.count = f"switch-{what}", 1
        entry.publish("rights.switch", {"switch": what, "value": "on" if on else "off", "office": office})


def make_statement(world: World, actor: Actor, month: str, kinds: tuple[str, ...]) -> Said:
    """State for a month that no secret order of these kinds has been received, with the counters beside it.

    A kind that can no longer be stated is left out. A month that is over is stated once, and never changed.
    """
    with world.one_entry(actor.id, "make_statement", kind="change") as entry:
        _allow(actor, "make_statement")
        bounds, odd = month_of(month), sorted(set(kinds) - set(KINDS))
        if bounds is None or odd or bounds[0] > world.now().date():
            raise Unusable(
                "rights.statement", f"{month[:20]!r} cannot be stated so.", f"Kinds: {', '.join(KINDS)}.", "Write the month as 2026-03."
            )
        if Statement.objects.filter(month=month).exists():
            raise Unusable(
                "rights.stated", f"The month {month} was stated before.", "A statement is never changed.", "State the next month."
            )
        told, chosen = counting.counters(month, world.now().date()), tuple(sorted(set(kinds)))
        Statement.objects.create(
            month=month, kinds=list(chosen), counters=told.numbers, made_at=world.now(), made_by=actor.who, office=office_of(actor)
        )
        text = f"{month}\n{','.join(chosen)}\n".encode() + told.body()
        entry.about, entry.count = f"statement-{month}", len(chosen)
        entry.publish("rights.statement", {"month": month, "kinds": list(chosen), "text_sha256": hashlib.sha256(text).hexdigest()})
        entry.publish("rights.counters", _numbers(told))
    return Said(month, chosen, world.now())


def ask_hold(world: World, actor: Actor, wanted: HoldWanted) -> int:
    """Suspend the erasure of one subject or one class until a day, by an authority's decision; return its number."""
    with world.one_entry(actor.id, "ask_hold", kind="change") as entry:
        _allow(actor, "ask_hold")
        until = check_hold(wanted, world.now().date(), files.catalogue())
        subject = pseudonym(wanted.subject.casefold(), world.key("holds")) if wanted.subject else ""
        row = Hold.objects.create(
            retention=wanted.retention, subject=subject, authority=wanted.authority[:200], reference=wanted.reference[:200],
            asked_by=actor.who, asked_at=world.now(), expires_on=until,
        )  # fmt: skip
        entry.about, entry.count = f"hold-{row.id}", 1
        content = hashlib.sha256(f"{world.random_bits(256):064x}{row.id}{wanted.reference}".encode()).hexdigest()
        entry.publish("rights.hold", {"content": content, "until": until.isoformat()})
    return row.id


def end_hold(world: World, actor: Actor, number: int) -> None:
    """End a legal hold before its day: erasure goes on."""
    with world.one_entry(actor.id, "end_hold", kind="change") as entry:
        _allow(actor, "end_hold")
        holds.end(number, world.now())
        entry.about, entry.count = f"hold-{number}", 1


def note_key_copy(world: World, actor: Actor) -> date:
    """Remember that the keys were copied, and return the day by which that copy must be destroyed: until then no erasure is complete."""
    with world.one_entry(actor.id, "note_key_copy", kind="change") as entry:
        _allow(actor, "note_key_copy")
        until = world.now().date() + KEY_COPIES_LIVE
        KeyCopy.objects.create(made_at=world.now(), expires_on=until)
        entry.count = 1
    return until


def _numbers(told: Counters) -> dict[str, object]:
    names = ("unmaskings", "refusals", "delays_granted", "delays_ended")
    numbers = {name: told.numbers[name] for name in names}
    return {"month": told.month, "reads": told.total, **numbers, "table_sha256": hashlib.sha256(told.body()).hexdigest()}


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("rights.not-yours", "You may not read or decide this.", leave.reason)
