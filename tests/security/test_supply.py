"""What the program is made of: listed to the last part, built the same twice, and reachable when a flaw is found."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from tests.house.building import ROOT, kept
from tools.supply.bill import bill
from tools.supply.parts import Part, carried, locked

from baluarte.wiring.discovery import NOTICE, VALID, days_left, expires


@pytest.fixture(scope="module")
def sbom() -> dict:
    done = subprocess.run([sys.executable, "-m", "tools.supply"], cwd=ROOT, check=True, capture_output=True)
    return json.loads(done.stdout)


def test_every_package_of_the_lock_stands_in_the_bill_with_its_version_and_hashes(sbom):
    lock = (ROOT / "requirements/run.lock").read_text("utf-8")
    pins = {
        f"{name.lower().replace('_', '-').replace('.', '-')}@{version}"
        for name, version in re.findall(r"^([\w.-]+)==([^ ;\\]+)", lock, re.MULTILINE)
    }
    hashes = set(re.findall(r"sha256:([0-9a-f]{64})", lock))
    packages = [part for part in sbom["components"] if "purl" in part]

    assert {part["purl"].removeprefix("pkg:pypi/") for part in packages} == pins
    told = {one["content"] for part in packages for one in part.get("hashes", [])}
    told |= {one["value"] for part in packages for one in part.get("properties", [])}
    assert told == hashes


def test_what_we_carry_stands_there_too_and_has_a_licence(sbom):
    lying = {part["name"]: part for part in sbom["components"] if "purl" not in part}

    assert set(lying) == {part.name for part in carried()}
    assert all(part["licenses"] for part in lying.values())


def test_the_bill_has_the_form_of_cyclonedx(sbom):
    references = [part["bom-ref"] for part in sbom["components"]] + [sbom["metadata"]["component"]["bom-ref"]]

    assert (sbom["bomFormat"], sbom["specVersion"], sbom["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", sbom["serialNumber"])
    assert len(set(references)) == len(references)
    assert {one["ref"] for one in sbom["dependencies"]} == set(references)
    assert {needed for one in sbom["dependencies"] for needed in one["dependsOn"]} <= set(references)


def test_the_same_parts_in_another_order_give_the_same_bytes():
    parts = [Part("b", "1", "MIT", ("00",), ("a",)), Part("a", "2", "ISC", ("11", "22"))]

    assert bill("2026.11", parts) == bill("2026.11", parts[::-1])
    assert bill("2026.11", parts) != bill("2026.12", parts)


def test_what_is_installed_here_has_a_licence_in_the_bill():
    assert [part.name for part in locked() if part.licence == "unknown" and _is_here(part.name)] == []


def _is_here(name: str) -> bool:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return bool(distribution(name))
    except PackageNotFoundError:
        return False


def built(place, umask: int, moment: int) -> str:
    """Copy the tree with other times and modes, build its wheel, and return the hash of that."""
    tree = place / "tree"
    for path in kept():
        inside = path.relative_to(ROOT)
        if inside.parts[0] in {"src", "packs"} or inside.parts[:2] == ("tools", "recount") or len(inside.parts) == 1:
            (tree / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, tree / inside)
            (tree / inside).chmod(0o666 & ~umask | (path.stat().st_mode & 0o111))
            os.utime(tree / inside, (moment, moment))
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"} | {"PYTHONHASHSEED": str(umask)}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place / "dist")]
    subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True)
    return hashlib.sha256(next((place / "dist").glob("*.whl")).read_bytes()).hexdigest()


def test_a_wheel_built_twice_at_other_places_and_times_has_the_same_hash(tmp_path):
    first, second = built(tmp_path / "one", 0o022, 1_700_000_000), built(tmp_path / "another", 0o077, 1_750_000_000)

    assert first == second


def test_security_txt_is_read_as_its_standard_says(passer_by):
    text = passer_by.get("/.well-known/security.txt").content.decode()
    fields = [line.split(": ", 1) for line in text.splitlines()]
    names = [name for name, _ in fields]
    told = dict(fields)

    assert all(len(field) == 2 and re.fullmatch(r"[A-Z][A-Za-z-]+", field[0]) for field in fields)
    assert [names.count(name) for name in ("Expires", "Preferred-Languages")] == [1, 1]
    assert datetime.fromisoformat(told["Expires"]) == expires()
    assert told["Canonical"].endswith("/.well-known/security.txt")
    assert all(
        urlsplit(value).scheme in {"https", "mailto"} or "127.0.0.1" in value
        for name, value in fields
        if name not in {"Expires", "Preferred-Languages"}
    )


def test_where_security_txt_leads_there_is_something(passer_by):
    text = passer_by.get("/.well-known/security.txt").content.decode()
    paths = [urlsplit(line.split(": ")[1]).path for line in text.splitlines() if line.startswith(("Contact: http", "Policy", "Canonical"))]

    assert paths
    assert [path for path in paths if passer_by.get(path).status_code != 200] == []


def test_security_txt_is_looked_at_again_a_month_before_it_expires():
    """Read it, move `REVIEWED` in wiring/discovery.py to today, and this holds again."""
    assert days_left(datetime.now(UTC)) >= NOTICE.days


def test_security_txt_never_promises_a_year():
    assert timedelta(days=365) > VALID
