"""Ten thousand random alerts while contacts leave and move, organisations merge, assets change hands, labels rise and the mail fails.

Nobody is told of what is not theirs, and nothing is lost. The oracle is dictionaries in
this file; the world is disturbed between any two steps of the product, not only between
its acts. ADDRESSEE_ROWS sets the number of alerts, and
ADDRESSEE_SEED another fate.
"""

import json
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.constituency import add_asset, add_contact, end_asset, retire_contact
from baluarte.actions.warning import check_deliveries, deliver_notices, merge_organisations, queue_notices
from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.errors import Unreachable, Unusable
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.warning.models import FindingRow, NoticeFinding, OutboxRow

ROWS = int(os.environ.get("ADDRESSEE_ROWS", "10000"))
SEED = int(os.environ.get("ADDRESSEE_SEED", "1"))
ROUNDS, ORGANISATIONS = 10, 30
PORTS = (3389, 3390, 3391, 3392)
IN_FLIGHT = ("warning.queue.prepared", "warning.send.claimed", "warning.send.recorded")


@dataclass
class Oracle:
    """Who owned what on which day, whose mailbox is whose now, which alert is due to whom, and who has heard of it."""

    owner: dict[tuple[int, date], str] = field(default_factory=dict)
    now: dict[int, str] = field(default_factory=dict)
    boxes: dict[str, set[str]] = field(default_factory=dict)
    due: set[tuple[str, str]] = field(default_factory=set)
    heard: set[tuple[str, str]] = field(default_factory=set)
    sealed: set[str] = field(default_factory=set)  # points whose label rose above what mail may carry

    def merge(self, source: str, target: str) -> None:
        self.boxes[target] |= self.boxes.pop(source)
        self.now = {network: target if who == source else who for network, who in self.now.items()}
        self.owner = {key: target if who == source else who for key, who in self.owner.items()}
        self.due = {(target if who == source else who, point) for who, point in self.due}
        self.heard = {(target if who == source else who, point) for who, point in self.heard}


@dataclass
class Fate:
    """What happens to the register while the product works. Each blow is told to the oracle in the same breath."""

    world: object
    oracle: Oracle
    chance: random.Random
    moved: set[tuple[int, date]] = field(default_factory=set)  # a network changes hands once a day
    blows: Counter = field(default_factory=Counter)

    def strike(self, name: str) -> None:
        """Called between two steps of the product."""
        if name in IN_FLIGHT and self.chance.random() < 0.25:
            blow = self.chance.choice((self.leave, self.come, self.change_employer, self.raise_label, self.hand_over, self.merge))
            if blow != self.merge or self.chance.random() < 0.3:
                blow()
                self.blows[blow.__name__] += 1

    def leave(self) -> None:
        slug = self._somebody()
        if self.oracle.boxes[slug]:
            address = self.chance.choice(sorted(self.oracle.boxes[slug]))
            retire_contact(self.world, OPERATOR, slug, address)
            self.oracle.boxes[slug].remove(address)

    def come(self) -> None:
        slug = self._somebody()
        self._take_up(slug, f"new-{self.chance.randrange(10**9)}@{slug}.example")

    def change_employer(self) -> None:
        old, new = self.chance.sample(sorted(self.oracle.boxes), 2)
        if self.oracle.boxes[old]:
            address = self.chance.choice(sorted(self.oracle.boxes[old]))
            retire_contact(self.world, OPERATOR, old, address)
            self.oracle.boxes[old].remove(address)
            self._take_up(new, address)

    def raise_label(self) -> None:
        numbers = list(FindingRow.objects.order_by("id").values_list("id", "point"))
        for number, point in self.chance.sample(numbers, min(5, len(numbers))):
            FindingRow.objects.filter(id=number).update(tlp=self.chance.choice(("amber+strict", "red")))
            self.oracle.sealed.add(point)

    def hand_over(self) -> None:
        network = self.chance.randrange(ORGANISATIONS)
        old, new, today = self.oracle.now[network], self._somebody(), self.world.now().date()
        if (network, today) not in self.moved and old != new:
            value = f"198.18.{network}.0/24"
            end_asset(self.world, OPERATOR, old, "cidr", value, today)
            add_asset(self.world, OPERATOR, Asset(new, "cidr", value, valid_from=today + timedelta(days=1)))
            self.oracle.owner[network, today], self.oracle.now[network] = old, new
            self.moved.add((network, today))

    def merge(self) -> None:
        source, target = self.chance.sample(sorted(self.oracle.boxes), 2)
        merge_organisations(self.world, OPERATOR, source, target)
        self.oracle.merge(source, target)

    def _somebody(self) -> str:
        return self.chance.choice(sorted(self.oracle.boxes))

    def _take_up(self, slug: str, address: str) -> None:
        if address not in self.oracle.boxes[slug]:
            add_contact(self.world, OPERATOR, Contact(slug, "security", address))
            self.oracle.boxes[slug].add(address)


