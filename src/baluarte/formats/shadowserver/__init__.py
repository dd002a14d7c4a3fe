"""Shadowserver: every report type of the catalogue, as one table; no code knows a single report."""

from baluarte.formats.shadowserver.catalogue import FEED, Catalogue, catalogue, load_catalogue, unknown_report
from baluarte.formats.shadowserver.reading import report_name

__all__ = ["FEED", "Catalogue", "catalogue", "load_catalogue", "report_name", "unknown_report"]
