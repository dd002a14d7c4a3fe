"""A bundle that is a folder is read from regular files alone."""

import os

import pytest

from baluarte.core.errors import Unusable
from baluarte.faces.cli.offline.matching import _folder


def test_a_pipe_or_a_link_in_place_of_a_file_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "plain").write_bytes(b"abc")
    (tmp_path / "link").symlink_to(tmp_path / "plain")
    container = _folder(tmp_path)

    assert container.take("plain", 2) == b"abc"
    for name in ("pipe", "link", "none"):
        with pytest.raises(Unusable):
            container.take(name, 2)
