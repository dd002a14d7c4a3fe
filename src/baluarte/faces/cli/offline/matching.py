"""The one-way match: a verified bundle against the assets of one house, written to one folder and told to nobody."""

import html
import json
import os
import re
import secrets
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from baluarte.core.constituency.asset_file import AssetFile, read_asset_file
from baluarte.core.constituency.inventory.product import Product, read_product
from baluarte.core.constituency.lists import ASSET_FILE
from baluarte.core.constituency.row import what_and_fix
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text
from baluarte.core.products.bundle import EXPLOITED, RECORDS, Contents, read_contents
from baluarte.core.products.match import index_flaws, match_flaws
from baluarte.core.products.tables import HELD_SCHEMA
from baluarte.core.warning.collapse import FOUND_SCHEMA, merge_found
from baluarte.core.warning.flaws.reconcile import wanted
from baluarte.core.warning.prioritise import CRITICAL_SCHEMA, prioritise
from baluarte.faces.cli.offline.folder import Folder
from baluarte.faces.cli.offline.outputs import write_organisations
from baluarte.faces.cli.offline.run import Nowhere, Order, run_files
from baluarte.faces.cli.offline.shelf import Shelf
from baluarte.faces.cli.offline.tables import findings_table, rows_of
from baluarte.faces.cli.printing import note
from baluarte.faces.cli.terminal import current
from baluarte.formats.bundle import Container, Opened, altered, in_zip, key_inside, open_bundle, read_verifier
from baluarte.formats.tabular import read_table, to_csv

MOST_BYTES = 1 << 30


@dataclass(frozen=True)
class Asked:
    """What is to be matched with what, and where the results go."""

    bundle: Path
    assets: AssetFile
    out: Path
    key: str
    events: tuple[Path, ...]
    now: datetime
    refuse_expired: bool = False


@dataclass(frozen=True)
class Matched:
    """What came of it."""

    edition: str
    until: datetime
    expired: bool
    label: str
    flaws: int
    products: int
    findings: int
    organisations: int
    out: Path

    def to_dict(self) -> dict[str, object]:
        """Return plain values."""
        return {**vars(self), "until": self.until.isoformat(), "out": str(self.out)}


def match_offline(asked: Asked) -> Matched:
    """Match, write the folder, and say what is in it. Nothing stands before all of it does."""
    opened = _opened(asked)
    contents = read_contents(opened.lines(EXPLOITED, RECORDS))
    events = _events(asked)
    held = pl.concat([_inventory(asked.assets), _banners(events)])
    flaws = match_flaws(held, index_flaws(contents.exploited, contents.records))
    found = merge_found([wanted(flaws, asked.now), events])
    ranked = prioritise(found, contents.facts, _critical(asked.assets), asked.now.date(), told=asked.now.date())
    findings = findings_table(ranked, asked.assets, asked.now)
    done = _said(asked, opened, contents, findings, _inventory(asked.assets).height)
    with _Stamped(asked.out, _expired(done) if done.expired else "") as folder:
        folder.write("findings.csv", to_csv(rows_of(findings)))
        write_organisations(folder, findings, asked.assets, {}, asked.now)
        folder.write("bundle.json", (json.dumps(done.to_dict(), ensure_ascii=False, indent=2) + "\n").encode())
    return done


class _Stamped(Folder):
    """A folder each of whose pages says first that its bundle has expired, where it has."""

    def __init__(self, place: Path, stamp: str) -> None:
        super().__init__(place)
        self._stamp = stamp

    def write(self, name: str, data: bytes) -> None:
        """Write one file; texts and pages begin with the stamp."""
        if self._stamp and name.endswith(".txt"):
            data = f"{self._stamp}\n".encode() + data
        elif self._stamp and name.endswith(".html"):
            data = re.sub(
                rb"(<body[^>]*>)", lambda found: found[1] + f"<p><strong>{html.escape(self._stamp)}</strong></p>".encode(), data, count=1
            )
        super().write(name, data)


def read_assets(path: Path) -> AssetFile:
    """Read an asset file; a row that cannot be read is named, and the others count."""
    read, rejects = read_table(path.name, read_bytes(path), ASSET_FILE)
    file = read_asset_file(read)
    language = current().flags.language
    for row in rejects.iter_rows(named=True):
        _tell(f"{path.name}:{row['line']}: [{row['code']}]")
    for problem in file.problems:
        what, fix = (words.in_(language) for words in what_and_fix(problem.code))
        _tell(f"{path.name}:{problem.line}: {problem.column}={problem.value!r}: {what} {fix} [{problem.code}]")
    if not file.assets:
        raise Unusable("assets.none", f"'{path.name}' holds no asset that could be read.", "", "Mend the rows named above.")
    return file


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file that somebody named."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable("command.file", f"'{path}' cannot be opened: {error.strerror}.", "", "Check the name and the rights.") from error


