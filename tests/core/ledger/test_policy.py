from datetime import date

import pytest
from tests.core.ledger.vectors import LOG, LOG_SEED, ORIGIN, WITNESS, raw

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import Checkpoint, sign_checkpoint
from baluarte.core.ledger.note import COSIGNATURE, sign_note, verifier_of, with_signatures
from baluarte.core.ledger.outside.cosignature import cosign
from baluarte.core.ledger.outside.policy import open_by, read_policy
from baluarte.core.ledger.tree import TreeHead

NAMES = ("university", "auditor", "newsroom", "foreign-csirt")
SEEDS = {name: bytes([number]) * 32 for number, name in enumerate(NAMES, 1)}
LINES = [
    f"log {LOG} https://{ORIGIN}",
    *(f"witness {name} {verifier_of(f'{name}.example/w', SEEDS[name], COSIGNATURE)} https://{name}.example" for name in NAMES),
    f"group outside 2 {' '.join(NAMES)}",
    "quorum outside",
]
POLICY = read_policy("\n".join(LINES) + "\n")
KEY = str(verifier_of("more.example/w", b"9" * 32, COSIGNATURE))
NOTE = sign_checkpoint(Checkpoint(ORIGIN, TreeHead(1, bytes(32))), LOG_SEED)
NEW_YEAR = 1_767_225_600  # 2026-01-01T00:00:00Z


def signed_by(*names, at=NEW_YEAR):
    note = NOTE
    for name in names:
        line = cosign(NOTE.split(b"\n\n")[0].decode() + "\n", at, f"{name}.example/w", SEEDS[name])
        note = with_signatures(note, str(line).encode())
    return note


def test_a_policy_is_read_as_it_is_written():
    assert [(log.name, log.key, log.url) for log in POLICY.logs] == [(ORIGIN, LOG, f"https://{ORIGIN}")]
    assert [(one.name, one.url) for one in POLICY.witnesses] == [(name, f"https://{name}.example") for name in NAMES]
    assert (POLICY.groups["outside"].needed, POLICY.groups["outside"].members, POLICY.quorum) == (2, NAMES, "outside")


def test_comments_empty_lines_tabs_and_urls_left_out_do_not_matter():
    text = "# ours\n\n \t \n" + "\n".join(f"\t {line.replace(' ', chr(9) + ' ')}  " for line in LINES) + "\n  # end"

    assert read_policy(text) == POLICY
    assert read_policy(f"log {LOG}\nquorum none").logs[0].url == ""


@pytest.mark.parametrize(
    ("names", "met"),
    [
        ((), False),
        (("university",), False),
        (("university", "foreign-csirt"), True),
        (NAMES, True),
    ],
)
def test_two_of_four_suffice_and_one_does_not(names, met):
    witnessed = open_by(POLICY, signed_by(*names))

    assert (witnessed.is_met, set(witnessed.times)) == (met, set(names))


def test_groups_of_groups_ask_for_all_any_or_some():
    names = "abcde"
    keys = [f"witness {name} {verifier_of(f'{name}.example', name.encode() * 32, COSIGNATURE)}" for name in names]
    policy = read_policy("\n".join([*keys, "group home any a b", "group abroad all c d", "group both 2 home abroad e", "quorum both"]))

    assert policy.is_met({"a", "c", "d"})
    assert policy.is_met({"b", "e"})
    assert not policy.is_met({"a", "b", "c"})
    assert read_policy("\n".join([*keys, "quorum e"])).is_met({"e"})


def test_no_quorum_is_met_by_nobody_and_proves_no_time():
    policy = read_policy(f"log {LOG}\nquorum none\n")

    witnessed = open_by(policy, NOTE)

    assert witnessed.is_met
    assert not witnessed.is_after(date(1970, 1, 1))


