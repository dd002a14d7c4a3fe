"""What can be done with flaws as a whole: take them out of the house, signed, with nothing about anybody in it."""

from baluarte.core.errors import Refused
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import public
from baluarte.core.products.bundle import (
    EXPLOITED,
    RECORDS,
    VALID,
    Bundle,
    Manifest,
    check_label,
    edition_of,
    exploited_lines,
    record_lines,
)
from baluarte.core.products.entry import Exploited
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.sharing.label import Label
from baluarte.formats.bundle import Verifier, texts, verifier_of, write_bundle
from baluarte.store.products import exploited, records, scores

_PURPOSE = "bundle"
MOST_PUBLISHED = 100


def make_bundle(world: World, actor: Actor, label: Label = "clear") -> Bundle:
    """Return the signed bundle of this moment for readers of a label; it holds no asset of anybody."""
    with world.one_entry(actor.id, "make_bundle") as entry:
        leave = may(actor, "make_bundle")
        if isinstance(leave, Refusal):
            raise Refused("products.not-yours", "You may not make bundles.", leave.reason)
        now = world.now()
        manifest = Manifest(edition_of(now), now.replace(microsecond=0), (now + VALID).replace(microsecond=0), check_label(label), ())
        listed, told, likely = exploited.catalogue(), records.worth_carrying(), scores.of()
        lines = {
            EXPLOITED: list(exploited_lines(listed, told, likely, label)),
            RECORDS: list(record_lines(told, listed, likely)),
        }
        files = {path: "".join(f"{line}\n" for line in some).encode() for path, some in lines.items()}
        key = _key(world)
        data = write_bundle(manifest, {**files, **texts(manifest)}, key.name, world.key(_PURPOSE), key)
        entry.about, entry.count = manifest.edition, sum(map(len, lines.values()))
        return Bundle(data, manifest, str(key), entry.count)


@public
def published_flaws(world: World, actor: Actor) -> tuple[Exploited, ...]:  # noqa: ARG001 - whoever asks gets the same
    """Return the latest flaws of the public catalogue, newest first. Our own word is not among them: it stays in the community."""
    return exploited.latest(MOST_PUBLISHED)


@public
def bundle_key(world: World, actor: Actor) -> str:  # noqa: ARG001 - whoever asks gets the same
    """Return the public key that signs bundles, as it is published and printed."""
    return str(_key(world))


def _key(world: World) -> Verifier:
    return verifier_of(f"{world.house.domain}/bundle", world.key(_PURPOSE))
