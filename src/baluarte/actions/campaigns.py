"""What can be done with campaigns: see whom one would concern, ask, decide, send, and follow to the end."""

import hashlib
import io
import json
from dataclasses import dataclass

from baluarte.actions.feeds import receive_delivery
from baluarte.actions.warning import ingest_delivery
from baluarte.core.campaigns.campaign import Campaign, check_decision, check_sending, read_said, read_subject
from baluarte.core.campaigns.page import CampaignPage, Preview
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.store.campaigns import finding, shelf
from baluarte.store.campaigns.shelf import Wanted
from baluarte.store.warning import notices, telling
from baluarte.store.warning.telling import Only, Prepared

MOST_BYTES = 10 * 2**20  # of a file that a campaign is about
_FEED = "auto"  # a file is what it is, whoever brings it


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes: a name, what it is about, what its letters say, and why."""

    name: str
    kind: str
    value: str
    says: Text
    do: Text
    why: str = ""
    file: bytes = b""


def preview_campaign(world: World, actor: Actor, kind: str, value: str, file: bytes = b"") -> Preview:
    """Return whom a campaign would concern and who of them cannot be reached; nothing is kept."""
    with world.one_entry(actor.id, "preview_campaign") as entry:
        _allow(actor, "preview_campaign")
        subject = read_subject(kind, value)
        found = finding.preview(world, subject, _rows(subject.kind, subject.value, file))
        entry.about, entry.count = subject.value, found.affected.height
        return found


def ask_campaign(world: World, actor: Actor, proposal: Proposal) -> Campaign:
    """Ask for a campaign. It leaves only after a second person has approved these very words."""
    with world.one_entry(actor.id, "ask_campaign", kind="change") as entry:
        _allow(actor, "ask_campaign")
        subject = read_subject(proposal.kind, proposal.value)
        wanted = Wanted(
            _name(proposal.name), subject, read_said(proposal.says, "What is the matter"), read_said(proposal.do, "What to do today"),
            proposal.why.strip(), proposal.file,
        )  # fmt: skip
        found = finding.preview(world, subject, _rows(subject.kind, subject.value, proposal.file))
        if found.affected.is_empty():
            raise Unusable("campaign.nobody", "This campaign concerns nobody.", "No finding of it lives.", "Look at the preview first.")
        made = shelf.ask(wanted, found, actor.who, world.now())
        entry.about, entry.count, entry.digest = str(made.number), found.affected.height, _digest(wanted)
        return made


def decide_campaign(world: World, actor: Actor, number: int, *, approve: bool, why: str = "") -> Campaign:
    """Approve or refuse a campaign that somebody else asked for."""
    with world.one_entry(actor.id, "decide_campaign", kind="change") as entry:
        _allow(actor, "decide_campaign")
        row = shelf.get(number, lock=True)
        check_decision(shelf.campaign(row), actor.who)
        if not approve and not why.strip():
            raise Unusable(
                "campaign.why", "A refusal needs its reason.", "The one who asked must learn from it.", "Say why in one sentence."
            )
        shelf.decide(row, "approved" if approve else "refused", why.strip(), actor.who, world.now())
        entry.about, entry.count, entry.numbers = str(number), 1, {"approved": int(approve)}
        return shelf.campaign(row)


def send_campaign(world: World, actor: Actor, number: int) -> CampaignPage:
    """Send what was approved: its file becomes findings, each organisation gets one notice, and all is tied together.

    Stopped at any point and called again, it goes on: the file is a duplicate then, and
    notices are written with the state of the campaign in one transaction.
    """
    delivery, prepared = _prepare(world, actor, number)
    world.step("campaigns.send.prepared")
    with world.one_entry(actor.id, "send_campaign", kind="change") as entry:
        _allow(actor, "send_campaign")
        row = shelf.get(number, lock=True)
        check_sending(shelf.campaign(row))
        drafts = telling.take(world, prepared)
        notices.put(drafts, prepared.gathered.habits)
        notices.remember_told([one.notice for one in drafts], world.now())
        folios = [folio for one in drafts for folio in one.notice.findings["folio"].to_list()]
        row.delivery = delivery
        shelf.sent(row, folios, [one.notice.folio for one in drafts], world.now())
        entry.about, entry.count, entry.numbers = str(number), len(drafts), {"findings": len(folios)}
        world.step("campaigns.send.before-commit")
    return show_campaign(world, actor, number)


def close_campaign(world: World, actor: Actor, number: int) -> Campaign:
    """End the follow-up of a campaign that was sent; its findings live on."""
    with world.one_entry(actor.id, "close_campaign", kind="change") as entry:
        _allow(actor, "close_campaign")
        row = shelf.get(number, lock=True)
        if row.state != "sent":
            raise Unusable("campaign.not-sent", "Only a campaign that was sent can be closed.", "", "Refuse it, or send it first.")
        shelf.close(row, world.now())
        entry.about, entry.count = str(number), 1
        return shelf.campaign(row)


def list_campaigns(world: World, actor: Actor, query: Query) -> Rows:
    """Return campaigns and how they stand."""
    with world.one_entry(actor.id, "list_campaigns") as entry:
        _allow(actor, "read_campaigns")
        rows = shelf.campaigns(query)
        entry.count = rows.total
        return rows


def show_campaign(world: World, actor: Actor, number: int) -> CampaignPage:
    """Return one campaign with how far each organisation has come."""
    with world.one_entry(actor.id, "show_campaign") as entry:
        _allow(actor, "read_campaigns")
        page = shelf.page(shelf.get(number))
        entry.about, entry.count = str(number), page.followed.height
        return page


def preview_campaign_letter(world: World, actor: Actor, number: int) -> CampaignPage:
    """Return one campaign with the first letter as it would leave; nothing is written."""
    with world.one_entry(actor.id, "preview_campaign_letter") as entry:
        _allow(actor, "read_campaigns")
        entry.about = str(number)
        page = shelf.page(shelf.get(number))
        drafts = telling.prepare(world, (), _only(world, number)).drafts
        entry.count = len(drafts)
        return CampaignPage(page.campaign, page.followed, page.stages, drafts[0].message if drafts else None)


def _prepare(world: World, actor: Actor, number: int) -> tuple[int | None, Prepared]:
    """Take the file in and write the letters, before the transaction that keeps them."""
    with world.one_entry(actor.id, "prepare_campaign") as entry:
        _allow(actor, "send_campaign")
        entry.about = str(number)
        row = shelf.get(number)
        check_sending(shelf.campaign(row))
    delivery = _take_in(world, actor, number) if row.file else None
    return delivery, telling.prepare(world, (), _only(world, number))


def _take_in(world: World, actor: Actor, number: int) -> int:
    """Let the file of a campaign become findings, as a delivery like any other."""
    row = shelf.get(number)
    received = receive_delivery(world, actor, _FEED, row.value, io.BytesIO(bytes(row.file)))
    return ingest_delivery(world, actor, received.id).id


def _only(world: World, number: int) -> Only:
    row = shelf.get(number)
    said = (Text(row.says_es, row.says_en), Text(row.do_es, row.do_en))
    subject = shelf.campaign(row).subject
    return Only(finding.folios(world, subject, _rows(subject.kind, subject.value, bytes(row.file))), said)


def _rows(kind: str, name: str, file: bytes) -> finding.Rows | None:
    if kind != "report":
        return None
    if not file:
        raise Unusable("campaign.file", "The file of rows is missing.", "A campaign about a file needs the file.", "Choose one.")
    if len(file) > MOST_BYTES:
        raise Unusable(
            "campaign.large", "The file is larger than 10 MiB.", "A feed is brought in as a delivery.", "Import it, then choose its flaw."
        )
    return finding.Rows(name, file)


def _name(text: str) -> str:
    told = " ".join(text.split())
    if not 3 <= len(told) <= 200 or not told.isprintable():
        raise Unusable(
            "campaign.name", "A campaign needs a name of 3 to 200 letters that can be seen.", "", "Say in a few words what it is about."
        )
    return told


def _digest(wanted: Wanted) -> str:
    said = [wanted.name, wanted.subject.kind, wanted.subject.value, wanted.says.es, wanted.says.en, wanted.do.es, wanted.do.en]
    told = json.dumps([*said, hashlib.sha256(wanted.file).hexdigest()], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal) or leave.organisation:
        reason = leave.reason if isinstance(leave, Refusal) else ""
        raise Refused("campaigns.not-yours", "You may not see or move campaigns.", reason)
