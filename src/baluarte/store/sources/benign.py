"""The lists of what is known to be harmless: loaded once from a folder, or from the package that ships them."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from baluarte.core.errors import Unusable
from baluarte.core.sources.benign.index import BenignIndex, build
from baluarte.formats.warning_lists import read_list

PACKAGE = "pymispwarninglists"


def index_of(setting: str) -> BenignIndex | None:
    """Return the index that a setting asks for: of a folder, of the installed package, or none."""
    if not setting:
        return None
    folder = _packaged() if setting == "package" else Path(setting)
    files = _files(folder)
    if not files:
        raise Unusable(
            "benign.no-lists",
            f"There is no warning list in {folder}.",
            "BALUARTE_BENIGN_LISTS names a folder with one folder a list, and list.json in each.",
            "Correct the folder, or leave the setting empty.",
        )
    return _built(tuple((str(path), path.stat().st_mtime_ns) for path in files))


def _packaged() -> Path:
    """Return where the package keeps its lists, without running a line of it."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise Unusable(
            "benign.no-package", f"{PACKAGE} is not installed.", "Its lists travel with it.", "Install baluarte[benign], or name a folder."
        )
    return Path(spec.origin).parent / "data" / "misp-warninglists"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("lists/*/list.json")) or sorted(folder.glob("*/list.json"))


@lru_cache(maxsize=1)
def _built(files: tuple[tuple[str, int], ...]) -> BenignIndex:
    read = (read_list(Path(path).parent.name, Path(path).read_bytes()) for path, _ in files)
    return build(one for one in read if one is not None)
