"""What can be done with the register: organisations, contacts and assets, one by one or as files.

A form is judged as a file of one row is, so that both know the same rules. History is kept
of every change, and its digest stands in the mark.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from baluarte.core.constituency.asset import Asset, AssetKind
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.constituency.page import OrganisationPage
from baluarte.core.constituency.register import FILES, SHAPES, Imported, What, one_row, only
from baluarte.core.constituency.row import RowProblem
from baluarte.core.constituency.tree import Branch, grow
from baluarte.core.constituency.values import Wrong, read_asset_value
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.ground.names import read_mail
from baluarte.core.ground.query import Query, read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Language
from baluarte.core.ground.world import Entry, KeyFacts, World
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Granted, Refusal, may
from baluarte.formats.tabular import meta_of, read_table, to_csv, to_json, to_xlsx
from baluarte.store.constituency import intake, shelf
from baluarte.store.constituency.writing import Author, lock, write_assets, write_contacts, write_organisations
from baluarte.store.ground.leases import alone

MOST_EXPORTED = 1_000_000
_REGISTER = "register"  # who compares and writes is alone with it


def list_organisations(world: World, actor: Actor, query: Query) -> Rows:
    """Return the organisations of the register; a constituent sees its own."""
    with world.one_entry(actor.id, "list_organisations") as entry:
        rows = shelf.organisations(query, _allow(actor, "read_organisation").organisation)
        entry.count = rows.table.height
    return rows


def list_contacts(world: World, actor: Actor, query: Query) -> Rows:
    """Return contacts; a constituent sees its own."""
    with world.one_entry(actor.id, "list_contacts") as entry:
        rows = shelf.contacts(query, _allow(actor, "read_organisation").organisation)
        entry.count = rows.table.height
    return rows


def list_assets(world: World, actor: Actor, query: Query) -> Rows:
    """Return assets; a constituent sees its own."""
    with world.one_entry(actor.id, "list_assets") as entry:
        rows = shelf.assets(query, _allow(actor, "read_assets").organisation)
        entry.count = rows.table.height
    return rows


def show_organisation(world: World, actor: Actor, slug: str) -> OrganisationPage:
    """Return one organisation with its contacts, its assets and who stands above and below.

    To a constituent another organisation is one that does not exist.
    """
    with world.one_entry(actor.id, "show_organisation") as entry:
        entry.about = slug
        leave = _allow(actor, "read_organisation")
        page = shelf.page(slug if leave.organisation in {"", slug} else "")
        entry.count = 1
    if leave.organisation:
        # Who else stands above or below is not its business.
        return replace(page, parents=(), children=())
    return page


def organisation_tree(world: World, actor: Actor) -> tuple[Branch, ...]:
    """Return who depends on whom, by name."""
    with world.one_entry(actor.id, "organisation_tree") as entry:
        leave = _allow(actor, "read_organisation")
        known = [one for one in shelf.every_organisation() if leave.organisation in {"", one.slug}]
        entry.count = len(known)
    return grow(known)


def add_organisation(world: World, actor: Actor, organisation: Organisation) -> Organisation:
    """Add an organisation to the register."""
    with world.one_entry(actor.id, "add_organisation", kind="change") as entry:
        _begin_change(actor, entry, organisation.slug)
        before, after = only(intake.compare_organisations(one_row(organisation)))
        _must_be_new(before, f"the organisation {organisation.slug!r}", "organisation.exists")
        entry.digest, entry.count = write_organisations([(before, after)], _author(world, actor)), 1
    return after


def change_organisation(world: World, actor: Actor, organisation: Organisation, seen_version: int | None = None) -> Organisation:
    """Change an organisation; `seen_version` is the version that was read, so that nobody's change is lost."""
    with world.one_entry(actor.id, "change_organisation", kind="change") as entry:
        _begin_change(actor, entry, organisation.slug)
        shelf.get(organisation.slug)
        lock(organisation.slug, seen_version)
        pair = only(intake.compare_organisations(one_row(organisation)))
        entry.digest, entry.count = write_organisations([pair], _author(world, actor)), 1
    return pair[1]


def add_contact(world: World, actor: Actor, contact: Contact) -> Contact:
    """Add a contact to an organisation; one that was retired is taken up again."""
    with world.one_entry(actor.id, "add_contact", kind="change") as entry:
        _begin_change(actor, entry, contact.organisation)
        before, after = only(intake.compare_contacts(one_row(contact), world.now().date()))
        _must_be_new(before if before and before.status == "active" else None, "this contact", "contact.exists")
        entry.digest, entry.count = write_contacts([(before, after)], _author(world, actor)), 1
    return after


