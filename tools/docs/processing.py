"""The record of processing of the fictional country, printed as every installation prints its own."""

from tools.docs.page import ROOT, Page

from baluarte.formats.rightsfile.catalogue import read_catalogue
from baluarte.formats.rightsfile.purposes import read_purposes
from baluarte.formats.rightsfile.record import processing_record

_RIGHTS = ROOT / "packs" / "anahuac" / "rights"
_OPENING = (
    "What personal data the system holds, for what, who sees it and for how long, printed from `packs/anahuac/rights`. An installation\n"
    "prints its own with `baluarte rights record`, and its security document with `baluarte rights security`."
)


def page() -> Page:
    """Return the page of processing."""
    purposes = read_purposes((_RIGHTS / "purposes.yaml").read_bytes())
    catalogue = read_catalogue((_RIGHTS / "catalogue.yaml").read_bytes(), purposes.purposes)
    _, _, body = processing_record(purposes, catalogue, "en").partition("\n\n")
    return Page("processing", "Record of processing", _OPENING, body)
