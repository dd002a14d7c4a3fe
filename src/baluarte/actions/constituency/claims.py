"""What can be done to prove that an asset is an organisation's: claim, check, follow a link, review, designate.

Questions to the network are asked before a transaction begins, and are the same for assets
that we know and for those we do not. No answer tells whether somebody else holds an asset.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from django.db import transaction

from baluarte.core.constituency.claims.method import ALIASES, METHODS, Method, MethodCode
from baluarte.core.constituency.claims.outcome import Verdict, decide_file, decide_records
from baluarte.core.constituency.claims.page import Claimed, ClaimPage
from baluarte.core.constituency.claims.pasted import read_pasted
from baluarte.core.constituency.claims.standing import ENDED, HOLDING
from baluarte.core.constituency.claims.token import FILE, KEY, LABEL, TOKEN_BITS, ProofToken, placing
from baluarte.core.errors import Missing, Refused, Unreachable, Unusable
from baluarte.core.ground.names import read_mail
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Granted, Refusal, may
from baluarte.formats.claim_mail import ClaimLetter, write_claim_mail
from baluarte.store.constituency import shelf
from baluarte.store.constituency.models import ClaimLinkRow, ClaimRow
from baluarte.store.constituency.proving import claims, links, lists, mails, taking, tokens, voting
from baluarte.store.constituency.writing import Author
from baluarte.store.ground import tries
from baluarte.store.ground.leases import acquire, alone, release

MOST_DUE = 200  # claims asked about at one bell
ASKED_AT_ONCE = 8
TURN = timedelta(minutes=15)
_REGISTER, _TURN = "register", "claims"
_SECURITY_TXT = "/.well-known/security.txt"
_NONCE_BITS = 128
_FLOOD_SECONDS = 10  # between two questions about one claim


@dataclass(frozen=True)
class _Asked:
    """What was found before the transaction: a parent that covers, a verdict, or neither."""

    parent: int | None = None
    verdict: Verdict | None = None


def show_proof_token(world: World, actor: Actor, organisation: str = "") -> ProofToken:
    """Return the token that an organisation places to prove what is its own; the first question makes it."""
    with world.one_entry(actor.id, "show_proof_token", kind="change") as entry:
        slug = _own(_allow(actor, "claim_assets", organisation), organisation)
        entry.about, entry.count = slug, 1
        return tokens.current(shelf.get(slug), world.now(), world.random_bits(TOKEN_BITS))


def rotate_proof_token(world: World, actor: Actor, organisation: str = "") -> ProofToken:
    """Replace the token of an organisation; the one before is accepted for 30 days more."""
    with world.one_entry(actor.id, "rotate_proof_token", kind="change") as entry:
        slug = _own(_allow(actor, "claim_assets", organisation), organisation)
        entry.about, entry.count = slug, 1
        return tokens.rotate(shelf.get(slug), world.now(), world.random_bits(TOKEN_BITS))


def claim_assets(world: World, actor: Actor, organisation: str, text: str, method: str = "dns") -> tuple[Claimed, ...]:
    """Claim up to 1,000 pasted names or networks at once, and return each with its claim or with why it cannot be claimed.

    Whether somebody else holds one of them changes nothing of the answer.
    """
    with world.one_entry(actor.id, "claim_assets", kind="change") as entry:
        slug = _own(_allow(actor, "claim_assets", organisation), organisation)
        entry.about = slug
        wanted = read_pasted(text, _method(method))
        owner, by = shelf.get(slug), _author(world, actor)
        alone(_REGISTER)
        tokens.current(owner, world.now(), world.random_bits(TOKEN_BITS))
        good = [one for one in wanted if not one.code]
        numbers = claims.make(owner, good, _method(method), by)
        mails.queue_for(owner, "holders", {"values": [[one.kind, one.value] for one in good]}, by.at)
        entry.count, entry.numbers = len(good), {"claimed": len(good), "refused": len(wanted) - len(good)}
        world.step("claims.made.before-commit")
    return tuple(Claimed(one.text, one.kind, one.value, one.code, numbers.get((one.kind, one.value), 0)) for one in wanted)


def list_claims(world: World, actor: Actor, query: Query) -> Rows:
    """Return claims with how each stands; an organisation sees its own."""
    with world.one_entry(actor.id, "list_claims") as entry:
        rows = lists.ownership(query, _allow(actor, "read_claims").organisation)
        entry.count = rows.total
    return rows


def show_claim(world: World, actor: Actor, number: int) -> ClaimPage:
    """Return one claim: what to place where, what the servers said last, and what happened to it."""
    with world.one_entry(actor.id, "show_claim") as entry:
        leave = _allow(actor, "read_claims")
        page = _page(world, claims.find(number, leave.organisation), leave)
        entry.about, entry.count = page.claim.organisation, 1
    return page


def check_claim(world: World, actor: Actor, number: int) -> ClaimPage:
    """Ask now whether the proof is there, and return what came of it; a failed question changes nothing."""
    asked = _ask_first(world, actor, number)
    with world.one_entry(actor.id, "check_claim", kind="change") as entry:
        leave = _allow(actor, "check_claim")
        row = claims.find(number, leave.organisation)
        entry.about, entry.count = row.organisation.slug, 1
        held = taking.locked(row.id)
        if held is not None and asked is not None:
            entry.numbers = {_took(held, asked, _taking(world, actor)): 1}
        world.step("claims.check.before-commit")
        return _page(world, claims.find(number, leave.organisation), leave)


def withdraw_claim(world: World, actor: Actor, number: int, why: str = "") -> None:
    """Withdraw a claim. Where we warned before, notices go on: a proof that ends silences nothing."""
    with world.one_entry(actor.id, "withdraw_claim", kind="change") as entry:
        leave = _allow(actor, "claim_assets")
        row = claims.find(number, leave.organisation)
        entry.about, entry.count = row.organisation.slug, 1
        alone(_REGISTER)
        taking.end(row, "withdrawn", why, _taking(world, actor))


def send_claim_link(world: World, actor: Actor, number: int, address: str) -> None:
    """Send the link that proves a mailbox: to an alias of the domain, to the contact in its security.txt, or to a network's contact.

    The contact of a network is looked up in its registry by a person of the team, so only they name it.
    """
    asked = _contacts(world, actor, number, address)
    with world.one_entry(actor.id, "send_claim_link", kind="change") as entry:
        leave = _allow(actor, "claim_assets")
        row = claims.find(number, leave.organisation)
        entry.about, entry.count = row.organisation.slug, 1
        mailbox = read_mail(address.strip())
        if mailbox is None or not _may_send(row, mailbox[0], asked, leave):
            raise Unusable(
                "claim.address",
                "No link is sent to this address.",
                "A link proves something only at security@, postmaster@ or hostmaster@ of the domain, or at the contact in its security.txt.",
                "Choose one of them.",
            )
        links.make(row, mailbox[0], world.key("claim-links"), world.random_bits(_NONCE_BITS), world.machine_now())


def open_claim_link(world: World, actor: Actor, secret: str, network: str = "") -> tuple[str, str]:
    """Return the organisation and the asset that a mailed link is about; only its secret opens it. Looking changes nothing."""
    with world.one_entry(actor.id, "open_claim_link") as entry:
        link = _link(world, secret, network)
        told = (link.organisation.name, link.claim.asset.value) if link is not None else None
        entry.count = int(link is not None)
    if told is None:
        raise _no_link()
    return told


def follow_claim_link(world: World, actor: Actor, secret: str, network: str = "") -> str:
    """Take the word of a mailbox that a claim is right; return whether it is verified now or goes to a person: `verified`, `review`."""
    state = ""
    with world.one_entry(actor.id, "follow_claim_link", kind="change") as entry:
        link = _link(world, secret, network)
        held = taking.locked(link.claim_id) if link is not None else None
        if link is not None and held is not None and held.state not in ENDED:
            entry.about, entry.count = link.organisation.slug, 1
            links.use(link, world.machine_now())
            state = voting.follow(held, _taking(world, actor))
    if not state:
        raise _no_link()
    return state


def review_claim(world: World, actor: Actor, number: int, assurance: int, why: str) -> ClaimPage:
    """Say as an analyst what a claim is worth: 2 or 3, or 0 to refuse it. A human review needs two different people."""
    with world.one_entry(actor.id, "review_claim", kind="change") as entry:
        leave = _allow(actor, "review_claim")
        row = claims.find(number, "")
        entry.about, entry.count = row.organisation.slug, 1
        held = taking.locked(row.id)
        if held is not None:
            voting.vote(held, actor.who, assurance, why.strip(), _taking(world, actor))
        return _page(world, claims.find(number, ""), leave)


def designate_assets(world: World, actor: Actor, organisation: str, text: str, letter: str) -> tuple[Claimed, ...]:
    """Give an organisation what the register of institutions says is its own; the letter that names it is on file."""
    with world.one_entry(actor.id, "designate_assets", kind="change") as entry:
        _allow(actor, "designate_assets")
        entry.about = organisation
        if not letter.strip():
            raise Unusable(
                "claim.letter", "The letter is missing.", "A designation rests on a letter that names it.", "Write its reference."
            )
        wanted, method, taken = read_pasted(text, METHODS["designation"]), METHODS["designation"], _taking(world, actor)
        alone(_REGISTER)
        good = [one for one in wanted if not one.code]
        numbers = claims.make(shelf.get(organisation), good, method, taken.by, letter.strip())
        for number in sorted(numbers.values()):
            held = taking.locked(number)
            if held is not None and held.state not in HOLDING:
                taking.prove(held, method.assurance, letter.strip(), taken)
        mails.queue_for(shelf.get(organisation), "holders", {"values": [[one.kind, one.value] for one in good]}, taken.by.at)
        entry.count = len(good)
    return tuple(Claimed(one.text, one.kind, one.value, one.code, numbers.get((one.kind, one.value), 0)) for one in wanted)


def ask_due_claims(world: World, actor: Actor, most: int = MOST_DUE) -> dict[str, int]:
    """Ask about every claim whose time has come, and return how many became what; a lost proof is quiet and never silences notices.

    Questions wait for slow servers, so several are asked at once and none while a transaction is open.
    """
    holder = f"{world.random_bits(64):016x}"
    turn = acquire(_TURN, holder, TURN) if may(actor, "ask_due_claims") else None
    numbers = taking.due(world.now(), most) if turn is not None else []
    rows = [row for number in numbers if (row := _find_quietly(number, "")) is not None]
    prepared = [_prepare(world, row) for row in rows]
    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        answers = list(pool.map(lambda one: one(), prepared))
    became: Counter[str] = Counter()
    with world.one_entry(actor.id, "ask_due_claims", kind="change") as entry:
        _allow(actor, "ask_due_claims")
        for row, asked in zip(rows, answers, strict=True):
            held = taking.locked(row.id)
            if held is not None and held.state not in ENDED:
                became[_took(held, asked, _taking(world, actor))] += 1
        world.step("claims.due.before-commit")
        entry.count, entry.numbers = len(rows), dict(became)
    if turn is not None:
        release(_TURN, turn)
    return dict(became)


def send_claim_mails(world: World, actor: Actor) -> int:
    """Send the mails about claims that are due, and return how many left; one that finds no server is tried again later."""
    sent = 0
    with world.one_entry(actor.id, "send_claim_mails", kind="change") as entry:
        _allow(actor, "send_claim_mails")
        entry.count = mails.expand(world.now())
    for letter in mails.letters():
        with transaction.atomic():
            mails.begin(letter.rows)
        world.step("claims.mail.begun")
        try:
            world.post.send(write_claim_mail(_letter(world, letter), world.house))
        except Unreachable:
            break
        except Unusable:
            mails.finish(letter.rows, "failed")
            continue
        world.step("claims.mail.sent")
        mails.finish(letter.rows)
        sent += 1
    return sent


def _letter(world: World, letter: mails.Letter) -> ClaimLetter:
    nonce = letter.told.get("nonce", "")
    secret = links.secret_of(world.key("claim-links"), nonce, letter.recipient) if nonce else ""
    return ClaimLetter(letter.rows[0], letter.kind, letter.organisation, letter.recipient, letter.languages, letter.values, secret)


def _took(held: ClaimRow, asked: _Asked, taken: taking.Taking) -> str:
    """Return what an answer made of a claim, after it was taken in."""
    if asked.parent is not None:
        return taking.through(held, asked.parent, taken)
    if asked.verdict is not None:
        return taking.take(held, asked.verdict, taken)
    return taking.renewal(held, taken)


def _ask_first(world: World, actor: Actor, number: int) -> _Asked | None:
    """Ask the network before a transaction is opened; None where there is nothing to ask, or it was asked a moment ago."""
    leave = may(actor, "check_claim")
    row = _find_quietly(number, leave.organisation) if isinstance(leave, Granted) else None
    if row is None or not METHODS[row.method].by_itself or row.state in ENDED:
        return None
    if row.checked_at is not None and (world.now() - row.checked_at).total_seconds() < _FLOOD_SECONDS:
        return None
    return _prepare(world, row)()


def _prepare(world: World, row: ClaimRow) -> Callable[[], _Asked]:
    """Read what a question needs, and return the question itself: it touches no database, so that threads may ask."""
    now, value = world.now(), row.asset.value
    parent = taking.covering(row, now)
    if parent is not None or not METHODS[row.method].by_itself:
        return lambda: _Asked(parent)
    accepted = tokens.accepted(row.organisation_id, now)
    expected = f"{KEY}={tokens.shown(row.organisation, now).token}"
    if row.method == "web-file":
        return lambda: _Asked(verdict=decide_file(world.questions.web_file(value, FILE, now), accepted, expected))
    name, nonce = f"{LABEL}.{value}", f"{world.random_bits(_NONCE_BITS):032x}"
    return lambda: _Asked(verdict=decide_records(world.questions.text_records(name, nonce, now), accepted, expected))


def _find_quietly(number: int, within: str) -> ClaimRow | None:
    try:
        return claims.find(number, within)
    except Missing:
        return None


def _contacts(world: World, actor: Actor, number: int, address: str) -> frozenset[str]:
    """Return the mailboxes that a domain names in its security.txt, where the address asked for is none of its aliases."""
    leave = may(actor, "claim_assets")
    row = _find_quietly(number, leave.organisation) if isinstance(leave, Granted) else None
    if row is None or row.method != "mail-alias" or address.strip().lower() in _aliases(row.asset.value):
        return frozenset()
    return frozenset(_mailboxes(world.questions.web_file(row.asset.value, _SECURITY_TXT, world.now()).found))


def _mailboxes(texts: Iterable[str]) -> Iterable[str]:
    for line in (line for text in texts for line in text.replace("\r", "\n").split("\n")):
        name, _, value = line.partition(":")
        mail = read_mail(value.strip().removeprefix("mailto:")) if name.strip().lower() == "contact" else None
        if mail is not None:
            yield mail[0]


def _aliases(domain: str) -> tuple[str, ...]:
    """Return the mailboxes of a domain that only whoever runs it should read."""
    return tuple(f"{one}@{domain}" for one in ALIASES)


def _may_send(row: ClaimRow, address: str, contacts: frozenset[str], leave: Granted) -> bool:
    if row.state in ENDED:
        return False
    if row.method == "network":
        return not leave.organisation
    return row.method == "mail-alias" and (address.lower() in _aliases(row.asset.value) or address in contacts)


def _link(world: World, secret: str, network: str) -> ClaimLinkRow | None:
    counters, now = tries.counters(world, "claim-link", network), world.machine_now()
    tries.admit(counters, now)
    link = links.find(secret, now)
    if link is None:
        tries.count(counters, now)
    return link


def _page(world: World, row: ClaimRow, leave: Granted) -> ClaimPage:
    """Return the page of a claim; what only the team may know is left out for its organisation."""
    return lists.page(row, tokens.shown(row.organisation, world.now()).token, team=not leave.organisation, place=placing)


def _taking(world: World, actor: Actor) -> taking.Taking:
    return taking.Taking(_author(world, actor), world.house.zone)


def _author(world: World, actor: Actor) -> Author:
    return Author(actor.id, world.now())


def _method(code: str) -> Method:
    found = METHODS.get(cast("MethodCode", code))
    if found is None or found.code == "designation":
        usable = ", ".join(one for one in METHODS if one != "designation")
        raise Unusable("claim.no-method", f"{code!r} is no way to prove an asset.", f"Ways: {usable}.", "Choose one of them.")
    return found


def _own(leave: Granted, organisation: str) -> str:
    """Return the organisation that an act is about: the one that was named, or the asker's own."""
    slug = leave.organisation or organisation
    if not slug:
        raise Unusable("claim.whose", "No organisation was named.", "A claim is made for one organisation.", "Name it.")
    return slug


def _no_link() -> Missing:
    return Missing(
        "claim.no-link",
        "This link opens nothing.",
        "It is incomplete, was used, or has ended.",
        "Ask for a new one on the page of the claim.",
    )


def _allow(actor: Actor, act: str, organisation: str = "") -> Granted:
    leave = may(actor, act, organisation)
    if isinstance(leave, Refusal):
        raise Refused("claim.not-yours", "You may not see or make these claims.", leave.reason)
    return leave
