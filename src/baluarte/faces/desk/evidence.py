"""The rows behind a finding, as a table that a person can read: headings and values in words."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.explain import MATCHED_BY

MOST_ROWS = 20  # on the page
HEADINGS: Mapping[str, Text] = {
    "seen_at": Text("Visto", "Seen"),
    "report": Text("Reporte", "Report"),
    "severity": Text("Gravedad", "Severity"),
    "port": Text("Puerto", "Port"),
    "transport": Text("Transporte", "Transport"),
    "domain": Text("Equipo", "Host"),
    "url": Text("Dirección web", "URL"),
    "vendor": Text("Fabricante", "Vendor"),
    "product": Text("Producto", "Product"),
    "version": Text("Versión", "Version"),
    "delivery": Text("Entrega", "Delivery"),
    "row": Text("Registro", "Record"),
    "feed": Text("Fuente", "Feed"),
    "asn": Text("Sistema autónomo", "Autonomous system"),
    "type": Text("Tipo RSIT", "RSIT type"),
    "identifier": Text("Hallazgo", "Finding"),
    "cves": Text("CVE", "CVE"),
    "tags": Text("Etiquetas de la fuente", "Tags"),
    "tlp": Text("Etiqueta", "Label"),
    "reliability": Text("Confiabilidad de la fuente", "Reliability of the source"),
    "credibility": Text("Credibilidad del dato", "Credibility of the information"),
    "matched_by": Text("Relacionado por", "Matched by"),
    "prefix_len": Text("Longitud del prefijo", "Prefix length"),
    # Columns that many reports have beside ours.
    "geo": Text("País", "Country"),
    "region": Text("Región", "Region"),
    "city": Text("Ciudad", "City"),
    "ip": Text("Dirección IP", "IP address"),
    "hostname": Text("Nombre del equipo", "Host name"),
    "hostname_source": Text("Origen del nombre", "Source of the name"),
    "sector": Text("Sector", "Sector"),
    "naics": Text("Código NAICS", "NAICS code"),
    "tag": Text("Etiqueta de la fuente", "Tag"),
    "banner": Text("Saludo del servicio", "Banner"),
}


@dataclass(frozen=True)
class Evidence:
    """The newest rows. A heading is None where only the report itself names its column."""

    columns: tuple[tuple[str, Text | None], ...]
    rows: tuple[tuple[tuple[str, object], ...], ...]


def evidence(sightings: pl.DataFrame, language: Language) -> Evidence:
    """Return the newest rows as seen, without the columns that say nothing in any of them."""
    newest = sightings.head(MOST_ROWS).select(pl.all().exclude("^#.*$"))
    told = [name for name in newest.columns if any(value not in (None, "") for value in newest[name].to_list())]
    rows = tuple(
        tuple((name, _spoken(name, value, language)) for name, value in zip(told, row, strict=True))
        for row in newest.select(told).iter_rows()
    )
    return Evidence(tuple((name, HEADINGS.get(name)) for name in told), rows)


def _spoken(name: str, value: object, language: Language) -> object:
    """Return a value in words where it has some of its own; a severity is worded where it gets its colour."""
    return MATCHED_BY[str(value)].in_(language) if name == "matched_by" and value in MATCHED_BY else value
