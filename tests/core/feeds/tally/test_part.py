"""The tally of a part: the same sums as its rows, whatever they are."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from baluarte.core.feeds.tally.part import lay_out, read_tally, tally, write_tally

ROWS = st.lists(
    st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.sampled_from(["phishing", "brute-force", "ddos"])), max_size=60
)


def events(rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"key": pl.UInt64, "org": pl.UInt32, "type": pl.Categorical}, orient="row")


@given(ROWS)
def test_a_foot_states_the_sums_of_its_rows(rows):
    kinds = read_tally(write_tally(tally(events(rows))))

    told = {(kind.type, org): kind.of(org) for kind in kinds for org in {row[1] for row in rows} if kind.of(org)}
    assert told == {(kind, org): sum(row[1:] == (org, kind) for row in rows) for _, org, kind in rows}


@given(ROWS)
def test_each_event_counts_once_over_all_its_owners(rows):
    table = lay_out([(7, read_tally(write_tally(tally(events(rows)))))])

    assert table["events"].sum() == len(rows)
    assert table["once"].sum() == len({key for key, _, _ in rows})
    assert set(table["part"]) <= {7}


def test_an_organisation_without_events_has_none():
    (kind,) = read_tally(write_tally(tally(events([(1, 5, "ddos"), (2, 9, "ddos")]))))

    assert [kind.of(org) for org in (0, 4, 5, 6, 9, 10)] == [0, 0, 1, 0, 1, 0]


def test_a_foot_without_a_tally_or_of_another_form_is_not_guessed():
    assert read_tally(None) is None
    assert read_tally('["2",["ddos","AAAA","AAAA"]]') is None


def test_the_order_of_rows_does_not_change_the_text():
    rows = [(1, 5, "ddos"), (2, 9, "phishing"), (3, 5, "phishing"), (1, 6, "ddos")]

    assert write_tally(tally(events(rows))) == write_tally(tally(events(rows[::-1]).sort("org")))
