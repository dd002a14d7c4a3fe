import hashlib
import re
from datetime import UTC, datetime

import pytest
from tests.core.ledger.vectors import FOLDER, LOG_SEED, ORIGIN, raw, vector

from baluarte.core.errors import Unusable
from baluarte.core.ledger.canonical import write_canonical
from baluarte.core.ledger.checkpoint import Checkpoint, sign_checkpoint
from baluarte.core.ledger.entries.entry import LoggedEntry, read_entry, write_entry
from baluarte.core.ledger.entries.kinds import check_body, kinds, vocabularies
from baluarte.core.ledger.entries.values import FORMS, fits, is_form
from baluarte.core.ledger.proofs import heads_of, prove_inclusion
from baluarte.core.ledger.tiles import TiledTree, grow
from baluarte.core.ledger.tree import leaf_hash, tree_head

VECTOR = vector("entries.json")
FIVE = [one["entry"].encode() for one in VECTOR["entries"]]
HASH, DAY = "0" * 64, "2026-01-02"
AT = datetime(2026, 1, 2, 15, 4, 5, tzinfo=UTC)
GOOD = {
    "code": "AN-C-014",
    "count": 7,
    "date": DAY,
    "date-or-open": "open",
    "hash": HASH,
    "month": "2026-01",
    "number": "-12.5000",
    "origin": ORIGIN,
    "period": "2026-Q1",
    "share": "0.5500",
    "share-or-none": "none",
    "version": "2026.3",
    "vkey": "log.example.org/national-log+cf857fdf+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
}
# What a person could be told by, or where a person could be named.
FREE = [
    "Ana Pérez",
    "ana@example.org",
    "It was on Monday, at noon.",
    "+52 55 0000 0000",
    "",
    "línea",
    "a\nb",
    "-x",
    "x.",
    "203.0.113.7/24",
    "a" * 65,
]


def value_of(form):
    kind, _, of = form.partition(":")
    if not of:
        return GOOD[form]
    return {"words": lambda: vocabularies()[of][0], "list": lambda: [GOOD[of]], "counts": lambda: dict.fromkeys(vocabularies()[of], 1)}[
        kind
    ]()


def body_of(kind):
    left_out = set(kind.either[1:])
    return {name: value_of(form) for name, form in kind.fields.items() if name not in left_out}


def test_the_five_entries_are_written_to_the_byte():
    for index, data in enumerate(FIVE):
        entry = read_entry(data, index)

        assert entry.is_understood
        assert write_entry(entry) == data
        assert leaf_hash(data).hex() == VECTOR["entries"][index]["leaf_hash"]


def test_the_five_entries_have_these_roots_and_this_checkpoint():
    leaves = [leaf_hash(data) for data in FIVE]

    assert {str(size): tree_head(leaves[:size]).root.hex() for size in range(1, 6)} == VECTOR["roots"]
    assert raw("checkpoint-entries-5.txt").decode().startswith(Checkpoint(ORIGIN, tree_head(leaves)).text)
    case = VECTOR["inclusion"]
    assert [one.hex() for one in prove_inclusion(case["index"], case["size"], heads_of(leaves))] == case["proof"]


def test_the_five_entries_are_this_log_to_the_byte():
    growth = grow(TiledTree(0, {}.__getitem__), FIVE)
    expected = growth.files | {"checkpoint": sign_checkpoint(Checkpoint(ORIGIN, growth.frontier.head), LOG_SEED)}
    folder = FOLDER / "log"

    assert {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()} == expected


@pytest.mark.parametrize("name", VECTOR["texts"])
def test_a_public_text_is_named_by_its_plain_hash(name):
    digest = hashlib.sha256(VECTOR["texts"][name].encode()).hexdigest()

    assert any(f'"{name}":"{digest}"'.encode() in data for data in FIVE)


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_every_kind_takes_its_body_and_nothing_beside_it(kind):
    body = body_of(kind)

    check_body(kind.name, body)
    assert len(write_entry(LoggedEntry(0, kind.name, AT, body))) < 8192
    for name in body:
        assert kind.wrong_fields({one: value for one, value in body.items() if one != name})
        assert kind.wrong_fields(body | {name: None}) == [name]
    assert kind.wrong_fields(body | {"note": "more"}) == ["note"]


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_no_kind_has_room_for_free_text(kind):
    body = body_of(kind)
    for name in body:
        for free in FREE[:-2] if kind.fields[name] == "origin" else FREE:
            assert kind.wrong_fields(body | {name: free}) == [name]
            assert kind.wrong_fields(body | {name: [free]}) == [name]
            assert kind.wrong_fields(body | {name: {free: 1}}) == [name]


