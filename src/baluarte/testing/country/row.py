"""One sighting as the text of one row, column by column of its report."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from baluarte.testing.country.layouts import Layout
from baluarte.testing.country.source import Country

_NAICS = {"health": "622110", "banking": "522110", "education": "611310", "energy": "221118", "public-administration": "921190"}


@dataclass(frozen=True)
class Sighting:
    """What a sensor saw: where and when, and whose name the reverse DNS gives."""

    layout: Layout
    at: datetime  # UTC; the feed writes it without saying so
    where: str
    port: int
    name: str
    slug: str
    asn: int
    family: str

    def later(self) -> "Sighting":
        """Return the same sighting an hour on: the same row key, for the day is the same."""
        return replace(self, at=self.at + timedelta(hours=1))


def fill(seen: Sighting, country: Country) -> list[str]:
    """Return the fields of the row, in the order of the report's columns."""
    values = dict(seen.layout.values) | _common(seen) | _place(seen, country)
    if seen.layout.of == "account":
        values |= {"email": seen.where, "infection": seen.family, "username": "", "source_url": ""}
    elif "src_ip" in seen.layout.columns:
        values |= _event(seen)
    else:
        values |= _scan(seen)
    return [values.get(column, "") for column in seen.layout.columns]


def as_report(layout: Layout, rows: list[list[str]]) -> bytes:
    """Return rows as the feed writes them: everything quoted, a header line, UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(layout.columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def _common(seen: Sighting) -> dict[str, str]:
    return {
        "timestamp": f"{seen.at:%Y-%m-%d %H:%M:%S}",
        "severity": seen.layout.severity,
        "protocol": seen.layout.protocol,
        "tag": seen.layout.tag or seen.layout.values.get("tag", "") or seen.family,
    }


def _scan(seen: Sighting) -> dict[str, str]:
    values = {
        "ip": seen.where,
        "port": str(seen.port),
        "hostname": seen.name,
        "hostname_source": "ptr" if seen.name else "",
        "asn": "0" if seen.layout.of == "website" else str(seen.asn),
        "response_size": "104" if "response_size" in seen.layout.columns else "",
        "subject_common_name": seen.name,
        "family": seen.family,
    }
    if seen.layout.of == "website":
        values |= {"http_host": seen.name, "url": f"https://{seen.name}/subidas/x.php" if seen.name else ""}
    return values


def _event(seen: Sighting) -> dict[str, str]:
    # The port an infected machine calls from is another each day; the finding is the machine.
    ephemeral = 49_152 + (seen.at.toordinal() * 31 + sum(seen.where.encode())) % 16_000
    return {
        "src_ip": seen.where,
        "src_port": str(ephemeral),
        "src_asn": str(seen.asn),
        "src_hostname": seen.name,
        "dst_ip": "2001:2:0:1::53" if seen.layout.six else "198.19.128.53",
        "dst_asn": "65536",
        "infection": seen.family,
        "family": seen.family,
        "event_id": f"{seen.at:%Y%m%d%H%M%S}-{seen.asn}",
    }


def _place(seen: Sighting, country: Country) -> dict[str, str]:
    if not seen.slug:
        return {"geo": country.code, "src_geo": country.code}
    one = country.institution(seen.slug)
    region, city = country.territories[one.territory]
    facts = {"geo": country.code, "region": region, "city": city, "naics": _NAICS.get(one.sector, "0"), "sector": one.sector}
    return facts | {f"src_{name}": value for name, value in facts.items()}
