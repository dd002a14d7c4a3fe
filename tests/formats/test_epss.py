"""EPSS: scores of a day, with the day from the comment or from the name."""

import gzip
import io

import pytest

from baluarte.core.errors import Unusable
from baluarte.formats.reports import open_report

HEAD = "#model_version:v2025.03.14,score_date:2026-03-05T00:00:00+0000\n"
BODY = "cve,epss,percentile\nCVE-2021-26855,0.94391,0.99988\nCVE-2020-0001,0.00043,0.12\n"


def read(text: str, name: str = "epss_scores-2026-03-05.csv.gz", feed: str = "auto"):
    data = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
    (reading,) = open_report(name, io.BytesIO(data), feed=feed)
    return reading, [row for part in reading.slices for row in part.table.to_dicts()]


def test_the_day_and_the_model_come_from_the_comment():
    reading, rows = read(HEAD + BODY)

    assert (reading.report.name, reading.lines.comment, reading.lines.header) == ("epss", 1, 1)
    assert [(row["cve"], row["epss"], row["score_date"], row["model_version"]) for row in rows] == [
        ("CVE-2021-26855", "0.94391", "2026-03-05T00:00:00Z", "v2025.03.14"),
        ("CVE-2020-0001", "0.00043", "2026-03-05T00:00:00Z", "v2025.03.14"),
    ]


def test_without_a_comment_the_name_says_the_day():
    _, rows = read(BODY, "epss_scores-2025-12-31.csv.gz")

    assert {row["score_date"] for row in rows} == {"2025-12-31T00:00:00Z"}


def test_scores_of_no_day_are_refused():
    with pytest.raises(Unusable) as caught:
        read(BODY, "scores.csv", "epss")

    assert caught.value.code == "csv.no-day"


def test_another_table_is_not_taken_for_scores():
    reading, _ = read("timestamp,ip\n2026-03-05 01:00:00,192.0.2.1\n", "table.csv")

    assert reading.report.name != "epss"


def test_a_file_of_scores_without_its_columns_says_which_are_missing():
    with pytest.raises(Unusable, match="percentile"):
        read("cve,epss\nCVE-2021-1,0.1\n", "epss_scores-2026-03-05.csv", "epss")
