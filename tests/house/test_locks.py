"""Both locks name versions and hashes, and no address of any registry."""

import re
from importlib.metadata import distributions

import pytest
from tests.house.building import ROOT, kept, short

LOCKS = ("run.lock", "dev.lock")
# Read as words of the licence field or its classifiers. Copyleft on our own code would bind whoever builds on us.
PERMISSIVE = (
    "MIT",
    "BSD",
    "Apache",
    "PSF",
    "Python Software Foundation",
    "ISC",
    "Unlicense",
    "CC0",
    "Zlib",
    "MPL-2.0",
    "Mozilla Public License 2.0",
    "0BSD",
    "HPND",
    "UPL",
)
WEAK_COPYLEFT = {
    "cvss": "LGPL-3.0: used unchanged, as a library",
    "psycopg": "LGPL-3.0: used unchanged, as a library",
    "psycopg-binary": "LGPL-3.0: used unchanged, as a library",
    "python-gnupg": "BSD",
    "pysequoia": "Apache-2.0",
}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name):
    text = (ROOT / "requirements" / name).read_text("utf-8")

    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_has_its_hashes(name):
    text = (ROOT / "requirements" / name).read_text("utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())

    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block or "==" not in block] == []


def test_every_pin_of_the_lists_is_in_its_lock():
    for name in ("run", "dev"):
        lock = (ROOT / "requirements" / f"{name}.lock").read_text("utf-8").lower()
        pins = [line for line in (ROOT / "requirements" / f"{name}.in").read_text("utf-8").split("\n") if "==" in line]

        missing = [pin for pin in pins if re.sub(r"\[.*\]", "", pin).lower().replace("_", "-") not in lock]

        assert missing == []


def test_every_licence_is_permissive_or_named_with_its_reason():
    odd = {}
    for one in distributions():
        name = one.metadata["Name"].lower()
        words = [one.metadata.get("License-Expression") or "", one.metadata.get("License") or ""]
        words += [line for line in one.metadata.get_all("Classifier") or [] if line.startswith("License")]
        said = " ".join(words)
        strong = re.search(r"(?<!L)(?<!Lesser )\b(A?GPL|GNU (Affero )?General)", said) and not any(word in said for word in PERMISSIVE)
        weak = re.search(r"LGPL|Lesser", said) and name not in WEAK_COPYLEFT
        unknown = said.strip() and not any(word.lower() in said.lower() for word in PERMISSIVE) and name not in {*WEAK_COPYLEFT, "baluarte"}
        if strong or weak or unknown:
            odd[name] = said[:80]

    assert odd == {}


def test_no_file_names_a_machine_or_a_registry():
    # A path of one machine, or the host of one registry, breaks on every other.
    # This test is made of the words it looks for.
    words = re.compile(
        "|".join(
            (
                "/wo" + "rk/(?:main|shared)",
                "/ro" + "ot/",
                "/ho" + "me/[a-z]",
                "pypi" + r"\.org",
                "registry\\.npm" + "js",
                "deb\\.deb" + "ian",
            )
        )
    )
    told = []
    for path in kept():
        if path.suffix in {".png", ".woff2", ".ttf", ".mo", ".parquet", ".xlsx", ".gz", ".zip"} or "vendor" in path.parts:
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        told += [f"{short(path)}: {found[0]}" for found in words.finditer(text)]

    assert told == []
