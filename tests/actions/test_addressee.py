"""Random warnings while contacts leave, organisations merge, labels rise and the mail server fails: nobody wrong, nothing lost.

The oracle is a dictionary in this file: which mailbox may hear of which network today.
ADDRESSEE_ROWS sets the number of warnings (1,000 unless told otherwise).
"""

import json
import os
import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.warning import check_deliveries, deliver_notices, merge_organisations, queue_notices
from baluarte.core.errors import Unreachable, Unusable
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import ContactRow, OrganisationRow
from baluarte.store.warning.models import FindingRow, NoticeFinding, OutboxRow

ROWS = int(os.environ.get("ADDRESSEE_ROWS", "1000"))
ROUNDS, ORGANISATIONS = 10, 30


@dataclass
class Oracle:
    """Who may hear of what. A merger widens what both sides' mailboxes may hear."""

    owner: dict[int, int] = field(default_factory=dict)  # network -> organisation
    boxes: dict[int, set[str]] = field(default_factory=dict)  # organisation -> mailboxes

    def may_hear(self, address: str) -> set[int]:
        return {network for network, owner in self.owner.items() if address in self.boxes[owner]}

    def merge(self, source: int, target: int) -> None:
        self.boxes[target] |= self.boxes[source]
        self.owner = {network: target if owner == source else owner for network, owner in self.owner.items()}


def networks_in(message) -> set[int]:
    """Return the third number of every address of the benchmark range that a message tells of, wherever it stands."""
    rows = [row for name, _, body in message.attachments if name.endswith(".json") for row in json.loads(body)["rows"]]
    told = {int(row["point"].split(".")[2]) for row in rows}
    said = {int(word.split(".")[2]) for word in message.text.split() if word.startswith("198.18.")}
    return told | said


def disturb(chance: random.Random, oracle: Oracle, world) -> None:
    """Between queueing and sending: a contact leaves, a label rises, two organisations merge."""
    living = list(OrganisationRow.objects.filter(status="active").order_by("id"))
    for row in chance.sample(living, 3):
        ContactRow.objects.filter(organisation=row, role=chance.choice(("security", "technical"))).update(
            status=chance.choice(("retired", "active"))
        )
    numbers = list(FindingRow.objects.order_by("id").values_list("id", flat=True))
    FindingRow.objects.filter(id__in=chance.sample(numbers, min(5, len(numbers)))).update(
        tlp=chance.choice(("amber", "amber+strict", "red"))
    )
    source, target = chance.sample(living, 2)
    merge_organisations(world, OPERATOR, source.slug, target.slug)
    oracle.merge(int(source.slug[4:]), int(target.slug[4:]))


@pytest.mark.parametrize("seed", [1, 2])
def test_no_message_reaches_a_stranger_and_no_warning_is_lost(world, seed):
    chance, oracle = random.Random(seed), Oracle()
    for number in range(ORGANISATIONS):
        boxes = tuple(f"{role}@org{number}.example" for role in ("security", "it", "head"))
        organisation(f"org-{number}", f"198.18.{number}.0/24", contacts=boxes)
        oracle.owner[number], oracle.boxes[number] = number, set(boxes)
    heard = 0
    for round_number in range(ROUNDS):
        day = f"{world.now():%Y-%m-%d}"
        rows = [line(f"198.18.{chance.randrange(ORGANISATIONS)}.{chance.randrange(256)}", f"{day} 03:00:00") for _ in range(ROWS // ROUNDS)]
        ingest(world, HEADER + "".join(rows), f"{day}-scan_rdp-anahuac.csv")
        queue_notices(world, OPERATOR)
        if round_number % 2:
            disturb(chance, oracle, world)
        failures = (Unreachable("mail.unreachable", "away"), Unusable("mail.refused", "no such mailbox"))
        world.post.refusals += [chance.choice(failures) for _ in range(chance.randrange(8))]
        deliver_notices(world, OPERATOR)
        for message in world.messages[heard:]:
            assert networks_in(message) <= oracle.may_hear(message.recipient)
        heard = len(world.messages)
        world.move(timedelta(days=1))

    ids = [message.message_id for message in world.messages]
    assert len(ids) == len(set(ids))
    assert heard > ROUNDS
    queue_notices(world, OPERATOR)
    standing = OutboxRow.objects.exclude(state="recalled").values_list("notice_id", flat=True)
    told = set(NoticeFinding.objects.filter(notice_id__in=list(standing)).values_list("finding_id", flat=True))
    assert set(FindingRow.objects.values_list("id", flat=True)) - told == set()
    assert OutboxRow.objects.filter(state="technical-failure").count() == 0
    assert not [sentence for sentence in check_deliveries(world, OPERATOR).failed if "organisations" in sentence or "addressed" in sentence]
