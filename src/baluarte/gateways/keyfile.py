"""The keys of an installation in one file, sealed with a passphrase (scrypt, AES-256-GCM).

They are in no backup: whoever finds a backup must not be able to read pseudonyms back or sign
in as anybody. Whoever loses them cannot use a backup at all. So they go into a file of their
own, once, to be kept in another place.
"""

import base64
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from baluarte.core.errors import Unusable

LEAST_LETTERS = 12
_N, _R, _P = 1 << 16, 8, 1  # 64 MiB and a fifth of a second a try
_ALONE = ("secret.key", "openpgp.key")
_FOLDER = "secrets"
_SAYS = b"baluarte-keys-1"


def seal_keys(data: Path, target: Path, passphrase: str) -> list[str]:
    """Write every key below the data folder into one sealed file, and return their names."""
    if len(passphrase) < LEAST_LETTERS:
        raise Unusable("backup.passphrase", f"The passphrase is shorter than {LEAST_LETTERS} letters.", "", "Choose a longer one.")
    found = [data / name for name in _ALONE] + sorted((data / _FOLDER).glob("*"))
    keys = {str(path.relative_to(data)): base64.b64encode(path.read_bytes()).decode() for path in found if path.is_file()}
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(keys).encode(), _SAYS)
    parts = {"form": 1, "salt": salt, "nonce": nonce, "sealed": sealed}
    body = {name: base64.b64encode(value).decode() if isinstance(value, bytes) else value for name, value in parts.items()}
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(body, out)
        out.flush()
        os.fsync(out.fileno())
    return sorted(keys)


def open_keys(source: Path, data: Path, passphrase: str) -> list[str]:
    """Write the keys of a sealed file where they belong, for this user alone; one that lies there already must be the same."""
    try:
        body = json.loads(source.read_text("utf-8"))
        salt, nonce, sealed = (base64.b64decode(body[name]) for name in ("salt", "nonce", "sealed"))
        keys = json.loads(AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, _SAYS))
    except (OSError, ValueError, KeyError, InvalidTag) as error:
        raise Unusable(
            "backup.keys", f"'{source}' cannot be opened.", "It is no file of keys, or the passphrase is another.", "Check both."
        ) from error
    for name, value in keys.items():
        _put(data / name, base64.b64decode(value))
    return sorted(keys)


def _put(target: Path, key: bytes) -> None:
    if target.exists() and target.read_bytes() != key:
        raise Unusable(
            "backup.other-key",
            f"'{target}' holds another key.",
            "Two keys cannot be one installation's.",
            "Remove it, or name another folder.",
        )
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(key)
        os.fsync(out.fileno())


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_N, r=_R, p=_P).derive(passphrase.encode())
