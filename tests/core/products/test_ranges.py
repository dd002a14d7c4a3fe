"""Is this version affected? Tricky ranges as records write them, with what their author meant."""

import time

import pytest

from baluarte.core.products.ranges import Affected, Change, Span, status_of, worst

A, U, Q = "affected", "unaffected", "unknown"


def span(version, status=A, scheme="custom", lt="", le="", *changes):
    return Span(version, status, scheme, lt, le, tuple(Change(*one) for one in changes))


def record(*spans, default=U):
    return Affected(default, spans)


UNTIL = record(span("7.0", lt="7.2.11"))
ZCS = record(span("8.8.15", lt="8.8.15 Patch 33"), span("9.0.0", lt="9.0.0 Patch 26"))
OPENSSL = record(span("1.0.2", lt="1.0.2zg"), span("1.1.1", lt="1.1.1t"), span("3.0.0", lt="3.0.8", scheme="semver"))
CHANGED = record(span("2.0", A, "semver", "3.0", "", ("2.4.1", U), ("2.6.0", A), ("2.6.3", U)))
SHUFFLED = record(span("2.0", A, "semver", "3.0", "", ("2.6.3", U), ("2.4.1", U), ("2.6.0", A)))
FROM_EVER = record(span("0", lt="4.1"))
UNSPECIFIED = record(span("unspecified", lt="10.3"))
FOR_EVER = record(span("5.0", lt="*"))
BRANCH = record(span("2.0", lt="2.0.*"))
NOTHING = record(span("n/a"), default=Q)
GIT = record(span("1da177e4", lt="9f8e7d6c", scheme="git"), default=U)
CISCO = record(span("15.2(7)E"), span("15.2(7)E1"), default=Q)
CISCO_RANGE = record(span("15.2(4)E", lt="15.2(7)E5"))
PEP = record(span("1.0", lt="2.0", scheme="python"))
MAVEN = record(span("2.0-beta9", lt="2.15.0", scheme="maven"))
RPM = record(span("0", lt="0:3.0.7-16.el9_2", scheme="rpm"))
DEB = record(span("0", lt="1.1.1n-0+deb11u4", scheme="deb"))
SEMVER = record(span("1.2.0", le="1.4.7", scheme="semver"))
SIGNS = record(span(">= 1.0, < 1.2.5", scheme=""))
WORDS = record(span("11.4 and earlier"))
PRIOR = record(span("prior to 6.5.9"))
WILD = record(span("8.8.x"))
EVERY = record(span("*"), default=Q)
ALL = record(span("All versions"), default=Q)
AFFECTED_BUT = record(span("4.2.1", U), default=A)
SILENT = record(span("1.0", lt="1.5"), default=Q)
DATED = record(span("2024-01-01", le="2024-06-30", scheme="date"))
UNKNOWN_SCHEME = record(span("alpha-7", lt="gamma-2", scheme="codename"))
NO_SPAN = record(default=A)
PATCHES = record(span("9.1R1", lt="9.1R14.4"))
BUILDS = record(span("10.0.0", lt="10.0.17763.5329"))
FIRST_WINS = record(span("1.0", U), span("0", lt="2.0"))
CLOSED_STAR = record(span("3.0", le="*"))
MIXED = record(span("n/a"), span("1.0", lt="2.0"))
RC = record(span("3.0", lt="3.0-rc3", scheme="semver"), span("3.1.0-rc.1", lt="3.1.0", scheme="semver"))

