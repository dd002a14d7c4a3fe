"""What others made lies here as listed, licensed, and without a wire to the outside."""

import hashlib
import re
import tomllib
from pathlib import Path

import baluarte

SOURCE = Path(baluarte.__file__).parent
ROOT = SOURCE.parent.parent
LISTED = tomllib.loads((SOURCE / "wiring/static/VENDORED.toml").read_text("utf-8"))["package"]


def test_every_vendored_file_is_the_one_that_was_listed():
    for package in LISTED:
        for entry in package["file"]:
            data = (ROOT / entry["path"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry["path"]


def test_every_vendored_file_is_listed():
    listed = {entry["path"] for package in LISTED for entry in package["file"]}
    places = (SOURCE / "wiring/static/vendor", SOURCE / "formats/fonts", ROOT / "tests/faces/browser/vendor")
    lying = {str(path.relative_to(ROOT)) for place in places for path in place.rglob("*") if path.is_file()}

    assert {path for path in lying if not re.search(r"(?i)licen[cs]e|OFL", path)} == listed


def test_every_package_has_a_name_a_version_and_a_licence():
    assert all(package["name"] and package["version"] and package["licence"] for package in LISTED)


def test_the_kit_has_neither_crown_nor_the_typeface_of_another_house():
    css = (SOURCE / "wiring/static/vendor/govuk-frontend.min.css").read_text("utf-8")

    assert "GDS Transport" not in css
    assert "crest" not in css
    assert "url(" not in css
    assert "sourceMappingURL" not in css


def test_our_own_styles_ask_nobody_else_for_anything():
    for path in (SOURCE / "wiring/static/baluarte").iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "").replace('[href^="http"]', "")
        assert not re.search(r"https?:|//[a-z]+\.[a-z]", text), path.name
