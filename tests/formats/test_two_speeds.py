"""The fast and the slow reader agree, and whatever the bytes are, every line is accounted for."""

import io

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from baluarte.core.errors import Unusable
from baluarte.core.feeds.reading import LINE, ROW, Lines
from baluarte.formats.tabular import Dialect, open_table
from baluarte.formats.tabular.dialect import Place
from baluarte.formats.tabular.fast import read_fast
from baluarte.formats.tabular.header import Header
from baluarte.formats.tabular.slow import SlowWalk

HEADER = Header(("a", "b", "c"), b"a,b,c", Dialect(), 6)
# Pieces that hold every oddity a delimited file can have, close together.
PIECES = st.sampled_from(
    [b"1", b"x", b",", b",", b",", b'"', b'""', b"\n", b"\n", b"\r\n", b"\r", b" ", b"a,b,c\n", b"1,2,3\n", b'"1","2","3"\n', b"\xff", b"\0",
     "ñ".encode(), b"\xef\xbb\xbf", b"\x0b", b"\xe2\x80\xa8", b",,\n", b"\\", b"'"],
)  # fmt: skip
BYTES = st.lists(PIECES, max_size=40).map(b"".join)


def read_slowly(data):
    walk = SlowWalk(HEADER, Place(), Lines())
    walk.walk(data, final=True)
    return walk


def read_all(data, **settings):
    table = open_table(io.BytesIO(data), **settings)
    slices = list(table.slices())
    rows = pl.concat([one.table for one in slices]) if slices else pl.DataFrame(schema=dict.fromkeys(table.names, pl.String))
    rejects = pl.concat([one.rejects for one in slices]) if slices else pl.DataFrame()
    return table, rows, rejects


@settings(max_examples=1_500, deadline=None)
@given(BYTES)
@example(b'1, "a",3\n')
@example(b'1,a""b,3\n')
@example(b'1,"2","3"x\n')
@example(b'"1"1"1","2","3"\n')
@example(b'1,"a,"b",3\n')
@example(b'"1","2","3"\n1"1","2","3"\n')
@example(b"1,2\n3,4,5\n")
@example(b'1,"a""b",3\n')
@example(b'1,"a\nb",3\n')
def test_whatever_the_fast_path_believes_the_slow_path_reads_the_same(data):
    fast = read_fast(data, HEADER)

    slow = read_slowly(data)

    if fast is not None:
        assert not slow.rejects
        assert slow.table().drop(ROW, LINE).equals(fast)


@settings(max_examples=1_500, deadline=None)
@given(BYTES, st.integers(8, 64))
def test_for_any_bytes_reading_ends_and_every_line_is_accounted_for(body, size):
    data = b"a,b,c\n" + body

    table, rows, rejects = read_all(data, size=size)

    assert table.lines.physical == data.count(b"\n") + (not data.endswith(b"\n"))
    numbers = sorted(rows[ROW].to_list() + (rejects["row"].to_list() if rejects.height else [])) if table.lines.covered else []
    assert numbers == list(range(1, len(numbers) + 1))


@settings(max_examples=600, deadline=None)
@given(BYTES, st.integers(8, 64))
def test_where_a_file_is_cut_into_slices_makes_no_difference(body, size):
    data = b"a,b,c\n" + body

    _, small, small_rejects = read_all(data, size=size)
    _, whole, whole_rejects = read_all(data)

    assert small.rows() == whole.rows()
    assert small_rejects.rows() == whole_rejects.rows()


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_read_or_refused_with_a_code(data):
    try:
        table, _, _ = read_all(data)
    except Unusable as refusal:
        code = refusal.code
        assert code.split(".")[0] in {"file", "csv", "bytes", "lines"}
    else:
        assert table.lines.physical == data.count(b"\n") + (not data.endswith(b"\n"))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)] * 3), max_size=20))
def test_a_file_written_by_the_rules_is_read_back_as_it_was(rows):
    lines = [",".join('"' + value.replace('"', '""') + '"' for value in row) for row in rows]
    data = "\n".join(["a,b,c", *lines, ""]).encode()
    wanted = [row for row in rows if row != ("a", "b", "c") and all(value.count("\n") <= 20 for value in row)]

    _, read, rejects = read_all(data)

    assert read.drop(ROW, LINE).rows() == wanted if read.height else wanted == []
    assert not rejects.height


@settings(max_examples=600, deadline=None)
@given(BYTES)
def test_the_place_of_a_row_gives_back_its_own_bytes(body):
    data = b"a,b,c\n" + body
    table = open_table(io.BytesIO(data), size=32)

    for part in table.slices():
        rows = part.table[ROW].to_list()
        for start, end, raw in part.stood(rows):
            assert data[start:end] == raw
        for _, _, start, end, _, _, _, raw in part.rejects.iter_rows():
            assert data[start:end] == raw