@dataclass
class Post:
    """Takes a message or refuses it, and judges in the same moment whether it may go there."""

    oracle: Oracle
    chance: random.Random
    fails: bool = True
    messages: list = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def send(self, message) -> str:
        if self.fails and self.chance.random() < 0.15:
            raise self.chance.choice((Unreachable("mail.unreachable", "away"), Unusable("mail.refused", "no such mailbox")))
        points = points_in(message)
        may = {slug for slug, boxes in self.oracle.boxes.items() if message.recipient in boxes}
        told = {slug for slug in may if all((slug, point) in self.oracle.due for point in points)}
        if not told:
            self.strangers.append(f"{message.recipient}: {sorted(points)[:3]}")
        self.oracle.heard |= {(slug, point) for slug in told for point in points}
        self.messages.append(message)
        return f"taken-{len(self.messages)}"


def points_in(message) -> set[str]:
    """Return every point that a message tells of: those of its attachment, and any address anywhere in its text."""
    rows = [row for name, _, body in message.attachments if name.endswith(".json") for row in json.loads(body)["rows"]]
    told = {row["point"] for row in rows}
    said = {word.strip(",;()") for word in message.text.split() if word.startswith("198.18.")}
    addresses = {point.partition(":")[0] for point in told}
    return told | {word for word in said if word.partition(":")[0] not in addresses}


def alerts(world, oracle: Oracle, chance: random.Random, count: int):
    """Random alerts of today and of the two days before: late ones belong to whoever owned the network then."""
    today = world.now().date()
    for network, slug in oracle.now.items():
        oracle.owner.setdefault((network, today), slug)
    for _ in range(count):
        network, host, port = chance.randrange(ORGANISATIONS), chance.randrange(256), chance.choice(PORTS)
        day = max(today - timedelta(days=chance.choice((0,) * 8 + (1, 2))), min(day for _, day in oracle.owner))
        oracle.due.add((oracle.owner[network, day], f"198.18.{network}.{host}:{port}/tcp"))
        yield line(f"198.18.{network}.{host}", f"{day} 03:00:00", port)


def on_the_desk() -> set[tuple[str, str]]:
    """What a person sees as not delivered, or delivered as a summary that names no row."""
    seen = OutboxRow.objects.filter(state__in=("held", "permanent-failure")) | OutboxRow.objects.filter(
        channel="mail-summary", state="accepted"
    )
    told = NoticeFinding.objects.filter(notice_id__in=list(seen.values_list("notice_id", flat=True)))
    return set(told.values_list("finding__organisation__slug", "finding__point"))


def test_no_message_reaches_a_stranger_and_no_alert_is_lost(world):
    chance, oracle = random.Random(SEED), Oracle()
    for number in range(ORGANISATIONS):
        slug = f"org-{number}"
        boxes = tuple(f"{role}@{slug}.example" for role in ("security", "it", "head"))
        organisation(slug, f"198.18.{number}.0/24", contacts=boxes)
        oracle.now[number], oracle.boxes[slug] = slug, set(boxes)
    fate, world.post = Fate(world, oracle, chance), Post(oracle, chance)
    world.step = fate.strike

    for _ in range(ROUNDS):
        rows = "".join(alerts(world, oracle, chance, ROWS // ROUNDS))
        ingest(world, HEADER + rows, f"{world.now():%Y-%m-%d}-scan_rdp-anahuac.csv")
        queue_notices(world, OPERATOR)
        deliver_notices(world, OPERATOR)
        world.move(timedelta(days=1))
        deliver_notices(world, OPERATOR)
    world.post.fails, world.step = False, lambda _name: None
    for _ in range(4):
        queue_notices(world, OPERATOR)
        deliver_notices(world, OPERATOR)
        world.move(timedelta(days=1))

    lost = oracle.due - oracle.heard - on_the_desk()
    silent = oracle.due - oracle.heard
    assert world.post.strangers == []
    assert lost == set()
    assert len(silent) < len(oracle.due) // 3, "most of what is due is told, not kept for a person"
    assert len(oracle.due) > ROWS // 4
    assert set(fate.blows) == {"leave", "come", "change_employer", "raise_label", "hand_over", "merge"}
    assert set(OutboxRow.objects.values_list("state", flat=True)) <= {"accepted", "held", "permanent-failure", "recalled"}
    assert not [sentence for sentence in check_deliveries(world, OPERATOR).failed if "organisations" in sentence or "addressed" in sentence]
