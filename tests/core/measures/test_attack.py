"""Whoever has nothing but the published file cannot work a hidden cell out; a careless file is told from a careful one."""

from datetime import date

import polars as pl
import pytest

from baluarte.core.errors import Unusable
from baluarte.core.measures.hiding.attack import attack
from baluarte.core.measures.picture import STANDING_SCHEMA, picture
from baluarte.core.measures.release import publish

CARELESS = "by,part,class,findings\nsector,energy,phishing,24\nsector,energy,ransomware,\nsector,energy,*,27\nsector,*,phishing,24\nsector,*,ransomware,\nsector,*,*,27\n"


def nation() -> pl.DataFrame:
    rows = [
        (
            f"org-{n}",
            "health" if n % 3 else "energy",
            "QN-CAP" if n % 2 else "QN-VOB",
            "vulnerable-system" if n % 5 else "infected-system",
            1 + n % 4,
        )
        for n in range(60)
    ]
    return pl.DataFrame(rows, schema=STANDING_SCHEMA, orient="row")


def test_a_release_gives_no_hidden_cell_away():
    body = publish(date(2026, 3, 2), [], picture(nation(), public=True))

    found = attack(body.encode())

    assert found.cells > 0
    assert found.found == ()


def test_a_table_whose_totals_give_a_cell_away_is_told():
    found = attack(CARELESS.encode())

    assert found.hidden == 2
    assert "sector=energy|ransomware is 3." in found.found


@pytest.mark.parametrize("data", [b"", b"{}", b"a,b\n1,2\n", b"\xff\xfe", b'{"picture": [1]}', b"by,part,class,findings\nx,y,z,many\n"])
def test_what_is_no_published_table_is_refused_in_words(data):
    with pytest.raises(Unusable, match="no published table"):
        attack(data)
