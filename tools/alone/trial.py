"""What runs inside the fresh environment: import everything, then warn. It knows only the installed package."""

import importlib
import json
import pkgutil
import socket
import sys
from importlib.abc import MetaPathFinder
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

SERVER = frozenset({"django", "ninja", "huey", "httpx", "psycopg", "granian", "allauth", "typst", "qrcode", "csaf", "stix2"})
CLIENTS = frozenset({"requests", "urllib3", "aiohttp"})


class Forbidden(MetaPathFinder):
    """Refuses the modules it was given, with the sentence that says why."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(self, name: str, *_: object) -> None:
        """Let Python look elsewhere, unless the module is one of those."""
        if name in self.names or name.partition(".")[0] in self.names:
            raise ImportError(f"{name} is not for core and formats")


def import_everything() -> int:
    """Import each module of core and formats with servers and HTTP clients forbidden."""
    guard = Forbidden(SERVER | CLIENTS)
    sys.meta_path.insert(0, guard)
    count = 0
    for storey in ("baluarte.core", "baluarte.formats"):
        package = importlib.import_module(storey)
        for module in pkgutil.walk_packages(package.__path__, f"{storey}."):
            importlib.import_module(module.name)
            count += 1
    guard.names = SERVER  # a library may load its client while it works; nobody answers here
    return count


def warn(out: Path) -> dict[str, int]:
    """Run `baluarte warn` on the sample day of the fictional country and return the sums."""
    from baluarte.wiring.command import main  # noqa: PLC0415 (only now may anything but core load)

    samples = files("baluarte").joinpath("packs", "anahuac", "samples")
    reports = sorted(str(file) for file in samples.iterdir() if file.name.endswith(".csv") and file.name[:4].isdigit())
    sys.argv = ["baluarte", "warn", *reports, "--assets", str(samples.joinpath("ours.csv")), "--out", str(out)]
    try:
        main()
    except SystemExit as end:
        if end.code not in {None, 0, 1}:  # 1: done, and some rows were set aside
            raise
    total: dict[str, int] = json.loads((out / "accounting.json").read_text("utf-8"))["total"]
    return total


def refuse(*_: object, **__: object) -> NoReturn:
    """Stand in for the network where it could not be cut outside."""
    raise OSError("the network is cut")


def run() -> None:
    """Try both claims and print one sentence for each."""
    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    print(f"{import_everything()} modules of core and formats load without Django and HTTP clients")
    total = warn(Path("out"))
    loaded = {name.partition(".")[0] for name in sys.modules}
    if total["read"] != total["accepted"] + total["duplicate"] + total["quarantined"] or not total["matched"]:
        raise SystemExit(f"the accounting of the sample does not hold: {total}")
    if loaded & SERVER:
        raise SystemExit(f"`baluarte warn` loaded {sorted(loaded & SERVER)}")
    print(f"`baluarte warn` read {total['read']} rows and matched {total['matched']}, offline and without a server")


if __name__ == "__main__":
    run()
