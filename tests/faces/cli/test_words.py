import pytest

from baluarte.core.constituency.lists import ORGANISATIONS
from baluarte.core.errors import Unusable
from baluarte.core.warning.lists import FINDINGS
from baluarte.faces.cli.fields import read_day, read_fields
from baluarte.faces.cli.lists import MOST_ROWS, read_words
from baluarte.testing import world


@pytest.fixture
def quiet_world(tmp_path):
    return world(str(tmp_path))


def test_the_words_of_a_line_are_the_query_string_of_the_page(quiet_world):
    query = read_words(
        ["--org", "an-inst-012", "--severity", "high", "--severity=low", "--since", "7d", "--sort", "-last_seen"], FINDINGS, quiet_world
    )

    assert query.pairs == (
        ("organisation", "an-inst-012"),
        ("severity", "high"),
        ("severity", "low"),
        ("since", "7d"),
        ("sort", "-last_seen"),
    )
    assert query.per == MOST_ROWS


@pytest.mark.parametrize(
    ("words", "code", "near"),
    [
        (["--severty", "high"], "query.unknown-key", "severity"),
        (["--severity", "hihg"], "query.unknown-value", "high"),
        (["--limit", str(2**70)], "query.number", ""),
        (["--limit", "0"], "query.number", ""),
        (["severity"], "command.word", ""),
        (["--severity"], "command.flag-alone", ""),
    ],
)
def test_a_filter_that_is_not_known_is_refused_with_the_nearest(quiet_world, words, code, near):
    with pytest.raises(Unusable) as refused:
        read_words(words, FINDINGS, quiet_world)

    assert refused.value.code == code
    assert near in refused.value.fix


def test_only_the_fields_a_command_names_can_be_set():
    assert read_fields(["--sector", "health"], ORGANISATIONS, ("sector",)) == {"sector": "health"}
    with pytest.raises(Unusable):
        read_fields(["--merged-into", "x"], ORGANISATIONS, ("sector",))
    with pytest.raises(Unusable):
        read_fields(["--language", "fr"], ORGANISATIONS, ("language",))


def test_a_day_has_one_form():
    assert str(read_day("2026-03-01")) == "2026-03-01"
    assert read_day("") is None
    with pytest.raises(Unusable):
        read_day("1/3/2026")
