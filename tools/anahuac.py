"""Write the register and the samples of the fictional country from its source, or say what differs.

python tools/anahuac.py           writes packs/anahuac/*.csv and packs/anahuac/samples/
python tools/anahuac.py --check   writes nothing; exit code 1 when a file differs
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from baluarte.testing.country.feed import Feed
from baluarte.testing.country.register import register
from baluarte.testing.country.samples import samples
from baluarte.testing.country.source import anahuac, pack_folder


def made() -> Mapping[Path, bytes]:
    """Return every generated file of the pack, by its place."""
    folder, country = pack_folder(), anahuac()
    files = {folder / name: data for name, data in register(country).items()}
    return files | {folder / "samples" / name: data for name, data in samples(Feed(country)).items()}


def main(words: list[str]) -> int:
    """Write or compare."""
    files = made()
    stale = [path for path, data in files.items() if not path.exists() or path.read_bytes() != data]
    for path in stale:
        print(path)
        if "--check" not in words:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[path])
    return 1 if stale and "--check" in words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
