"""A MISP warning list: what is known to be harmless or shared by many, as one JSON object a list."""

from baluarte.core.errors import Unusable
from baluarte.core.sources.benign.index import BenignList, ListKind
from baluarte.formats.jsontext import Bad, load_strict

MOST_BYTES = 1 << 28
_KINDS: tuple[ListKind, ...] = ("string", "hostname", "cidr", "substring", "regex")
# What a finding can sit on; lists about hashes or telephone numbers alone say nothing of it.
_OURS = frozenset({
    "ip-src", "ip-dst", "ip-src|port", "ip-dst|port", "domain|ip", "domain", "hostname", "hostname|port", "url", "uri", "link",
})  # fmt: skip


def read_list(name: str, data: bytes) -> BenignList | None:
    """Return a list under its short name, or None for one that says nothing about addresses, names or links. Raises `Unusable`."""
    try:
        whole = load_strict(data, most=MOST_BYTES)
    except Bad as wrong:
        raise _not_a_list(name, wrong.code) from None
    if not isinstance(whole, dict) or whole.get("type") not in _KINDS or not isinstance(whole.get("list"), list):
        raise _not_a_list(name, "file.not-this-format")
    about = frozenset(str(one) for one in whole.get("matching_attributes") or ())
    if about and not about & _OURS:
        return None
    return BenignList(name, whole["type"], [str(entry) for entry in whole["list"]], about)


def _not_a_list(name: str, code: str) -> Unusable:
    return Unusable(code, f"{name} is no warning list.", "A list has a type and its entries.", "Fetch the lists again, or remove the file.")