def change_contact(world: World, actor: Actor, contact: Contact) -> Contact:
    """Change when, in which language and under which key a contact is written to, or take it up again."""
    with world.one_entry(actor.id, "change_contact", kind="change") as entry:
        _begin_change(actor, entry, contact.organisation)
        before, after = only(intake.compare_contacts(one_row(contact), world.now().date()))
        if before is None:
            raise Missing("contact.missing", f"{contact.organisation!r} has no contact {contact.address!r}.", "", "Add it instead.")
        entry.digest, entry.count = write_contacts([(before, after)], _author(world, actor)), 1
    return after


def retire_contact(world: World, actor: Actor, organisation: str, address: str) -> int:
    """Retire a mailbox of an organisation in all its roles, and return in how many."""
    with world.one_entry(actor.id, "retire_contact", kind="change") as entry:
        _begin_change(actor, entry, organisation)
        pairs = [(one, replace(one, status="retired")) for one in _mailboxes(organisation, address)]
        entry.digest, entry.count = write_contacts(pairs, _author(world, actor)), len(pairs)
    return len(pairs)


def set_contact_key(world: World, actor: Actor, organisation: str, address: str, armour: str) -> KeyFacts:
    """Keep the OpenPGP certificate of a mailbox, in all its roles, once it was read; an empty text takes it away.

    From then on what leaves to that mailbox is encrypted. Returns what the certificate says of itself.
    """
    facts = world.keyring.look(armour) if armour.strip() and may(actor, "change_register") else None
    if facts and (unfit := facts.unfit(world.now())):
        raise Unusable(
            "key.unfit",
            f"Nothing could be encrypted under this key: {unfit}.",
            "Its notices would all be held.",
            "Ask for a key that is fit.",
        )
    with world.one_entry(actor.id, "set_contact_key", kind="change") as entry:
        _begin_change(actor, entry, organisation)
        pairs = []
        for one in _mailboxes(organisation, address):
            text = facts.armour.strip().replace("\r\n", "\n") if facts else ""
            pairs.append((one, only(intake.compare_contacts(one_row(replace(one, key=text)), world.now().date()))[1]))
        entry.digest, entry.count = write_contacts(pairs, _author(world, actor)), len(pairs)
    return facts or KeyFacts("", encrypts=False)


def contact_keys(world: World, actor: Actor, organisation: str) -> tuple[tuple[str, KeyFacts], ...]:
    """Return the mailboxes of an organisation that have an OpenPGP key, and what each says of itself."""
    with world.one_entry(actor.id, "contact_keys") as entry:
        entry.about = organisation
        leave = _allow(actor, "read_organisation")
        page = shelf.page(organisation if leave.organisation in {"", organisation} else "")
        held = {one.address: one.key for one in page.contacts if one.key and one.status != "retired"}
        entry.count = len(held)
    return tuple((address, _facts(world, armour)) for address, armour in held.items())


def add_asset(world: World, actor: Actor, asset: Asset) -> Asset:
    """Add an asset to an organisation, from a day to a day."""
    with world.one_entry(actor.id, "add_asset", kind="change") as entry:
        _begin_change(actor, entry, asset.organisation)
        before, after = only(intake.compare_assets(one_row(asset)))
        _must_be_new(before, f"the asset {asset.value!r} from that day", "asset.exists")
        entry.digest, entry.count = write_assets([(before, after)], _author(world, actor)), 1
    return after


def change_asset(world: World, actor: Actor, asset: Asset) -> Asset:
    """Change what is said of an asset: its last day, assurance, origin, criticality or exceptions."""
    with world.one_entry(actor.id, "change_asset", kind="change") as entry:
        _begin_change(actor, entry, asset.organisation)
        before, after = only(intake.compare_assets(one_row(asset)))
        if before is None:
            raise Missing("asset.missing", f"{asset.organisation!r} has no asset {asset.value!r} from that day.", "", "Add it instead.")
        entry.digest, entry.count = write_assets([(before, after)], _author(world, actor)), 1
    return after


