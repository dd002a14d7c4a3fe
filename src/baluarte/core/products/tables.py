"""The tables that this room keeps: flaws in use, scores, records, and what organisations run."""

import polars as pl

from baluarte.core.ground.text import Text

# Flaws that are known to be exploited, by CISA's catalogue or by our own word (`source`).
EXPLOITED_SCHEMA = pl.Schema(
    {
        "cve": pl.String(),
        "vendor": pl.String(),
        "product": pl.String(),
        "name": pl.String(),
        "added": pl.Date(),
        "due": pl.Date(),
        "ransomware": pl.Boolean(),
        "action": pl.String(),
        "notes": pl.String(),
        "source": pl.String(),
    }
)
LIKELY = 0.95  # EPSS percentile from which a flaw nobody is known to exploit is lifted by one
SCORE_SCHEMA = pl.Schema({"cve": pl.String(), "score": pl.Float64(), "percentile": pl.Float64(), "day": pl.Date()})
RECORD_SCHEMA = pl.Schema(
    {
        "cve": pl.String(),
        "state": pl.String(),
        "published": pl.Date(),
        "updated": pl.String(),
        "title": pl.String(),
        "description": pl.String(),
        "score": pl.Float64(),
        "severity": pl.String(),
        "affected": pl.String(),
    }
)
# What is run: by an organisation's own word, or as a scan read it off. `by` is what `matched_by` says of a finding.
HELD_SCHEMA = pl.Schema(
    {
        "org": pl.UInt32(),
        "asset": pl.UInt32(),
        "point": pl.String(),
        "vendor": pl.String(),
        "product": pl.String(),
        "bounds": pl.String(),
        "cpe": pl.String(),
        "exposed": pl.Boolean(),
        "by": pl.String(),
    }
)

# How sure it is that a flaw concerns what somebody runs, and the words that say so.
CERTAINTY: dict[str, Text] = {
    "version-affected": Text(
        "La versión que declaró está entre las afectadas.", "The version you stated is among those that are affected."
    ),
    "version-unknown": Text(
        "No sabemos qué versión usa: confírmela; si no está afectada, díganoslo.",
        "We do not know which version you run: confirm it, and tell us if it is not affected.",
    ),
    "version-range": Text(
        "Su inventario da un intervalo de versiones, no la instalada: confírmela.",
        "Your inventory gives a range of versions and not the one installed: confirm it.",
    ),
    "version-doubt": Text(
        "El registro de la falla no permite decidir si su versión está afectada: compárela con el aviso del fabricante.",
        "The record of the flaw does not settle whether your version is affected: compare it with the maker's advisory.",
    ),
    "versions-unstated": Text(
        "El catálogo no dice qué versiones afecta: compare la suya con el aviso del fabricante.",
        "The catalogue does not say which versions it affects: compare yours with the maker's advisory.",
    ),
}
SURE = "version-affected"
