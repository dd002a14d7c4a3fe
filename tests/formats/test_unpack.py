"""Packed files are opened one level deep, within limits, and no byte inside an archive is trusted."""

import gzip
import io
import struct
import zipfile
import zlib

import pytest

from baluarte.core.errors import Unusable
from baluarte.formats.reports import open_report
from baluarte.formats.unpack import Limits, unpack

NAME = "2026-03-04-scan_ssl-example.csv"
TEXT = b"timestamp,ip\n" + b"".join(b"2026-03-04 10:00:00,192.0.2.%d\n" % (number % 250) for number in range(1_000))


def zipped(*members, mode=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", mode) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def read(data, name=f"{NAME}.gz", limits=None):
    (source,) = unpack(name, io.BytesIO(data), limits)
    return b"".join(iter(lambda: source.read(1 << 16), b"")), source


def refused(data, limits=None):
    with pytest.raises(Unusable) as refusal:
        unpack("a.zip", io.BytesIO(data), limits)
    return refusal.value.code


def test_k1_a_truncated_gzip_gives_what_it_held_and_its_last_broken_row_is_set_aside():
    packed = gzip.compress(TEXT)

    (reading,) = open_report(f"{NAME}.gz", io.BytesIO(packed[: len(packed) * 2 // 3]))
    slices = list(reading.slices)

    good = sum(one.table.height for one in slices)
    codes = [code for one in slices for code in one.rejects["code"]]
    assert 0 < good < 1_000
    assert codes in ([], ["file.truncated"])
    assert reading.partial == "file.truncated"
    assert reading.lines.covered == good + len(codes)


def test_k1_a_gzip_cut_anywhere_never_gives_a_row_that_was_not_in_it():
    packed = gzip.compress(TEXT)
    whole = set(TEXT.decode().split("\n"))

    for at in range(30, len(packed), 97):
        (reading,) = open_report(f"{NAME}.gz", io.BytesIO(packed[:at])) if gives_a_header(packed[:at]) else (None,)
        if reading is not None:
            rows = [",".join(row[:2]) for one in reading.slices for row in one.table.iter_rows()]
            assert set(rows) <= whole
            assert reading.partial == "file.truncated"


def gives_a_header(packed):
    return b"\n" in zlib.decompressobj(wbits=31).decompress(packed)


def test_k2_garbage_behind_a_gzip_is_named_zeros_are_ignored_and_flagged():
    packed = gzip.compress(TEXT)

    garbage, with_garbage = read(packed + b"garbage")
    zeros, with_zeros = read(packed + b"\0" * 512)

    assert (garbage, with_garbage.partial) == (TEXT, "file.trailing")
    assert (zeros, with_zeros.partial, with_zeros.notes) == (TEXT, "", ["file.trailing-zeros"])


def test_k2_a_second_gzip_member_is_joined_only_where_that_is_declared():
    packed = gzip.compress(TEXT) + gzip.compress(TEXT)

    first, alone = read(packed)
    both, joined = read(packed, limits=Limits(joined=True))

    assert (first, alone.partial) == (TEXT, "file.trailing")
    assert (both, joined.partial) == (TEXT + TEXT, "")


def test_a_gzip_with_a_flipped_bit_is_named_as_damaged():
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 1  # in the checksum

    text, source = read(bytes(packed))

    assert source.partial == "file.damaged"
    assert TEXT.startswith(text)


def test_k3_a_bomb_ends_at_the_ratio_and_what_stood_before_it_is_kept():
    packed = gzip.compress(TEXT + b"0" * (64 << 20))

    (reading,) = open_report(f"{NAME}.gz", io.BytesIO(packed))
    slices = list(reading.slices)

    assert sum(one.table.height for one in slices) > 900
    assert reading.partial == "file.too-large"


def test_k3_the_total_is_capped_too():
    text, source = read(gzip.compress(TEXT), limits=Limits(total=1_000))

    assert len(text) <= 1_000
    assert source.partial == "file.too-large"


@pytest.mark.parametrize("inner", [gzip.compress(TEXT), zipped((NAME, TEXT))])
def test_k4_an_archive_in_an_archive_is_refused(inner):
    assert refused(zipped(("inner", inner))) == "file.nested"
    assert refused(gzip.compress(inner)) == "file.nested"


def test_k5_a_zip_is_refused_for_each_way_in_which_readers_could_disagree():
    sound = zipped((NAME, TEXT))
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped((NAME, TEXT), (NAME, b""))

    assert refused(twice) == "file.name-twice"
    assert refused(b"PK\x03\x04junk" + sound) == "file.trailing"
    assert refused(sound + b"more") == "file.trailing"
    assert refused(sound[:-10]) == "file.truncated"
    assert refused(sound, Limits(entries=0)) == "file.too-many"
    assert refused(zipped((NAME, TEXT), mode=zipfile.ZIP_BZIP2)) == "file.compression"
    assert refused(zipped((NAME, b"0" * (64 << 20)))) == "file.too-large"
    assert refused(zipped()) == "file.empty"


def test_k5_an_encrypted_zip_is_refused():
    data = bytearray(zipped((NAME, TEXT)))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1

    assert refused(bytes(data)) == "file.encrypted"


def test_k5_members_that_share_bytes_are_refused():
    data = bytearray(zipped(("a", TEXT), ("b", TEXT)))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 4)

    assert refused(bytes(data)) in {"file.overlap", "file.damaged"}


def test_k5_a_wrong_checksum_is_named_and_the_rows_before_it_are_kept():
    data = bytearray(zipped((NAME, TEXT), mode=zipfile.ZIP_STORED))
    data[data.index(b"192.0.2.77")] ^= 1

    text, source = read(bytes(data), "a.zip")

    assert source.partial == "file.damaged"
    assert len(text) <= len(TEXT)


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "C:\\x", "a/b/c"])
def test_k6_a_name_in_an_archive_is_data_and_never_a_path(name):
    (source,) = unpack("a.zip", io.BytesIO(zipped((name, TEXT))))

    assert source.name.replace("\\", "/") == name.replace("\\", "/")


def test_k6_a_link_in_an_archive_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    assert refused(buffer.getvalue()) == "file.odd-entry"


def test_a_zip_of_several_reports_gives_a_reading_each_and_one_bad_member_spoils_no_other():
    data = zipped((NAME, TEXT), ("2026-03-04-scan_rdp-example.csv", TEXT), ("readme.html", b"<html>"))

    readings = open_report("day.zip", io.BytesIO(data))

    assert [reading.report.name for reading in readings] == ["scan_ssl", "scan_rdp", "readme"]
    assert [sum(one.table.height for one in reading.slices) for reading in readings[:2]] == [1_000, 1_000]
    (part,) = readings[2].slices
    assert part.rejects["code"].to_list() == ["file.not-this-format"]
