"""A national day of feed reports: five report types, nested networks, known counts.

Addresses come from the benchmark range and the documentation prefix of IPv6, names are
under `.example`. Three rows in five belong to somebody; three in ten repeat an earlier
row of the day. Whoever generates also knows the counts, from arithmetic of its own.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
from tools.scale.chance import draws

ORGANISATIONS = 5_000
DAY = "2026-03-04"
REPORTS = ("scan_rdp", "scan_ssl", "scan_http", "event4_sinkhole", "event4_honeypot_brute_force")
MACHINES = ("event4_sinkhole", "event4_honeypot_brute_force")  # a finding of these is the machine, whatever its port
_CLAIMED, _OTHER = 198 << 24 | 18 << 16, 198 << 24 | 19 << 16  # 198.18.0.0/16 is claimed, 198.19.0.0/16 is not
WIDE = {28: 4_096, 30: 16_384, 32: 30_336}  # of IPv4; with 4,000 of IPv6 they are 54,816
SIX = 4_000


@dataclass(frozen=True)
class Expected:
    """What any right reading of the files must count."""

    rows: int
    accepted: int
    duplicate: int
    matched: int
    findings: int


def write_assets(path: Path) -> None:
    """Write the asset file: 54,816 nested prefixes of 5,000 organisations, and a domain each."""
    rows = ["organisation,name,kind,value,contact,language"]
    number = 0
    for length, count in WIDE.items():
        for place in range(count):
            base = _CLAIMED + place * 2 ** (32 - length)
            text = ".".join(str(base >> shift & 255) for shift in (24, 16, 8, 0))
            rows.append(_asset(number, "cidr", f"{text}/{length}"))
            number += 1
    rows.extend(_asset(number + place, "cidr", f"2001:db8:{place:x}::/48") for place in range(SIX))
    rows.extend(_asset(place, "domain", f"org{place}.example") for place in range(ORGANISATIONS))
    path.write_text("\n".join(rows) + "\n", "utf-8")


def write_reports(folder: Path, rows: int, seed: int) -> Expected:
    """Write one file a report type, `rows` rows in all, and return the counts."""
    share, total = rows // len(REPORTS), Expected(0, 0, 0, 0, 0)
    machines: list[pl.DataFrame] = []
    findings = 0
    for place, report in enumerate(REPORTS):
        count = share if place else rows - share * (len(REPORTS) - 1)
        first = _first_rows(report, count * 7 // 10, seed, place)
        again = first.gather_every(2).head(count - first.height)
        if again.height < count - first.height:
            again = pl.concat([again, first.head(count - first.height - again.height)])
        whole = pl.concat([first, again.with_columns(timestamp=pl.lit(f"{DAY} 23:59:5") + pl.col("timestamp").str.slice(18, 1))])
        whole.drop("#ours").write_csv(folder / f"{DAY}-{report}-nation.csv", quote_style="always")
        ours = first.filter("#ours")
        total = Expected(total.rows + count, total.accepted + first.height, total.duplicate + again.height, total.matched + ours.height, 0)
        if report in MACHINES:
            machines.append(ours.select("src_ip", report=pl.lit(report)))
        else:
            findings += ours.select("ip", "port").n_unique()
    findings += pl.concat(machines).n_unique()
    return Expected(total.rows, total.accepted, total.duplicate, total.matched, findings)


def _asset(number: int, kind: str, value: str) -> str:
    slug = f"org-{number % ORGANISATIONS:04d}"
    return f"{slug},Organización {number % ORGANISATIONS},{kind},{value},security@org{number % ORGANISATIONS}.example,es"


def _first_rows(report: str, count: int, seed: int, salt: int) -> pl.DataFrame:
    """Rows of which no two are the same: address and port together never repeat."""
    n = pl.int_range(count, eager=True).cast(pl.UInt64)
    roll, mix, time = (draws(count, seed, salt * 10 + part) for part in (1, 2, 3))
    # 27 in 50 are claimed IPv4 and 3 in 50 claimed IPv6; the rest is nobody's.
    kind = roll % 50
    place = (n * 40_503 + seed) % 65_536
    port = 1 + n // 65_536
    four = pl.DataFrame({"n": pl.select(pl.when(kind < 27).then(_CLAIMED).otherwise(_OTHER)).to_series().cast(pl.UInt64) + place}).select(
        pl.concat_str([(pl.col("n") // 256**p % 256) for p in (3, 2, 1, 0)], separator=".")
    )
    hexes = [f"{number:x}" for number in range(65_536)]
    six = pl.select(
        pl.concat_str(
            pl.lit("2001:db8:"), pl.lit(mix % SIX).replace_strict(list(range(SIX)), hexes[:SIX], return_dtype=pl.String), pl.lit("::"),
            pl.lit(place).replace_strict(list(range(1, 65_536)), hexes[1:], default="1", return_dtype=pl.String),
        )
    )  # fmt: skip
    event = report in MACHINES
    address = pl.select(pl.when((kind >= 27) & (kind < 30) & (not event)).then(six.to_series()).otherwise(four.to_series())).to_series()
    ours = (kind < 27) | ((kind < 30) & (not event))
    host = "h" + (mix % 65_536).cast(pl.String) + ".pool" + (mix % 977).cast(pl.String) + ".net.example"
    stamp = f"{DAY} " + _two(time % 24) + ":" + _two(time // 24 % 60) + ":" + _two(time // 1440 % 50)
    columns = _event(address, port, host, stamp, mix) if event else _scan(report, address, port, host, stamp, mix)
    return pl.DataFrame(columns).with_columns(ours.alias("#ours"))


def _two(numbers: pl.Series) -> pl.Series:
    return numbers.cast(pl.String).str.zfill(2)


def _word(mix: pl.Series, words: list[str]) -> pl.Series:
    return (mix % len(words)).replace_strict(list(range(len(words))), words, return_dtype=pl.String)


def _hex(mix: pl.Series) -> pl.Series:
    return mix.cast(pl.String).str.zfill(20)


def _scan(report: str, address: pl.Series, port: pl.Series, host: pl.Series, stamp: pl.Series, mix: pl.Series) -> dict[str, object]:  # noqa: PLR0913, PLR0917 - the columns of a layout
    name = report.removeprefix("scan_")
    return {
        "timestamp": stamp, "severity": _word(mix, ["critical", "high", "medium", "low", "info"]), "ip": address,
        "protocol": "tcp", "port": port.cast(pl.String), "hostname": host,
        "tag": _word(mix // 7, [name, f"{name};cve-2024-10001", f"{name};eol", name]),
        "asn": (64_496 + mix % 16).cast(pl.String), "geo": "ZZ", "region": _word(mix, ["Altiplano", "Costa Sur", "Sierra Norte"]),
        "city": _word(mix // 3, ["Ciudad Ejemplo", "Puerto Muestra", "Villa Prueba"]), "naics": "517311", "hostname_source": "ptr",
        "sector": "Communications, Service Provider, and Hosting Service", "device_vendor": _word(mix // 5, ["Acme", "Example Corp", ""]),
        "device_type": "server", "device_model": _word(mix // 11, ["X100", "X200", ""]), "response_size": (mix % 4096).cast(pl.String),
        "sha1_fingerprint": _hex(mix) + _hex(mix // 3), "banner": "service ready at " + host,
    }  # fmt: skip


def _event(address: pl.Series, port: pl.Series, host: pl.Series, stamp: pl.Series, mix: pl.Series) -> dict[str, object]:
    return {
        "timestamp": stamp, "protocol": "tcp", "src_ip": address, "src_port": (port + 1_024).cast(pl.String),
        "src_asn": (64_496 + mix % 16).cast(pl.String), "src_geo": "ZZ", "src_region": _word(mix, ["Altiplano", "Costa Sur"]),
        "src_city": _word(mix // 3, ["Ciudad Ejemplo", "Puerto Muestra"]), "src_hostname": host, "src_naics": "517311",
        "src_sector": "Communications, Service Provider, and Hosting Service", "device_vendor": _word(mix // 5, ["Acme", ""]),
        "device_type": "router", "device_model": "X100", "severity": _word(mix, ["critical", "high"]), "dst_ip": "203.0.113.7",
        "dst_port": _word(mix // 13, ["80", "443", "22"]), "dst_asn": "64511", "dst_geo": "ZZ", "dst_hostname": "sensor.example",
        "public_source": "sensor network", "infection": _word(mix // 17, ["examplebot", "samplebot", "testbot"]),
        "family": "example", "tag": "", "application": "http", "version": "", "event_id": _hex(mix),
    }  # fmt: skip
