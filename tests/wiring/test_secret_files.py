"""Secrets in files: what surrounds one is no part of it, and no refusal repeats what the file holds."""

import pytest

from baluarte.core.errors import Unusable
from baluarte.wiring.secret_files import read_secret


def put(folder, data: bytes) -> None:
    path = folder / "token"
    path.write_bytes(data)
    path.chmod(0o600)


@pytest.mark.parametrize("data", [b"Bearer abc", b"Bearer abc\n", b"Bearer abc \r\n", b" \tBearer abc\n\n", b"\xef\xbb\xbfBearer abc\n"])
def test_blanks_and_line_ends_around_a_secret_are_no_part_of_it(tmp_path, data):
    put(tmp_path, data)

    assert read_secret(tmp_path, "token") == "Bearer abc"


@pytest.mark.parametrize("data", [b"", b" \n", None])
def test_an_empty_file_is_no_secret_and_neither_is_none(tmp_path, data):
    if data is not None:
        put(tmp_path, data)

    with pytest.raises(Unusable) as refused:
        read_secret(tmp_path, "token")

    assert refused.value.code == "source.secret-missing"


def test_a_file_that_is_no_text_is_said_to_be_none_and_nothing_of_it_is_shown(tmp_path):
    put(tmp_path, b"s3cret\xff")

    with pytest.raises(Unusable) as refused:
        read_secret(tmp_path, "token")

    assert refused.value.code == "source.secret-form"
    assert refused.value.__cause__ is None
    assert "s3c" not in repr(refused.value)
