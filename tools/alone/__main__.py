"""Make a fresh environment without extras, cut the network, and use the library in it.

Exit 0: the claim holds. Exit 75: it could not be tried here, and the last line says why.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.alone.base import base_lock

ROOT = Path(__file__).parents[2]
CANNOT = 75


def main() -> int:
    """Build, install, cut, use; everything made is thrown away."""
    with tempfile.TemporaryDirectory(prefix="baluarte-alone-") as folder:
        place = Path(folder)
        build(place)
        try:
            python = install(place)
        except subprocess.CalledProcessError as error:
            print(error.stderr.decode("utf-8", "replace")[-2000:], file=sys.stderr)
            print("core and formats alone: the base packages could not be installed here")
            return CANNOT
        shutil.copy(Path(__file__).with_name("trial.py"), place / "trial.py")
        # No PYTHONPATH, no settings, no home: nothing of the checkout may help.
        bare = {"PATH": os.environ.get("PATH", ""), "HOME": str(place), "LANG": "C.UTF-8"}
        return subprocess.run([*no_network(), str(python), "trial.py"], cwd=place, env=bare, check=False).returncode


def build(place: Path) -> None:
    """Build the wheel, as a release does. That this fails is our own fault, never the network's."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def install(place: Path) -> Path:
    """Install the wheel and what the base of it needs, hash by hash; return the new Python."""
    _quiet(sys.executable, "-m", "venv", "--without-pip", str(place / "env"))
    lock = place / "base.lock"
    lock.write_text(base_lock((ROOT / "requirements" / "run.lock").read_text("utf-8")), "utf-8")
    python = place / "env" / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "--quiet", "install")
    _quiet(*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock))
    _quiet(*pip, "--no-deps", "--no-index", *map(str, place.glob("*.whl")))
    return python


def no_network() -> list[str]:
    """Return the command that runs another with no network at all, or nothing where the machine has none."""
    flags = "-n" if os.geteuid() == 0 else "-rn"
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, flags, "true"], capture_output=True, check=False).returncode == 0:
        return [unshare, flags]
    print("No network namespace can be made here; the trial refuses sockets inside Python instead.")
    return []


def _quiet(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
