"""Secrets that sources name: one file each, in one folder, read at the moment of use.

They are never in the database, in a log or in a process's environment, and a new one
counts from the next visit on. Systemd credentials and container secrets are such files.
"""

import stat
from pathlib import Path

from baluarte.core.errors import Unusable

_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
MOST_BYTES = 64 * 1024


def read_secret(folder: Path, name: str) -> str:
    """Return the secret of a name, without the blanks and line ends around it, or raise `Unusable`.

    A name is checked where a source is described; here again.
    """
    path = folder / name
    if not name or path.parent != folder or name.startswith("."):
        raise _missing(name)
    try:
        if path.stat().st_mode & _OTHERS_MAY_WRITE:
            raise Unusable(
                "source.secret-open",
                f"The file of the secret {name!r} may be changed by others.",
                "Whoever changes it would speak in our name.",
                "Set its mode to 0400.",
            )
        text = path.read_bytes()[:MOST_BYTES].decode("utf-8-sig").strip()
    except OSError:
        raise _missing(name) from None
    except UnicodeDecodeError:  # it holds the bytes: it is not passed on
        raise Unusable(
            "source.secret-form",
            f"The secret {name!r} has not the form that its source needs.",
            "Its file is no text in UTF-8.",
            "Write the secret into its file again, as one line.",
        ) from None
    if not text:
        raise _missing(name)
    return text


def _missing(name: str) -> Unusable:
    return Unusable(
        "source.secret-missing",
        f"There is no secret named {name!r}.",
        "A source names its secrets; each is a file in the folder of secrets.",
        "Put it into the folder that BALUARTE_SECRETS names, mode 0400.",
    )