def test_every_form_and_every_word_is_used_and_closed():
    used = {form for kind in kinds().values() for form in kind.fields.values()}
    names = {form.partition(":")[2] or form for form in used}

    assert all(is_form(form, vocabularies()) for form in used)
    assert set(FORMS) | set(vocabularies()) == names
    assert all(re.fullmatch(r"[a-z][a-z0-9_-]{0,30}", word) for words in vocabularies().values() for word in words)
    assert not any(
        is_form(form, vocabularies()) for form in ("text", "words:", "words:nothing", "list:words:label", "list:nothing", "more:label", "")
    )


def test_every_kind_says_in_both_languages_what_happened():
    for kind in kinds().values():
        assert kind.means.es != kind.means.en
        assert {kind.means.es[-1], kind.means.en[-1]} & set(".") == set()
        assert set(kind.either) <= set(kind.fields)
        assert not kind.sorted_by or kind.sorted_by in kind.fields
        assert kind.lane in {"prompt", "hourly", "minutes", "daily"}


def test_the_kinds_are_those_of_the_specification():
    assert len(kinds()) == 41
    assert {kind.name for kind in kinds().values() if kind.lane != "prompt"} == {
        "ground.mark",
        "incidents.report",
        "rights.access-batch",
        "rights.access-day",
    }


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ("date", "2026-02-30"),
        ("date", "20260102"),
        ("date", "٢٠٢٦-01-02"),
        ("date", 20260102),
        ("month", "2026-13"),
        ("count", -1),
        ("count", 2**53),
        ("count", True),
        ("count", "7"),
        ("hash", "A" * 64),
        ("hash", "0" * 63),
        ("share", "1.0001"),
        ("share", "0.55"),
        ("share", "0.55000"),
        ("number", "-0"),
        ("number", "01.0000"),
        ("number", "1e9"),
        ("period", "2026-Q5"),
        ("period", "2026-W54"),
        ("version", "v1"),
        ("vkey", "log.example+00000000+AAAA"),
        ("origin", "a b"),
        ("words:on-off", "On"),
        ("words:on-off", True),
        ("list:share", []),
        ("list:share", ["0.5000"] * 101),
        ("list:share", "0.5000"),
        ("counts:label", {"clear": 1}),
        ("counts:label", {"clear": 1, "green": 1, "amber": 1, "amber_strict": 1, "red": "1"}),
    ],
)
def test_a_value_of_another_form_does_not_fit(form, wrong):
    assert fits(form, value_of(form), vocabularies())
    assert not fits(form, wrong, vocabularies())


def test_of_two_ways_to_name_evidence_exactly_one_stands():
    kind = kinds()["strategy.evidence-filed"]
    common = {"evidence": "E-1", "collector": "an-agency-07"}

    assert kind.wrong_fields(common | {"file_sha256": HASH}) == []
    assert kind.wrong_fields(common | {"content": HASH}) == []
    assert kind.wrong_fields(common) == ["content", "file_sha256"]
    assert kind.wrong_fields(common | {"content": HASH, "file_sha256": HASH}) == ["content", "file_sha256"]


def test_a_number_that_is_not_its_place_is_a_broken_log():
    with pytest.raises(Unusable, match="stands at index 4 and says 3"):
        read_entry(FIVE[3], 4)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"seq": "0"},
        {"seq": True},
        {"t": 1},
        {"body": []},
        {"more": 1},
        {"time": "2026-01-01T00:00:00+00:00"},
        {"time": "2026-01-01T00:00:00.0Z"},
        {"time": "2026-02-30T00:00:00Z"},
        {"time": 1},
        {"body": {"origin": ORIGIN}},
        {"body": {"origin": ORIGIN, "spec": "other"}},
    ],
)
def test_what_is_not_of_the_form_is_no_entry(change):
    good = {"body": {"origin": ORIGIN, "spec": "baluarte-ledger-1"}, "seq": 0, "t": "ledger.start", "time": "2026-01-01T00:00:00Z", "v": 1}

    assert read_entry(write_canonical(good))
    with pytest.raises(Unusable):
        read_entry(write_canonical(good | change))


def test_an_entry_without_one_of_its_fields_or_outside_an_object_is_none():
    for data in (b"{}", b"[]", b"1", b'{"body":{},"seq":0,"t":"x","v":1}'):
        with pytest.raises(Unusable):
            read_entry(data)


def test_a_kind_of_a_later_release_is_listed_and_not_understood():
    entry = read_entry(b'{"body":{"anything":"x"},"seq":0,"t":"later.kind","time":"2026-01-01T00:00:00Z","v":1}')

    assert not entry.is_understood
    with pytest.raises(Unusable, match=r"later\.kind"):
        write_entry(entry)
