"""What is promised in public: versions of the rules, holds that end, statements without a gap, switches that stay."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from baluarte.actions.rights import promising
from baluarte.core.errors import Unusable
from baluarte.core.rights.access.counters import KINDS
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.core.rights.purposes.use import WARNING
from baluarte.core.rights.retention.hold import Wanted
from baluarte.store.rights.personal.reading import Look, note_read

PACK = Path(__file__).parents[3] / "packs" / "anahuac" / "rights"
PURPOSES, CATALOGUE = ((PACK / f"{name}.yaml").read_bytes() for name in ("purposes", "catalogue"))


def read(world, officer):
    with world.one_entry(officer.id, "list_contacts"):
        note_read(Look(officer, "list_contacts", WARNING, ("contact",)), {"hospital-central": 3}, world.now())


def test_a_version_of_the_rules_is_loaded_once_and_entered_in_the_log(world):
    assert promising.show_rights(world, VISITOR).example

    assert promising.load_rights(world, OPERATOR, PURPOSES, CATALOGUE) == "2026-01-15"
    page = promising.show_rights(world, VISITOR)
    assert (page.example, page.purposes.version) == (False, "2026-01-15")
    with pytest.raises(Unusable):
        promising.load_rights(world, OPERATOR, PURPOSES, CATALOGUE)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"    expires: 2028-12-31\n", b"", "no 'expires'"),
        (b"    assessment: EIP-AN-2026-001\n", b"", "no 'assessment'"),
        (b"expires: 2028-12-31", b"expires: some day", "no day"),
        (b"classes: [contact, message, reply]", b"classes: [faces]", "faces"),
        (b"offices: [duty-desk, analysis", b"offices: [secret-police, analysis", "secret-police"),
        (b"  warn:\n", b"  warn:\n    bogus: x\n", "unknown key 'bogus'"),
        (b"version: 2026-01-15", b"", "no version"),
        (b"baluarte/purposes/1", b"baluarte/purposes/9", "format"),
        (b"  coordinate:\n", b"  warn:\n", "twice"),
    ],
)
def test_a_purpose_that_lacks_something_is_refused_with_what_why_and_how(world, old, new, says):
    with pytest.raises(Unusable) as refused:
        promising.load_rights(world, OPERATOR, PURPOSES.replace(old, new, 1), CATALOGUE)

    assert says in refused.value.what
    assert refused.value.why
    assert refused.value.fix


def test_counters_are_public_and_a_month_adds_up(world, officer):
    read(world, officer)
    read(world, officer)

    month = promising.published_counters(world, VISITOR, "2026-03")

    assert month.reads == (("warn", "duty-desk", 2, 6),)
    assert (month.total, month.numbers["withheld"], month.numbers["erasures"]) == (2, 0, 0)


def test_a_month_that_nobody_stated_shows_as_missing(world):
    promising.set_promise(world, OPERATOR, "statement", "by decision of the council", on=True)
    promising.make_statement(world, OPERATOR, "2026-03", tuple(KINDS))
    later = world.at(world.now().replace(month=6))
    promising.make_statement(later, OPERATOR, "2026-05", ("surveillance",))

    told = {one.month: (one.at is not None, one.kinds) for one in promising.show_rights(later, VISITOR).statements}

    assert told == {"2026-05": (True, ("surveillance",)), "2026-04": (False, ()), "2026-03": (True, tuple(sorted(KINDS)))}


def test_a_month_is_stated_once_and_of_listed_kinds(world):
    promising.make_statement(world, OPERATOR, "2026-03", ("surveillance",))

    for month, kinds in (("2026-03", ("surveillance",)), ("2026-02", ("speech",)), ("2026-04", ()), ("no month", ())):
        with pytest.raises(Unusable):
            promising.make_statement(world, OPERATOR, month, kinds)


def test_a_switch_stays_on_the_page_for_ever(world):
    promising.set_promise(world, OPERATOR, "statement", "as the law says", on=True)
    promising.set_promise(world, OPERATOR, "statement", "by order of the ministry", on=False)

    assert [(one.on, one.why) for one in promising.show_rights(world, VISITOR).switches] == [
        (False, "by order of the ministry"), (True, "as the law says"),
    ]  # fmt: skip
    with pytest.raises(Unusable):
        promising.set_promise(world, OPERATOR, "statement", " ", on=True)


def test_a_hold_without_a_day_or_an_authority_cannot_be_stored(world, officer):
    today = world.now().date()
    for wanted in (
        Wanted("contact", "Juzgado", "1", None), Wanted("contact", "", "1", today + timedelta(days=9)),
        Wanted("thoughts", "Juzgado", "1", today + timedelta(days=9)), Wanted("contact", "Juzgado", "1", today + timedelta(days=999)),
    ):  # fmt: skip
        with pytest.raises(Unusable):
            promising.ask_hold(world, officer, wanted)

    assert promising.ask_hold(world, officer, Wanted("contact", "Juzgado", "1", today + timedelta(days=9), "ana@hospital.example"))


def test_a_copy_of_the_keys_puts_off_when_an_erasure_is_complete(world):
    assert promising.note_key_copy(world, OPERATOR) == date(2026, 3, 19)
