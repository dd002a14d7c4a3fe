"""The page of one organisation: itself, who stands above and below, its contacts and assets."""

from dataclasses import dataclass

from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation


@dataclass(frozen=True)
class OrganisationPage:
    """Everything of one organisation. `version` is what a change must name, so that none is lost.

    `parents` begins with the nearest.
    """

    organisation: Organisation
    version: int
    parents: tuple[Organisation, ...] = ()
    children: tuple[Organisation, ...] = ()
    contacts: tuple[Contact, ...] = ()
    assets: tuple[Asset, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return plain values, as programs expect them."""
        return {
            **self.organisation.to_dict(),
            "version": self.version,
            "parents": [one.to_dict() for one in self.parents],
            "children": [one.to_dict() for one in self.children],
            "contacts": [one.to_dict() for one in self.contacts],
            "assets": [one.to_dict() for one in self.assets],
        }