TABLE = [
    ("7.0", UNTIL, A), ("7.2.10", UNTIL, A), ("7.2.11", UNTIL, U), ("7.2.9", UNTIL, A), ("6.9", UNTIL, U), ("v7.1", UNTIL, A),
    ("7.2.11-beta", UNTIL, A), ("", UNTIL, Q), ("latest", UNTIL, Q), ("7.2", UNTIL, A),
    ("8.8.15", ZCS, A), ("8.8.15 Patch 32", ZCS, A), ("8.8.15 Patch 33", ZCS, U), ("8.8.15.p31", ZCS, A), ("8.8.15p40", ZCS, U),
    ("9.0.0 Patch 9", ZCS, A), ("9.0.0 P26", ZCS, U), ("8.8.12", ZCS, U), ("8.8.15.1", ZCS, Q), ("8.8.15 SP2", ZCS, Q),
    ("1.0.2", OPENSSL, A), ("1.0.2k", OPENSSL, A), ("1.0.2z", OPENSSL, A), ("1.0.2za", OPENSSL, A), ("1.0.2zg", OPENSSL, U),
    ("1.0.2zh", OPENSSL, U), ("1.1.1s", OPENSSL, A), ("1.1.1t", OPENSSL, U), ("3.0.7", OPENSSL, A), ("3.0.8", OPENSSL, U),
    ("2.4.0", CHANGED, A), ("2.4.1", CHANGED, U), ("2.5.9", CHANGED, U), ("2.6.0", CHANGED, A), ("2.6.2", CHANGED, A),
    ("2.6.3", CHANGED, U), ("2.9.9", CHANGED, U), ("3.0.0", CHANGED, U), ("2.5.0", SHUFFLED, U), ("2.6.1", SHUFFLED, A),
    ("0.1", FROM_EVER, A), ("4.0.9", FROM_EVER, A), ("4.1", FROM_EVER, U), ("4.1.0", FROM_EVER, U),
    ("10.2.9", UNSPECIFIED, A), ("10.3", UNSPECIFIED, U), ("4.9", FOR_EVER, U), ("99.9", FOR_EVER, A),
    ("2.0", BRANCH, A), ("2.0.99", BRANCH, A), ("2.1", BRANCH, U), ("1.9", BRANCH, U), ("3.5", CLOSED_STAR, A), ("2.9", CLOSED_STAR, U),
    ("1.0", NOTHING, Q), ("", NOTHING, Q), ("1da177e4", GIT, Q), ("6.1.12", GIT, Q),
    ("15.2(7)E", CISCO, A), ("15.2(7)E1", CISCO, A), ("15.2(7)E2", CISCO, Q), ("15.2(7)E4", CISCO_RANGE, A),
    ("15.2(7)E5", CISCO_RANGE, U), ("15.2(4)M11", CISCO_RANGE, Q), ("15.2(8)E", CISCO_RANGE, U), ("15.2(6)E2a", CISCO_RANGE, A),
    ("1.0rc1", PEP, U), ("1.0", PEP, A), ("2.0.dev3", PEP, A), ("2.0b1", PEP, A), ("2.0", PEP, U), ("2.0.post1", PEP, U), ("1!0.5", PEP, U),
    ("2.0-beta9", MAVEN, A), ("2.0-beta8", MAVEN, U), ("2.14.1", MAVEN, A), ("2.15.0-rc1", MAVEN, A), ("2.15.0", MAVEN, U), ("2.15", MAVEN, U),
    ("3.0.7-6.el9_1", RPM, A), ("3.0.7-16.el9_2", RPM, U), ("3.0.7-2.el9", RPM, A), ("1:1.0-1", RPM, U),
    ("1.1.1n-0+deb11u3", DEB, A), ("1.1.1n-0+deb11u4", DEB, U), ("1.1.1n-0+deb11u4~bpo10", DEB, A), ("1:1.0-1", DEB, U),
    ("1.4.7", SEMVER, A), ("1.4.8", SEMVER, U), ("1.4.7+build5", SEMVER, A), ("1.2.0-rc.1", SEMVER, U), ("1.3", SEMVER, A),
    ("1.2.4", SIGNS, A), ("1.2.5", SIGNS, U), ("0.9", SIGNS, U), ("1.0", SIGNS, A),
    ("11.4", WORDS, A), ("11.3.2", WORDS, A), ("11.5", WORDS, U), ("6.5.8", PRIOR, A), ("6.5.9", PRIOR, U),
    ("8.8", WILD, A), ("8.8.15", WILD, A), ("8.80", WILD, U), ("9.0", WILD, U),
    ("1.0", EVERY, A), ("", EVERY, A), ("anything at all", EVERY, A), ("", ALL, A), ("12", ALL, A),
    ("4.2.1", AFFECTED_BUT, U), ("4.2.0", AFFECTED_BUT, A), ("", AFFECTED_BUT, Q),
    ("1.4", SILENT, A), ("1.6", SILENT, Q), ("0.9", SILENT, Q),
    ("2024-03-10", DATED, A), ("20240630", DATED, A), ("2024-07-01", DATED, U), ("2023.12.31", DATED, U), ("1.0", DATED, Q),
    ("beta-3", UNKNOWN_SCHEME, Q), ("alpha-7", UNKNOWN_SCHEME, Q), ("3.1", NO_SPAN, A), ("", NO_SPAN, A),
    ("9.1R14.3", PATCHES, A), ("9.1R14.4", PATCHES, U), ("9.1R9", PATCHES, A), ("9.1 R15", PATCHES, U),
    ("10.0.17763.5206", BUILDS, A), ("10.0.17763.5329", BUILDS, U), ("10.0.17763", BUILDS, A), ("10.0.20348", BUILDS, U),
    ("1.0", FIRST_WINS, U), ("1.0.0", FIRST_WINS, U), ("1.5", FIRST_WINS, A), ("1.5", MIXED, A), ("2.5", MIXED, Q),
    ("3.0.0", RC, U), ("3.1.0-rc.2", RC, A), ("3.1.0", RC, U), ("3.1.0-rc.1", RC, A),
]  # fmt: skip


