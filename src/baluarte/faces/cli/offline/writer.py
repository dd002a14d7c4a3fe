"""What a run cannot hold in memory: accepted events as Parquet, and the rows set aside as a sheet."""

import base64
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from baluarte.core.feeds.schema import EVENT_SCHEMA
from baluarte.core.warning.job import Part
from baluarte.faces.cli.offline.folder import Folder
from baluarte.formats.tabular import guard, write_csv

_ROWS = 65_536  # of a row group: a reader of one organisation skips the rest, and writing costs little more
_QUARANTINE = ("file", "row", "column", "value", "code", "raw")


@dataclass
class Writer:
    """Keeps what a run cannot hold: a Parquet file a batch, and the rows set aside, in the order of the files."""

    folder: Folder
    slugs: Mapping[int, str]  # number of an organisation, from 1 without a gap -> its slug
    _written: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.folder.path("events/x")
        names = ["", *(self.slugs[number] for number in sorted(self.slugs))]
        self._slugs = pl.Series("organisation", names, dtype=pl.Enum(names))

    def keep_events(self, file: int, part: Part) -> None:
        """Write the accepted events of one report and day, with the slug of their owner."""
        self._written[file] += 1
        slug = self._slugs.gather(part.events["org"])
        ours = EVENT_SCHEMA.names()
        own = [name for name in part.events.columns if name not in ours]
        events = part.events.with_columns(slug).select(*ours, "organisation", *own)
        name = f"events/{_safe(part.report)}_{part.day}_{file:05d}_{self._written[file]:05d}.parquet"
        events.write_parquet(self.folder.path(name), compression="zstd", compression_level=1, row_group_size=_ROWS, statistics=False)
        self.folder.keep(name)

    def keep_rejects(self, file: int, name: str, rejects: pl.DataFrame) -> None:
        """Write down rows that were set aside; bytes that are no text are written as base64."""
        if not rejects.height:
            return
        table = rejects.select(
            file=pl.lit(guard(name)), row=pl.col("row").cast(pl.String), column="column",
            value=pl.col("value").map_elements(guard, return_dtype=pl.String), code="code",
            raw=pl.Series([_shown(raw or b"") for raw in rejects["raw"].to_list()], dtype=pl.String),
        )  # fmt: skip
        with self.folder.path(_aside(file)).open("ab") as out:
            out.write(write_csv(table, bom=False).split(b"\r\n", 1)[1])

    def close(self, files: int) -> None:
        """Join the rows set aside into `quarantine.csv`, in the order of the files, and make it durable."""
        with self.folder.path("quarantine.csv").open("wb") as out:
            out.write(write_csv(pl.DataFrame(schema=dict.fromkeys(_QUARANTINE, pl.String))))
            for file in range(1, files + 1):
                part = self.folder.path(_aside(file))
                if part.exists():
                    with part.open("rb") as rows:
                        shutil.copyfileobj(rows, out)
                    part.unlink()
        self.folder.keep("quarantine.csv")


def _aside(file: int) -> str:
    return f".set-aside-{file:05d}"


def _shown(raw: bytes) -> str:
    try:
        text = raw.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(raw).decode()
    return guard(text) if "\0" not in text else "base64:" + base64.b64encode(raw).decode()


def _safe(report: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_-") else "_" for letter in report)[:80]
