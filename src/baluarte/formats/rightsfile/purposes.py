"""`rights/purposes.yaml`: the closed list of purposes, with offices, norms, ends and grounds."""

from collections.abc import Mapping
from typing import Any

from baluarte.core.rights.purposes.purpose import Norm, Purpose, Purposes
from baluarte.formats.rightsfile.page import day, listed, mapping, read_page, refuse, text

FORM = "baluarte/purposes/1"
CLASSES = ("contact", "message", "reply", "account", "reporter")
_OF_PURPOSE = ("sentence", "norm", "expires", "offices", "classes", "grounds", "assessment")


def read_purposes(data: bytes) -> Purposes:
    r"""Return the purposes of a file. Raises `Unusable` with what is wrong, why, and what to write.

    >>> read_purposes(b"format: baluarte/purposes/1\nversion: 1\noffices: {}\npurposes: {}").version
    '1'
    """
    page, sha256 = read_page(data, FORM, ("offices", "purposes"))
    offices = {name: text(said, f"office {name}") for name, said in mapping(page.get("offices"), "offices").items()}
    said = mapping(page.get("purposes"), "purposes")
    return Purposes(str(page["version"]), offices, {code: _purpose(code, one, offices) for code, one in said.items()}, sha256)


def _purpose(code: str, said: object, offices: Mapping[str, Any]) -> Purpose:
    where = f"the purpose '{code}'"
    parts = mapping(said, where, _OF_PURPOSE, needed=("sentence", "norm", "expires", "offices", "classes", "assessment"))
    grounds = mapping(parts.get("grounds") or {}, f"{where}: grounds")
    return Purpose(
        code,
        text(parts["sentence"], f"{where}: sentence"),
        _norm(parts["norm"], where),
        day(parts["expires"], f"{where}: expires"),
        frozenset(listed(parts["offices"], f"{where}: offices", offices)),
        frozenset(listed(parts["classes"], f"{where}: classes", CLASSES)),
        {name: text(words, f"{where}: ground {name}") for name, words in grounds.items()},
        str(parts["assessment"]),
    )


def _norm(said: object, where: str) -> Norm:
    parts = mapping(said, f"{where}: norm", ("es", "en", "source", "verified"), needed=("es", "en", "source"))
    verified = str(parts.get("verified", "false"))
    if verified not in {"true", "false"}:
        refuse(f"{where}: verified is '{verified}'", "Somebody has read the source, or nobody has.", "Write true or false.")
    return Norm(text({"es": parts["es"], "en": parts["en"]}, f"{where}: norm"), str(parts["source"]), verified == "true")
