"""Signed bundles: what leaves the house on a medium, and is checked before anything of it is used."""

from baluarte.core.ledger.note import Verifier, read_verifier, verifier_of
from baluarte.formats.bundle.archive import Container, Opened, altered, in_zip, key_inside, open_bundle, write_bundle
from baluarte.formats.bundle.texts import texts

__all__ = [
    "Container", "Opened", "Verifier", "altered", "in_zip", "key_inside", "open_bundle", "read_verifier", "texts", "verifier_of", "write_bundle",
]  # fmt: skip