def end_asset(world: World, actor: Actor, organisation: str, kind: AssetKind, value: str, last_day: date) -> Asset:  # noqa: PLR0913, PLR0917 - what the form asks, in its order
    """Say on which day an asset was the organisation's for the last time; what was seen before stays its own."""
    with world.one_entry(actor.id, "end_asset", kind="change") as entry:
        _begin_change(actor, entry, organisation)
        read = read_asset_value(kind, value)
        held = [
            one
            for one in shelf.page(organisation).assets
            if (one.kind, one.value) == (kind, read) and (one.valid_until is None or one.valid_until > last_day)
        ]
        if isinstance(read, Wrong) or not held:
            raise Missing("asset.missing", f"{organisation!r} holds no {kind} {value!r} after that day.", "", "See its assets.")
        pair = only(intake.compare_assets(one_row(replace(held[0], valid_until=last_day))))
        entry.digest, entry.count = write_assets([pair], _author(world, actor)), 1
    return pair[1]


def import_register(  # noqa: PLR0913 - what the form asks
    world: World, actor: Actor, what: What, file_name: str, data: bytes, *, dry_run: bool = False
) -> Imported:
    """Take a list of organisations, contacts or assets in, and return what it changed and which rows come back.

    A dry run gives the same account and changes nothing but its own mark.
    """
    with world.one_entry(actor.id, "import_register", kind="change") as entry:
        _begin_change(actor, entry, what)
        if what not in SHAPES:
            raise Unusable("register.what", f"{what!r} is no list of the register.", f"Lists: {', '.join(SHAPES)}.", "Choose one of them.")
        table, refused = read_table(file_name, data, FILES[what])
        account, write = intake.compare(what, table, world.now().date())
        unread = tuple(
            RowProblem(line, column or "", text or "", code)
            for line, column, text, code in refused.select("line", "column", "value", "code").iter_rows()
        )
        account = replace(account, read=account.read + len(unread), problems=(*unread, *account.problems))
        if not dry_run:
            entry.digest = write(_author(world, actor))
        entry.count, entry.numbers = account.read, {**account.to_dict(), "dry_run": int(dry_run)}
    return account


def export_register(world: World, actor: Actor, what: What, ext: str, language: Language = "es") -> bytes:
    """Return a whole list of the register as `csv`, `xlsx` or `json`, in the form that an import takes."""
    with world.one_entry(actor.id, "export_register") as entry:
        entry.about = what
        leave = _allow(actor, "read_organisation" if what != "assets" else "read_assets")
        rows = _whole_list(what, leave.organisation, world)
        meta = meta_of(rows, world.now())
        writers: dict[str, Callable[[], bytes]] = {
            "csv": lambda: to_csv(rows, language),
            "xlsx": lambda: to_xlsx(rows, language, meta),
            "json": lambda: to_json(rows, meta),
        }
        if ext not in writers:
            raise Unusable("register.form", f"{ext!r} is no form of an export.", f"Forms: {', '.join(writers)}.", "Choose one of them.")
        entry.count = rows.table.height
    return writers[ext]()


def _whole_list(what: What, within: str, world: World) -> Rows:
    lists = {"organisations": shelf.organisations, "contacts": shelf.contacts, "assets": shelf.assets}
    if what not in lists:
        raise Unusable("register.what", f"{what!r} is no list of the register.", f"Lists: {', '.join(SHAPES)}.", "Choose one of them.")
    query = replace(read_query((), SHAPES[what], world.now()).everything(MOST_EXPORTED), columns=SHAPES[what].names)
    return lists[what](query, within)


def _begin_change(actor: Actor, entry: Entry, about: str) -> None:
    """Name what is touched, ask for leave, and be alone with the register until the change is committed."""
    entry.about = about
    _allow(actor, "change_register")
    alone(_REGISTER)


def _must_be_new(before: object, what: str, code: str) -> None:
    if before is not None:
        raise Unusable(code, f"There is already {what}.", "A thing is added once.", "Change it instead.")


def _mailboxes(organisation: str, address: str) -> list[Contact]:
    """Return a mailbox in all the roles that it has, or raise `Missing`."""
    known = [one for one in shelf.page(organisation).contacts if one.address == _mailbox(address) and one.status != "retired"]
    if not known:
        raise Missing("contact.missing", f"{organisation!r} has no contact {address!r}.", "", "See the contacts of the organisation.")
    return known


def _facts(world: World, armour: str) -> KeyFacts:
    """Return what a certificate says; one that came with a file and cannot be read is shown as unfit."""
    try:
        return world.keyring.look(armour)
    except Unusable:
        return KeyFacts("", encrypts=False)


def _mailbox(address: str) -> str:
    mail = read_mail(address.strip())
    return mail[0] if mail else ""


def _author(world: World, actor: Actor) -> Author:
    return Author(actor.id, world.now())


def _allow(actor: Actor, act: str) -> Granted:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("register.not-yours", "You may not see or change the register.", leave.reason)
    return leave
