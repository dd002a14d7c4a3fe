"""A bill of materials in CycloneDX 1.6 (JSON). The same tree gives the same bytes: no clock, no chance, no name of a machine."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any

from tools.supply.parts import Part

VERSION = "1.6"
_SPACE = uuid.UUID("7f1b9c52-6d0e-5f2a-9a53-2b7c1e3f4d60")


def bill(release: str, parts: Sequence[Part]) -> bytes:
    """Return the bill of one release. Its serial number is made from what it lists."""
    ordered = sorted(parts, key=lambda part: (not part.package, part.name))
    body: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": VERSION,
        "version": 1,
        "metadata": {"component": _ours(release)},
        "components": [_component(part) for part in ordered],
        "dependencies": [_needs(_reference("baluarte", release), ordered), *(_depends(part, ordered) for part in ordered)],
    }
    digest = hashlib.sha256(_written(body)).hexdigest()
    return _written({"$schema": f"http://cyclonedx.org/schema/bom-{VERSION}.schema.json", "serialNumber": _serial(digest), **body}) + b"\n"


def _written(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _serial(digest: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_SPACE, digest)}"


def _reference(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _of(part: Part) -> str:
    return _reference(part.name, part.version) if part.package else f"carried:{part.name}@{part.version}"


def _ours(release: str) -> dict[str, Any]:
    return {
        "type": "application",
        "bom-ref": _reference("baluarte", release),
        "name": "baluarte",
        "version": release,
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "purl": _reference("baluarte", release),
    }


def _component(part: Part) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "library", "bom-ref": _of(part), "name": part.name, "version": part.version}
    if part.package:
        told["purl"] = _of(part)
    if part.licence != "unknown":
        told["licenses"] = [{"license": {"name": part.licence}}]
    # One hash a part is what the format means. Where there are many files, each stands beside it as a property.
    if len(part.hashes) == 1:
        told["hashes"] = [{"alg": "SHA-256", "content": part.hashes[0]}]
    else:
        told["properties"] = [{"name": "baluarte:file:sha256", "value": one} for one in part.hashes]
    return told


def _depends(part: Part, parts: Sequence[Part]) -> dict[str, Any]:
    return _needs(_of(part), [one for one in parts if one.package and one.name in part.needs])


def _needs(reference: str, needed: Sequence[Part]) -> dict[str, Any]:
    return {"ref": reference, "dependsOn": [_of(one) for one in needed]}
