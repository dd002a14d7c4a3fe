"""TLP by audience by channel, against tables that were written by hand: what may leave leaves, and nothing else."""

import csv
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from django.test import Client
from tests.security.asking import Asker, text_of
from tests.security.tenants import Tenant

from baluarte.core.sharing.gate import Audience, Channel, may_receive
from baluarte.core.sharing.label import LABELS
from baluarte.store.rights.models import Token
from baluarte.store.warning.models import FindingRow, NoticeFinding, NoticeRow

HERE = Path(__file__).parent


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CEILINGS, EXITS = table("ceilings.csv"), table("exits.csv")


def test_every_audience_and_channel_has_its_line():
    lines = [(line["audience"], line["channel"]) for line in CEILINGS]

    assert sorted(lines) == sorted((audience, channel) for audience in get_args(Audience) for channel in get_args(Channel))


@pytest.mark.parametrize("line", CEILINGS, ids=lambda line: f"{line['audience']} by {line['channel']}")
@pytest.mark.parametrize("label", LABELS)
def test_the_gate_is_the_table(line, label):
    leave = may_receive(label, line["audience"], line["channel"])

    assert bool(leave) == (LABELS.index(label) <= LABELS.index(line["highest"]))


@pytest.fixture
def labelled(two) -> tuple[Tenant, dict[str, str]]:
    """Tenant A with one finding of each label, each with a word of its own; and the notice whose link its mail carries."""
    a, _ = two
    rows = list(FindingRow.objects.filter(pk__in=a.made["warning.FindingRow"]).order_by("pk"))
    first = FindingRow.objects.get(pk=rows[0].pk)
    while len(rows) < len(LABELS):
        first.pk, first.folio, first.point = None, f"AN-2026-9000{len(rows):02}", f"{first.point}-{len(rows)}"
        first.save(force_insert=True)
        rows.append(FindingRow.objects.get(folio=first.folio))
    words = {}
    for label, row in zip(LABELS, rows, strict=False):
        words[label] = f"qzw{LABELS.index(label)}ord"
        FindingRow.objects.filter(pk=row.pk).update(tlp=label, product=words[label], point=f"{words[label]}.example", state="open")
    Token.objects.update(label="red")  # so that the channel is what narrows
    return a, words


def shown(asker: Asker, line: dict[str, str], label: str, word: str, tenant: Tenant) -> bool:
    """Return whether an exit shows the finding of one label."""
    row = FindingRow.objects.get(product=word)
    if line["who"] == "holder":  # its notice is AMBER, and a whole has the strictest label of its parts
        folio, secret = re.search(r"/f/([A-Z0-9-]+)\?k=([0-9a-z]+)", tenant.secret_links[0]).groups()
        notice = NoticeRow.objects.get(folio=folio)
        NoticeFinding.objects.filter(notice=notice).delete()
        NoticeFinding.objects.create(notice=notice, finding=row, why="new")
        return word in text_of(asker.ask("GET", f"/es/f/{folio}?k={secret}"))
    return word in text_of(asker.ask("GET", line["exit"].format(folio=row.folio)))


@pytest.mark.django_db
def test_every_exit_shows_what_its_line_says_and_no_more(labelled, on_duty, program_of_team):
    a, words = labelled
    askers = {
        "team": Asker(Tenant(a.token, a.network, session=on_duty, key=program_of_team)),
        "tenant": Asker(a),
        "stranger": Asker(Tenant("none", "", session=Client())),
        "holder": Asker(Tenant("none", "", session=Client())),
    }

    wrong: list[Any] = []
    for line in EXITS:
        told = {label: shown(askers[line["who"]], line, label, words[label], a) for label in LABELS}
        wrong += [(line["exit"], line["who"], label, seen) for label, seen in told.items() if seen != (line[label] == "yes")]

    assert not wrong, "\n".join(map(str, wrong))
