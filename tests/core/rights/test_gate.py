"""The gate: a purpose, an office, a ground, a class of data and a day must all fit."""

from datetime import date
from pathlib import Path

import pytest

from baluarte.core.rights.actors import OPERATOR, SYSTEM, Actor
from baluarte.core.rights.masks.mask import mask, mask_within
from baluarte.core.rights.purposes.gate import admit, office_of
from baluarte.core.rights.purposes.use import WARNING, Use
from baluarte.formats.rightsfile.purposes import read_purposes

PURPOSES = read_purposes((Path(__file__).parents[3] / "packs" / "anahuac" / "rights" / "purposes.yaml").read_bytes())
TODAY = date(2026, 3, 5)
EVERY = [
    (code, office, data_class)
    for code in PURPOSES.purposes
    for office in PURPOSES.offices
    for data_class in ("contact", "message", "reply", "account", "reporter")
]


@pytest.mark.parametrize(("code", "office", "data_class"), EVERY)
def test_an_office_reads_for_a_purpose_what_the_purpose_needs_and_nothing_else(code, office, data_class):
    purpose = PURPOSES.purposes[code]

    leave = admit(PURPOSES, Use(code, "AN-2026-000001"), office, (data_class,), TODAY)

    assert bool(leave) == (office in purpose.offices and data_class in purpose.classes)
    assert leave or leave.reason


@pytest.mark.parametrize("code", PURPOSES.purposes)
def test_a_purpose_holds_on_its_last_day_and_not_on_the_next(code):
    purpose = PURPOSES.purposes[code]
    asked = (Use(code, "AN-2026-000001"), min(purpose.offices), (min(purpose.classes),))

    assert admit(PURPOSES, *asked, purpose.expires)
    assert not admit(PURPOSES, *asked, date.fromordinal(purpose.expires.toordinal() + 1))


@pytest.mark.parametrize(
    ("basis", "holds"), [("service", True), ("AN-2026-000001", True), ("order-7", True), ("because", False), ("", False), ("claim", False)]
)
def test_a_ground_is_one_of_the_purpose_a_folio_or_an_order(basis, holds):
    assert bool(admit(PURPOSES, Use("warn", basis), "duty-desk", ("contact",), TODAY)) == holds


def test_nothing_is_read_for_a_purpose_that_nobody_declared():
    assert not admit(PURPOSES, Use("curiosity", "service"), "duty-desk", ("contact",), TODAY)
    assert not admit(PURPOSES, WARNING, "public", ("contact",), TODAY)


def test_an_office_is_that_of_the_account_and_never_more():
    assert office_of(Actor("account-3", "officer"), "direction") == "direction"
    assert office_of(Actor("account-3", "officer")) == "duty-desk"
    assert office_of(Actor("account-4", "constituent", "an-inst-012"), "direction") == "own-organisation"
    assert (office_of(SYSTEM), office_of(OPERATOR)) == ("system", "operation")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Escriba a Ana <ana.lopez@hospital.example>, por favor.", "Escriba a Ana <a…@hospital.example>, por favor."),
        ("Tel. +52 (55) 1234-5678 ext. 9", "Tel. … ext. 9"),
        ("198.51.100.7 y CVE-2026-99001 siguen", "198.51.100.7 y CVE-2026-99001 siguen"),
        ("LOAA800101HDFRPN09", "…"),
        ("", ""),
    ],
)
def test_a_mask_hides_who_is_reached_and_keeps_the_work(text, masked):
    assert mask_within(text) == masked


def test_two_masked_mailboxes_of_one_institution_still_name_the_institution():
    assert mask("ana@hospital.example") == mask("alberto@hospital.example") == "a…@hospital.example"