@pytest.mark.parametrize(("version", "said", "meant"), TABLE)
def test_a_range_means_what_its_author_wrote(version, said, meant):
    assert status_of(version, said) == meant


def test_there_are_more_than_eighty_tricky_ranges():
    assert len({(version, said) for version, said, _ in TABLE}) == len(TABLE) >= 80


def test_affected_in_one_statement_is_affected_and_a_doubt_is_never_lost():
    assert worst([U, A, Q]) == A
    assert worst([U, Q]) == Q
    assert worst([U, U]) == U
    assert worst([]) == Q


def test_a_text_of_ten_thousand_letters_is_a_doubt_and_takes_no_time():
    hostile = "1" + ".1" * 5_000

    assert status_of(hostile, UNTIL) == Q
    assert status_of("9" * 200, record(span("1", lt="9" * 199))) == U


@pytest.mark.parametrize("text", [
    "<1" + " " * 190 + "!", "<1" * 90 + "!", "<v1" * 60 + "!", "<1 " * 60 + "!", "< 1 , and " * 19 + "!", "<1 ," * 45 + "!", "<1 and " * 27 + "!",
    "<" + " " * 190 + "!", "1 and " + " " * 190 + "x", "1" + " " * 190 + "and", "before " + " " * 190 + "!", "1." * 95 + "!", "v" * 190 + " and x",
    "<1" + " " * 20_000 + "!", "<v1" * 20_000 + "!", "<1 " * 20_000 + "!",
])  # fmt: skip
def test_a_version_made_to_be_read_in_countless_ways_is_no_certainty_and_takes_no_time(text):
    start = time.process_time()

    said = {status_of("7.0", record(span(text + "!" * place), default=Q)) for place in range(5)}

    assert said == {Q}
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("text", ["< 2.0" + " " * 10_000, "2.0 and earlier" + "!" * 300, "<2.0," * 60])
def test_a_version_longer_than_versions_are_says_nothing_that_is_sure(text):
    assert status_of("1.0", record(span(text), default=U)) == (A if len(text.strip()) <= 200 else Q)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("<2.0", "1.9", "2.0"), ("<= v2.0", "2.0", "2.1"), (">=1.0,<2.0", "1.5", "2.0"), (">= 1.0 , < 2.0", "1.0", "0.9"), ("=3.1", "3.1", "3.2"),
        (">=1.0 AND <2.0", "1.5", "2.5"), (">= 1.0, and < 2.0,", "1.5", "2.5"), (">1.0<2.0", "1.5", "1.0"), ("  <   2.0  ", "1.9", "2.0"),
    ],
)  # fmt: skip
def test_a_range_in_signs_is_read_however_it_is_spaced(text, inside, outside):
    said = record(span(text))

    assert (status_of(inside, said), status_of(outside, said)) == (A, U)