def test_a_checkpoint_is_later_than_a_day_when_enough_witnesses_say_so():
    late = open_by(POLICY, signed_by("university", "auditor", at=NEW_YEAR))

    assert late.is_after(date(2025, 12, 31))
    assert not late.is_after(date(2026, 1, 1))
    assert not open_by(POLICY, signed_by("university", at=NEW_YEAR)).is_after(date(2025, 12, 31))
    assert open_by(POLICY, signed_by("university", "auditor", at=(1 << 63) - 1)).is_after(date(2026, 1, 1))


def test_a_cosignature_that_does_not_fit_spoils_the_checkpoint():
    line = cosign("other\n", NEW_YEAR, "auditor.example/w", SEEDS["auditor"])

    with pytest.raises(Unusable) as refused:
        open_by(POLICY, with_signatures(NOTE, str(line).encode()))

    assert refused.value.code == "note.signature"


def test_two_keys_under_one_name_are_two_witnesses():
    first, second = (verifier_of("w.example", bytes([number]) * 32, COSIGNATURE) for number in (7, 8))
    policy = read_policy(f"log {LOG}\nwitness a {first}\nwitness b {second}\ngroup both all a b\nquorum both\n")
    line = cosign(NOTE.split(b"\n\n")[0].decode() + "\n", NEW_YEAR, "w.example", bytes([7]) * 32)

    witnessed = open_by(policy, with_signatures(NOTE, str(line).encode()))

    assert (dict(witnessed.times), witnessed.is_met) == ({"a": NEW_YEAR}, False)


def test_a_known_log_signs_for_itself_alone():
    seed = b"o" * 32
    other = verifier_of("other.example", seed)
    policy = read_policy(f"log {LOG}\nlog {other}\nquorum none\n")
    under_a_foreign_name = sign_note(raw("checkpoint-1.txt").split(b"\n\n")[0].decode() + "\n", "other.example", seed)

    with pytest.raises(Unusable) as refused:
        open_by(policy, under_a_foreign_name)

    assert refused.value.code == "ledger.origin"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("quorum", 8),
        ("quorum nobody", 8),
        ("quorum outside", None),
        ("group more 1 nobody", 8),
        ("group more 0 extra", 9),
        ("group more 2 extra", 9),
        ("group more 01 extra", 9),
        ("group more +1 extra", 9),
        ("group more 1", 8),
        ("group more 1 university", 8),
        ("group more all extra extra", 9),
        ("group more none extra", 9),
        ("group more 1 none", 8),
        ("group outside 1 extra", 9),
        ("group none 1 extra", 9),
        (f"witness outside {KEY}", 8),
        (f"witness none {KEY}", 8),
        (f"witness auditor {KEY}", 8),
        (f"witness more {WITNESS} https://a.example more", 8),
        (f"witness more {verifier_of('other.example', SEEDS['auditor'], COSIGNATURE)}", 8),
        (f"witness more {verifier_of('own.example', LOG_SEED, COSIGNATURE)}", 8),
        (f"witness more {LOG}", "key"),
        (f"log {LOG}", 8),
        (f"log {WITNESS}", "key"),
        ("log nonsense", "key"),
        ("mirror https://a.example", 8),
        ("Quorum outside", 8),
        ("a\rb", None),
        ("# \x7f", None),
    ],
)
def test_a_policy_with_a_wrong_line_is_refused_and_the_line_is_named(line, number):
    extra = [f"witness extra {KEY}"] if "extra" in line else []

    with pytest.raises(Unusable) as refused:
        read_policy("\n".join([*LINES, *extra, line]))

    code, what = refused.value.code, refused.value.what
    expected = {None: ("ledger.policy-whole", ""), "key": ("note.key", "")}.get(number, ("ledger.policy", f"'{number}'"))
    assert (code, expected[1] in what) == (expected[0], True)


def test_a_policy_without_a_quorum_is_refused():
    with pytest.raises(Unusable):
        read_policy("\n".join(LINES[:-1]))
