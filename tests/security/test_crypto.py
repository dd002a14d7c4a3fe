"""Every use of cryptography has its line in specs/crypto.md, and no other module may import a library of it."""

import re

from tests.house.building import ROOT, SRC, modules
from tests.security.test_egress import imported

LIBRARIES = ("cryptography", "pysequoia", "argon2", "nacl", "Crypto", "OpenSSL", "jwt", "rsa", "ecdsa")
WRITTEN = (ROOT / "specs/crypto.md").read_text("utf-8")
LINES = set(re.findall(r"^\| `([a-z_/]+\.py)` \|", WRITTEN, re.MULTILINE))


def users() -> set[str]:
    """Return the modules of ours that import a library of cryptography."""
    ours = (path for path in modules() if path.is_relative_to(SRC) and not path.is_relative_to(SRC / "testing"))
    return {
        path.relative_to(SRC).as_posix()
        for path in ours
        if any(name.partition(".")[0] in LIBRARIES for name in imported(path.read_text("utf-8")))
    }


def test_what_imports_cryptography_and_what_is_written_down_are_the_same():
    assert users() == LINES


def test_every_line_says_use_algorithm_key_life_and_replacement():
    lines = [line for line in WRITTEN.splitlines() if re.match(r"^\| `[a-z_/]+\.py` \|", line)]

    assert lines
    assert [line for line in lines if len([cell for cell in line.strip("|").split("|") if cell.strip()]) != 6] == []


def test_no_weak_hash_is_used_where_it_would_matter():
    weak = re.compile(r"\b(?:md5|sha1|new\(['\"](?:md5|sha1))\(")
    told = [path.relative_to(SRC).as_posix() for path in modules() if path.is_relative_to(SRC) and weak.search(path.read_text("utf-8"))]

    assert told == []


def test_no_secret_is_compared_with_the_equals_sign():
    looks = re.compile(r"(?:secret|token|signature|digest_of_secret|password)\w* == |== (?:secret|token|signature|password)\w*\b")
    told = [
        f"{path.relative_to(SRC).as_posix()}: {found[0]}"
        for path in modules()
        if path.is_relative_to(SRC)
        and not path.is_relative_to(SRC / "testing")
        and path.name != "ed25519_slow.py"  # its arithmetic is over public values
        for found in looks.finditer(path.read_text("utf-8"))
    ]

    assert told == []
