"""Debian's chromium for the browser tests: found, or installed when we are root, or missing with a reason."""

import os
import shutil
import subprocess

_APT = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3", "-q", "-y"]


def find_chromium() -> str:
    """Return an empty text when chromium is there, else why it is not."""
    if shutil.which("chromium"):
        return ""
    if os.geteuid() != 0:
        return "chromium is missing and only root can install it: apt-get install -y chromium"
    if not shutil.which("apt-get"):
        return "chromium is missing and this machine has no apt-get"
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--no-install-recommends", "chromium"]):
        done = subprocess.run([*_APT, *words], env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"chromium could not be installed: {done.stderr.strip().rpartition(chr(10))[2]}"
    return "" if shutil.which("chromium") else "chromium was installed but cannot be found"
