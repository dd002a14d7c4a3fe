"""The parts: every package of the lock that an installation runs, and every file of others that we carry."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK, VENDORED = "requirements/run.lock", "src/baluarte/wiring/static/VENDORED.toml"
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_REQUIRED = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
# Short names that packages write in the free field, as SPDX has them.
_SPDX = {"mit license": "MIT", "apache 2.0": "Apache-2.0", "apache license 2.0": "Apache-2.0", "bsd": "BSD-3-Clause", "isc license": "ISC"}
# Read in the package's own licence file, because its description says none.
_READ = {"huey": "MIT", "polars-hash": "MIT"}
_SHORT = re.compile(r"[A-Za-z0-9.+() -]{2,60}")


@dataclass(frozen=True)
class Part:
    """One thing of others: its version, licence and the hashes of its files; `needs` are the names of other parts."""

    name: str
    version: str
    licence: str
    hashes: tuple[str, ...]
    needs: tuple[str, ...] = ()
    package: bool = True  # of the package index; False is a file that lies in our tree


def canonical(name: str) -> str:
    """Return the name of a package in its one form.

    >>> canonical("Django_Ninja")
    'django-ninja'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(root: Path = ROOT) -> Iterator[Part]:
    """Give the packages of the run lock, by name; what is not installed here has the licence `unknown`."""
    text = (root / LOCK).read_text("utf-8")
    pins = [(canonical(found[1]), found[2], found.start()) for found in _PIN.finditer(text)]
    names = {name for name, _, _ in pins}
    ends = [start for _, _, start in pins[1:]] + [len(text)]
    for (name, version, start), end in zip(pins, ends, strict=True):
        found = _installed(name)
        needs = tuple(sorted(_needs(found) & names - {name})) if found else ()
        yield Part(name, version, licence_of(found) if found else "unknown", tuple(_HASH.findall(text[start:end])), needs)


def carried(root: Path = ROOT) -> Iterator[Part]:
    """Give the files of others that lie in our tree, as they are listed there."""
    for package in tomllib.loads((root / VENDORED).read_text("utf-8"))["package"]:
        hashes = tuple(file["sha256"] for file in package["file"])
        yield Part(package["name"], package["version"], package["licence"], hashes, package=False)


def licence_of(found: Distribution) -> str:
    """Return the licence that a package states, in the words of SPDX where it uses them."""
    said = next((found.metadata[key] for key in ("License-Expression", "License") if key in found.metadata), "")
    if _SHORT.fullmatch(said.strip()):
        return _SPDX.get(said.strip().lower(), said.strip())
    classified = [line.rpartition(" :: ")[2] for line in found.metadata.get_all("Classifier") or [] if line.startswith("License")]
    return classified[0] if classified else _READ.get(canonical(found.metadata["Name"]), "unknown")


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _needs(found: Distribution) -> set[str]:
    wanted = (_REQUIRED.match(line) for line in found.requires or [] if "extra ==" not in line)
    return {canonical(one[0]) for one in wanted if one}
