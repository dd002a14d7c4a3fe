"""On what a figure was taken: a figure without its machine is a rumour."""

import os
import platform
from importlib.metadata import version
from pathlib import Path


def machine() -> dict[str, str | int]:
    """Return processors, memory and versions of this machine, and nothing that names it."""
    return {
        "processors": os.cpu_count() or 0,
        "memory_gib": round(_memory_kib() / 2**20),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "baluarte": version("baluarte"),
        "polars": version("polars"),
    }


def _memory_kib() -> int:
    for line in Path("/proc/meminfo").read_text("utf-8").splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1])
    return 0
