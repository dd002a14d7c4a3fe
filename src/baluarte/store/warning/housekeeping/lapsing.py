"""Housekeeping: a contact is told once, in time, that the key its mail is encrypted under is about to lapse."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from baluarte.core.constituency.contact import Contact
from baluarte.core.ground.identifiers import verification_code
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import KeyFacts, World
from baluarte.core.sharing.protection import protect
from baluarte.core.warning.address import reads
from baluarte.core.warning.notice import Notice
from baluarte.formats import words
from baluarte.store.constituency.models import ContactRow
from baluarte.store.constituency.shelf import contact_of, get, organisation_of
from baluarte.store.ground.folios import next_folios
from baluarte.store.warning.models import FindingRow, OutboxRow
from baluarte.store.warning.notices import draft, put
from baluarte.store.warning.occasion import findings_table
from baluarte.store.warning.wishes.gather import Terms, habits, keys_of

BEFORE = timedelta(days=30)


def tell_of_lapsing_keys(world: World) -> int:
    """Write a notice to every contact whose key ends within a month and who was not told of that key; return how many."""
    lapsing = list(_lapsing(world))
    if not lapsing:
        return 0
    folios = next_folios(world.house.country, world.now().year, len(lapsing))
    notices = [_notice(world, one, facts, folio) for (one, facts), folio in zip(lapsing, folios, strict=True)]
    known = habits(
        Terms(world.now(), world.house.zone, world.keyring), [one.organisation for one, _ in lapsing], [one for one, _ in lapsing], ()
    )
    put(draft(notices, world.house), known)
    return len(notices)


def _lapsing(world: World) -> Iterator[tuple[Contact, KeyFacts]]:
    now = world.now()
    for row in ContactRow.objects.select_related("organisation").filter(status="active", organisation__status="active").exclude(key=""):
        contact = contact_of(row)
        facts = keys_of(world.keyring, [contact])[contact.key]
        told = OutboxRow.objects.filter(notice__kind="housekeeping", recipient=contact.address, key_fingerprint=facts.fingerprint)
        if facts.expires and now < facts.expires <= now + BEFORE and not facts.unfit(now) and not told.exists():
            yield contact, facts


def _notice(world: World, contact: Contact, facts: KeyFacts, folio: str) -> Notice:
    organisation, zone = organisation_of(get(contact.organisation)), world.house.zone
    es, en = (words.long_date(words.local_day(facts.expires or world.now(), zone), language) for language in ("es", "en"))
    said = (
        Text(
            f"La llave OpenPGP con la que ciframos el correo a {contact.address} vence el {es}.",
            f"The OpenPGP key with which we encrypt mail to {contact.address} ends on {en}.",
        ),
        Text(
            "Envíenos antes una llave pública nueva. Después de ese día lo que le escribamos queda retenido: nunca sale sin cifrar.",
            "Send us a new public key before that. After that day what we write to you is held: it never leaves in clear.",
        ),
        Text(f"Huella de la llave: {facts.fingerprint}.", f"Fingerprint of the key: {facts.fingerprint}."),
    )
    return Notice(
        folio, verification_code(world.random_bits(40)), 1, "housekeeping", organisation, contact, reads(organisation, contact), "amber",
        world.now(), _nothing(), {}, said=said, protection=protect("amber", "any", facts, world.now()),
    )  # fmt: skip


def _nothing() -> pl.DataFrame:
    return findings_table(FindingRow.objects.none()).with_columns(news=pl.lit(None, pl.String), stage=pl.lit(None, pl.String))
