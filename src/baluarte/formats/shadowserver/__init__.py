"""Shadowserver: every report type of the catalogue, as one table; no code knows a single report."""

from baluarte.formats.shadowserver.catalogue import FEED, Catalogue, catalogue, load_catalogue
from baluarte.formats.shadowserver.reading import fits, known_name, open_shadowserver, report_name

__all__ = ["FEED", "Catalogue", "catalogue", "fits", "known_name", "load_catalogue", "open_shadowserver", "report_name"]
