"""Who is told what: only news, the right contact, the strictest label, and never the wrong organisation."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import polars as pl
import pytest

from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Broken
from baluarte.core.warning.address import (
    HELD_WORDS,
    NO_CONTACT,
    NOT_ACTIVE,
    TOLD,
    Occasion,
    check_addressee,
    compose,
    in_order,
    reads,
    told_by,
)  # fmt: skip
from baluarte.core.warning.notice import Notice

NOW = datetime(2026, 3, 5, 15, tzinfo=UTC)
TODAY = date(2026, 3, 5)
HOSPITAL = Organisation("hospital-central", "Hospital Central", language="es")
BANK = Organisation("banco-norte", "Banco del Norte", language="both")
SCHEMA = {"due": pl.Date, "reasons": pl.List(pl.String), "priority": pl.Int64}


def finding(folio: str, **values: Any) -> dict[str, Any]:
    return {
        "folio": folio, "organisation": "hospital-central", "priority": 2, "severity": "high", "identifier": "open-rdp",
        "type": "vulnerable-system", "point": "192.0.2.14:3389/tcp", "state": "open", "first_seen": NOW, "last_seen": NOW,
        "due": None, "reasons": ["reachable"], "reports": ["scan_rdp"], "cves": [], "tlp": "amber", **values,
    }  # fmt: skip


def occasion(*findings: dict[str, Any], told: pl.DataFrame | None = None, **values: Any) -> Occasion:
    numbers = count(1)
    given = {
        "organisations": {one.slug: one for one in (HOSPITAL, BANK)},
        "contacts": (Contact("hospital-central", "security", "seguridad@hospital.example"), Contact("banco-norte", "duty", "guardia@banco.example")),
        **values,
    }  # fmt: skip
    table = pl.DataFrame(list(findings) or None, schema_overrides=SCHEMA) if findings else pl.DataFrame(
        schema=dict.fromkeys(finding("x"), pl.String) | SCHEMA
    )  # fmt: skip
    return Occasion(
        NOW, TODAY, findings=table, told=pl.DataFrame(schema=TOLD) if told is None else told,
        name=lambda: (f"AN-2026-{next(numbers):06d}", "K7M4-QD2X"), **given,
    )  # fmt: skip


def told(**values: Any) -> pl.DataFrame:
    return pl.DataFrame([{"folio": "a", "severity": "high", "priority": 2, "state": "open", "stage": "", **values}], schema=TOLD)


def test_an_organisation_has_one_digest_of_all_its_news():
    notices = compose(occasion(finding("a"), finding("b", point="192.0.2.15:3389/tcp"), finding("c", organisation="banco-norte")))

    assert [(one.organisation.slug, one.kind, one.findings.height) for one in notices] == [
        ("banco-norte", "digest", 1),
        ("hospital-central", "digest", 2),
    ]
    assert notices[1].news == {"new": 2}
    assert [one.folio for one in notices] == ["AN-2026-000001", "AN-2026-000002"]


def test_nothing_new_is_no_notice():
    assert compose(occasion(finding("a"), told=told())) == ()
    assert compose(occasion()) == ()


@pytest.mark.parametrize(
    ("now", "before", "why"),
    [
        ({"severity": "critical"}, {}, "worse"),
        ({"priority": 1}, {}, "worse"),
        ({"state": "came-back"}, {"state": "closed"}, "came-back"),
        ({"state": "came-back"}, {}, "came-back"),
        ({"due": date(2026, 3, 12)}, {}, "due"),
        ({"due": date(2026, 3, 6)}, {"stage": "seven-days"}, "due"),
        ({"due": date(2026, 3, 4)}, {"stage": "one-day"}, "due"),
    ],
)
def test_what_changed_for_the_worse_is_news(now, before, why):
    notices = compose(occasion(finding("a", **now), told=told(**before)))

    assert [one.news for one in notices] == [{why: 1}]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ({"severity": "medium"}, {}),
        ({"priority": 3}, {}),
        ({"state": "acknowledged"}, {}),
        ({"state": "came-back"}, {"state": "came-back"}),
        ({"due": date(2026, 3, 13)}, {}),
        ({"due": date(2026, 3, 12)}, {"stage": "seven-days"}),
        ({"due": date(2026, 2, 1)}, {"stage": "passed"}),
    ],
)
def test_a_bare_reminder_does_not_exist(now, before):
    assert compose(occasion(finding("a", **now), told=told(**before))) == ()


@pytest.mark.parametrize("state", ["accepted", "false", "dispute", "closed"])
def test_what_is_muted_disputed_or_closed_is_not_told(state):
    assert compose(occasion(finding("a", state=state))) == ()


def test_what_was_told_is_remembered_and_not_told_again():
    first = compose(occasion(finding("a", due=date(2026, 3, 10))))

    again = compose(occasion(finding("a", due=date(2026, 3, 10)), told=told_by(first[0])))

    assert told_by(first[0]).schema == TOLD
    assert again == ()


def test_what_is_exploited_or_broken_into_goes_at_once_and_first():
    notices = compose(
        occasion(
            finding("a", organisation="banco-norte"),
            finding("b", reasons=["known-exploited", "reachable"]),
            finding("c", identifier="sinkhole", type="infected-system"),
            finding("d"),
        )
    )

    assert [(one.organisation.slug, one.kind, one.findings.height) for one in notices] == [
        ("hospital-central", "urgent", 2),
        ("banco-norte", "digest", 1),
        ("hospital-central", "digest", 1),
    ]


def test_the_label_is_the_strictest_and_a_secret_row_does_not_hide_the_others():
    notices = compose(occasion(finding("a", tlp="green"), finding("b"), finding("c", tlp="amber+strict"), finding("d", tlp="red")))

    assert [(one.label, one.findings.height) for one in notices] == [("amber", 2), ("red", 2)]


def test_a_label_that_cannot_be_read_counts_as_red():
    assert [one.label for one in compose(occasion(finding("a", tlp="secret")))] == ["red"]


def test_the_due_date_is_the_earliest_and_says_on_what_it_rests():
    notices = compose(occasion(finding("a", due=date(2026, 4, 1)), finding("b", due=date(2026, 3, 20)), finding("c")))
    urgent = compose(occasion(finding("a", due=date(2026, 3, 8), reasons=["known-exploited"])))

    assert (notices[0].due, notices[0].due_basis) == (date(2026, 3, 20), "priority")
    assert (urgent[0].due, urgent[0].due_basis) == (date(2026, 3, 8), "exploited")


def test_an_organisation_without_a_usable_contact_is_held_and_not_skipped():
    bounced = (Contact("hospital-central", "security", "seguridad@hospital.example", status="bounced"),)

    notices = compose(occasion(finding("a"), contacts=bounced))

    assert [(one.held, one.contact.address) for one in notices] == [(NO_CONTACT, "")]
    assert {NO_CONTACT, NOT_ACTIVE} <= set(HELD_WORDS)


def test_an_organisation_that_is_paused_is_held():
    paused = {"hospital-central": replace(HOSPITAL, status="paused")}

    assert [one.held for one in compose(occasion(finding("a"), organisations=paused))] == [NOT_ACTIVE]


def test_findings_of_nobody_stop_everything():
    with pytest.raises(Broken):
        compose(occasion(finding("a", organisation="unheard-of")))


def test_contacts_are_tried_in_the_order_of_their_roles():
    contacts = [
        Contact("h", "management", "direccion@hospital.example"),
        Contact("h", "security", "seguridad@hospital.example", schedule="daily-digest"),
        Contact("h", "duty", "guardia@hospital.example", schedule="working-hours"),
        Contact("h", "duty", "turno@hospital.example"),
        Contact("h", "technical", "viejo@hospital.example", status="retired"),
    ]

    digest = [one.address.partition("@")[0] for one in in_order(contacts, "digest")]
    urgent = [one.address.partition("@")[0] for one in in_order(contacts, "urgent")]

    assert digest == ["seguridad", "guardia", "turno", "direccion"]
    assert urgent == ["turno", "guardia", "direccion", "seguridad"]


@pytest.mark.parametrize(
    ("organisation", "contact", "expected"),
    [("es", "", ("es",)), ("both", "", ("es", "en")), ("both", "en", ("en",)), ("en", "both", ("es", "en"))],
)
def test_the_contact_chooses_the_language_else_the_organisation(organisation, contact, expected):
    languages = reads(replace(HOSPITAL, language=organisation), Contact("h", "security", "a@h.example", language=contact))

    assert languages == expected


def test_a_row_of_another_organisation_stops_the_queue():
    notice = compose(occasion(finding("a")))[0]

    with pytest.raises(Broken):
        check_addressee(replace(notice, contact=Contact("banco-norte", "duty", "guardia@banco.example")))
    with pytest.raises(Broken):
        check_addressee(replace(notice, organisation=BANK))


def test_no_notice_ever_holds_a_row_of_another_organisation():
    chance = random.Random(7)
    for _ in range(30):
        slugs = [f"organisation-{number}" for number in range(6)]
        rows = [
            finding(
                str(place), organisation=chance.choice(slugs), tlp=chance.choice(["clear", "amber", "red"]),
                identifier=chance.choice(["open-rdp", "sinkhole"]), state=chance.choice(["open", "closed", "came-back"]),
                reasons=chance.choice([[], ["known-exploited"]]),
            )
            for place in range(40)
        ]  # fmt: skip
        contacts = tuple(Contact(slug, "security", f"seguridad@{slug}.example") for slug in chance.sample(slugs, 4))

        notices = compose(occasion(*rows, organisations={slug: Organisation(slug, slug) for slug in slugs}, contacts=contacts))

        assert all(one.contact.organisation == one.organisation.slug for one in notices)
        assert all(set(one.findings["organisation"]) == {one.organisation.slug} for one in notices)
        assert sorted(_folios(notices)) == sorted(row["folio"] for row in rows if row["state"] != "closed")


def _folios(notices: tuple[Notice, ...]) -> list[str]:
    return [folio for one in notices for folio in one.findings["folio"].to_list()]


def test_the_order_of_rows_and_contacts_changes_nothing():
    rows = [finding(str(place), point=f"192.0.2.{place}:3389/tcp", priority=place % 3 + 1) for place in range(9)]

    forwards, backwards = compose(occasion(*rows)), compose(occasion(*reversed(rows)))

    assert _folios(forwards) == _folios(backwards)
