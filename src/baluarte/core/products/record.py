"""What one CVE record says: which products, which versions, how bad; by whom, and whether it still stands."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from baluarte.core.products.ranges import STATUSES, Affected, Change, Span, Status

By = Literal["cna", "adp"]
# What a product of a record is kept with; the rest of a record is read where it is published.
KEPT = ("vendor", "product", "packageName", "collectionURL", "cpes", "platforms", "defaultStatus", "versions")
_NOBODY = frozenset({"", "n/a", "unspecified", "unknown", "-"})


@dataclass(frozen=True)
class Concerned:
    """One product that a record speaks of. `by` is who says so: the authority that numbered the flaw, or one who added to it."""

    vendor: str
    product: str
    affected: Affected
    cpes: tuple[str, ...] = ()
    by: By = "cna"

    @property
    def named(self) -> bool:
        """Does it name a product at all? Old records say `n/a`."""
        return self.product.casefold() not in _NOBODY


def write_concerned(containers: Iterable[tuple[By, object]]) -> str:
    """Return the products of the containers of a record as one compact text, to be kept and read back."""
    kept = [
        {"by": by, **{name: entry[name] for name in KEPT if name in entry}} for by, container in containers for entry in _objects(container)
    ]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read_concerned(text: str) -> tuple[Concerned, ...]:
    """Return the products that `write_concerned` kept. What has not the form of the schema is a doubt, never a guess.

    >>> kept = write_concerned([("cna", [{"vendor": "Acme", "product": "Mail", "versions": [{"version": "1", "status": "affected"}]}])])
    >>> read_concerned(kept)[0].affected.spans[0].version
    '1'
    """
    return tuple(_concerned(entry) for entry in _objects(json.loads(text))) if text else ()


def _concerned(entry: Mapping[str, Any]) -> Concerned:
    product = _text(entry.get("product")) or _text(entry.get("packageName"))
    cpes = entry.get("cpes")
    spans = tuple(span for one in _objects(entry.get("versions")) for span in _spans(one))
    return Concerned(
        _text(entry.get("vendor")),
        product,
        Affected(_status(entry.get("defaultStatus")), spans),
        tuple(one for one in cpes if isinstance(one, str)) if isinstance(cpes, list) else (),
        "adp" if entry.get("by") == "adp" else "cna",
    )


def _spans(entry: Mapping[str, Any]) -> Iterable[Span]:
    version = entry.get("version")
    if not isinstance(version, str):
        return
    changes = tuple(
        Change(_text(one.get("at")), _status(one.get("status"))) for one in _objects(entry.get("changes")) if _text(one.get("at"))
    )
    yield Span(
        version.strip(),
        _status(entry.get("status")),
        _text(entry.get("versionType")),
        _text(entry.get("lessThan")),
        _text(entry.get("lessThanOrEqual")),
        changes,
    )


def _status(value: object) -> Status:
    return next((status for status in STATUSES if status == value), "unknown")


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
