"""Small files for the tutorial: two reports of the story's day, the handed-over file, and an asset file of eight institutions."""

from collections.abc import Mapping

from baluarte.testing.country.feed import Feed
from baluarte.testing.country.layouts import layouts
from baluarte.testing.country.lives import LAST
from baluarte.testing.country.register import as_csv, claims, contacts

OURS = (
    "an-inst-012", "an-hospital-obsidiana", "an-hospital-jade", "an-inst-013",
    "an-interior", "an-banco-obsidiana", "an-diario-capital", "an-satelite-caracol",
)  # fmt: skip
COLUMNS = ("organisation", "name", "kind", "value", "contact", "language")
_REPORTS = ("scan_rdp", "event4_sinkhole_http", "compromised_account")


def samples(feed: Feed) -> Mapping[str, bytes]:
    """Return the sample files by name: what `baluarte warn` reads as it stands."""
    files = [feed.file(layouts()[name], LAST) for name in _REPORTS]
    return {
        **{file.name: file.data for file in files},
        f"{LAST:%Y-%m-%d}-{feed.script.layout.name}-anahuac.csv": feed.script.handed_over(),
        "ours.csv": ours(feed),
    }


def ours(feed: Feed) -> bytes:
    """Return an asset file of eight institutions, as one team would keep it: what is theirs on the story's day."""
    country = feed.country
    reached = {row["organisation"]: row["address"] for row in reversed(list(contacts(country))) if row["status"] == "active"}
    rows = [
        {
            "organisation": claim.organisation,
            "name": country.institution(claim.organisation).name,
            "kind": claim.kind,
            "value": claim.value,
            "contact": reached[claim.organisation],
            "language": country.institution(claim.organisation).language,
        }
        for claim in claims(country)
        if claim.organisation in OURS and claim.origin != "delegation" and (claim.valid_until is None or claim.valid_until >= LAST)
    ]
    return as_csv(COLUMNS, iter(rows))