def _opened(asked: Asked) -> Opened:
    container = _folder(asked.bundle) if asked.bundle.is_dir() else in_zip(read_bytes(asked.bundle))
    opened = open_bundle(container, read_verifier(asked.key or key_inside(container)))
    if asked.refuse_expired and opened.manifest.expired(asked.now):
        raise Unusable(
            "bundle.expired", f"The bundle '{asked.bundle.name}' expired on {opened.manifest.until.date()}.", "A newer one holds newer flaws.", "Ask for the edition of this week."
        )  # fmt: skip
    return opened


def _folder(path: Path) -> Container:
    names = tuple(sorted(one.relative_to(path).as_posix() for one in path.rglob("*") if not one.is_dir()))

    def take(name: str, most: int) -> bytes:
        if name not in names:
            raise altered(name, "It is missing.")
        return _plain_bytes(path / name, name, most + 1)

    return Container(names, take)


def _plain_bytes(place: Path, name: str, most: int) -> bytes:
    """Return the first bytes of a regular file; a pipe would wait for ever, and a link leads elsewhere."""
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise altered(name, "It is missing.") from None
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise altered(name, "It is missing.")
        return stream.read(most)


def _events(asked: Asked) -> pl.DataFrame:
    """Return what one's own scan reports show, by the same job as `warn`."""
    if not asked.events:
        return pl.DataFrame(schema=FOUND_SCHEMA)
    order = Order(asked.events, asked.assets, asked.now, secrets.token_bytes(32))
    with Shelf(len(asked.assets.organisations)) as shelf:
        result = run_files(order, Nowhere(), shelf)
        for refusal in (account.refusal for account in result.files):
            if refusal:
                raise refusal
        return pl.concat([pl.DataFrame(schema=FOUND_SCHEMA), *(block.select(FOUND_SCHEMA.names()) for block in shelf.blocks())])


def _inventory(assets: AssetFile) -> pl.DataFrame:
    numbers = {one.slug: number for number, one in enumerate(assets.organisations, 1)}
    rows: list[tuple[Any, ...]] = []
    for number, asset in enumerate(assets.assets, 1):
        product = read_product(asset.value) if asset.kind == "product" else ""
        if isinstance(product, Product):
            point = f"{product.vendor} {product.product}"
            named = (product.vendor, product.product, product.bounds, asset.cpe)
            rows.append((numbers[asset.organisation], number, point, *named, asset.exposed == "yes", "product"))
    return pl.DataFrame(rows, schema=HELD_SCHEMA, orient="row")


def _banners(found: pl.DataFrame) -> pl.DataFrame:
    read_off = found.filter(pl.col("product").fill_null("") != "")
    return read_off.select(
        "org", "asset", "point", vendor=pl.col("vendor").fill_null(""), product="product", bounds=pl.col("version").fill_null(""),
        cpe=pl.lit(""), exposed=pl.lit(value=False), by="matched_by",
    ).select(pl.col(name).cast(kind) for name, kind in HELD_SCHEMA.items())  # fmt: skip


def _critical(assets: AssetFile) -> pl.DataFrame:
    rows = [(number, asset.criticality) for number, asset in enumerate(assets.assets, 1) if asset.criticality]
    return pl.DataFrame(rows, schema=CRITICAL_SCHEMA, orient="row")


def _said(asked: Asked, opened: Opened, contents: Contents, findings: pl.DataFrame, products: int) -> Matched:
    manifest = opened.manifest
    flaws = len({*contents.exploited["cve"], *contents.records["cve"]})
    return Matched(
        manifest.edition, manifest.until, manifest.expired(asked.now), manifest.label, flaws, products, findings.height,
        findings["organisation"].n_unique(), asked.out,
    )  # fmt: skip


def _expired(done: Matched) -> str:
    return (
        f"El paquete {done.edition} venció el {done.until.date()}: hay fallas más nuevas que no contiene.\n"
        f"The bundle {done.edition} expired on {done.until.date()}: there are newer flaws that it does not hold.\n"
    )


def _tell(line: str) -> None:
    note(Text(line, line))
