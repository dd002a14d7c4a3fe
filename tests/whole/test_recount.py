"""The independent recount agrees with the readers on good input and bad: two programs, one number."""

import ast
import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from baluarte_recount import count_stream
from hypothesis import given
from hypothesis import strategies as st
from tests.actions.feeding import HEADER, ingest, line
from tests.formats.test_corpus import CORPUS

from baluarte.actions.feeds import list_deliveries
from baluarte.core.errors import Unusable
from baluarte.core.feeds.lists import DELIVERIES
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import OPERATOR
from baluarte.formats import tabular
from baluarte.formats.reports import open_report

NAME = "2026-03-04-scan_ssl-example.csv"
ROOT = Path(__file__).resolve().parents[2] / "tools" / "recount"
HEAD = b"timestamp,ip,tag\n"


def read(data: bytes, name: str = NAME):
    """Return (records, the four kinds of lines, how it ended) as the readers see it."""
    try:
        readings = open_report(name, io.BytesIO(data))
    except Unusable as refusal:
        return 1, None, refusal.code
    records, lines, ended = 0, [0, 0, 0, 0], ""
    for reading in readings:
        for part in reading.slices:
            records += part.table.height + part.rejects.height
        for place, kind in enumerate(("header", "comment", "blank", "covered")):
            lines[place] += getattr(reading.lines, kind)
        ended = ended or reading.partial
    return records, tuple(lines), ended


def counted(data: bytes):
    count = count_stream(io.BytesIO(data))
    return count.records, (count.header, count.comment, count.blank, count.covered)


@pytest.mark.parametrize("case", CORPUS)
def test_every_bad_file_of_the_corpus_has_the_same_rows_and_lines_for_both(case):
    records, lines, ended = read(CORPUS[case].data)
    if ended not in {"", "file.truncated", "file.trailing"}:
        return

    found, found_lines = counted(CORPUS[case].data)

    assert found == records
    assert lines is None or found_lines == lines


@given(
    st.lists(
        st.sampled_from([b'"', b'""', b",", b"\n", b"\r\n", b"a", b"2026-03-04 10:00:00", b"\xff", b"\0", b"timestamp,ip,tag\n"]),
        max_size=60,
    )
)
def test_whatever_quotes_and_line_ends_do_both_see_the_same_records(parts):
    data = HEAD + b"".join(parts)
    records, lines, ended = read(data)

    if not ended:
        assert counted(data) == (records, lines)


def test_packed_files_are_counted_as_what_they_hold():
    plain = HEAD + b"2026-03-04 10:00:00,192.0.2.1,ssl\n" * 3
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr(NAME, plain)
        out.writestr("2026-03-04-scan_rdp-example.csv", plain)
        out.writestr("notes.png", b"\x89PNG...")

    assert counted(gzip.compress(plain))[0] == read(gzip.compress(plain), f"{NAME}.gz")[0] == 3
    assert counted(archive.getvalue())[0] == read(archive.getvalue(), "day.zip")[0]


def test_a_truncated_gzip_file_is_counted_as_far_as_it_goes():
    plain = HEAD + b"".join(b"2026-03-04 10:00:00,192.0.2.%d,%d\n" % (number % 250, number) for number in range(5000))
    packed = gzip.compress(plain)

    for cut in range(40, len(packed), len(packed) // 40):
        records, _, ended = read(packed[:cut], f"{NAME}.gz")
        if ended == "file.truncated" and records > 1:
            assert counted(packed[:cut])[0] == records


def test_json_lines_arrays_and_the_catalogue_are_counted():
    entries = [{"cveID": f"CVE-2026-{n:05d}", "vendorProject": "Ejemplo", "product": "Cosa", "dateAdded": "2026-03-01"} for n in range(7)]
    catalogue = json.dumps({"catalogVersion": "2026.03.01", "count": 7, "vulnerabilities": entries}, indent=1).encode()
    lines = (
        b"".join(json.dumps({"timestamp": "2026-03-04T10:00:00Z", "ip": "192.0.2.1", "n": n}).encode() + b"\n" for n in range(5))
        + b"{broken\n\n"
    )

    assert counted(catalogue)[0] == read(catalogue, "kev.json")[0] == 7
    assert counted(lines)[0] == read(lines, "events.jsonl")[0] == 6
    array = json.dumps([{"timestamp": "2026-03-04T10:00:00Z", "ip": "192.0.2.1", "text": 'a "quoted" ñ' * 1000}] * 300).encode()
    assert counted(array)[0] == read(array, "events.json")[0] == 300


def test_a_workbook_is_counted_without_its_cover(world):

    ingest(world, HEADER + line("192.0.2.1"))
    ingest(world, HEADER + line("192.0.2.2"))
    rows = list_deliveries(world, OPERATOR, read_query((), DELIVERIES, world.now()))
    data = tabular.to_xlsx(rows, "es", tabular.meta_of(rows, world.now()))

    assert count_stream(io.BytesIO(data)).records == 2


def test_the_recount_imports_nothing_of_baluarte_and_runs_alone(tmp_path):
    names = [
        getattr(node, "module", None) or node.names[0].name
        for path in (ROOT / "baluarte_recount").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    path = tmp_path / NAME
    path.write_bytes(HEAD + b"1,2,3\n")

    steps = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['x', {str(path)!r}]"
    alone = [sys.executable, "-I", "-c", f"{steps}; runpy.run_module('baluarte_recount', run_name='__main__')"]
    done = subprocess.run(alone, capture_output=True, text=True, check=True)

    assert [name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, "baluarte_recount"}] == []
    assert json.loads(done.stdout)["records"] == 1
