"""Small deliveries for tests: a clinic and a mill, and reports of remote desktops that stand open."""

import io

from baluarte.actions.feeds import receive_delivery
from baluarte.actions.warning import ingest_delivery
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import AssetRow, ContactRow, OrganisationRow

HEADER = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city\n"
NAME = "2026-03-05-scan_rdp-anahuac.csv"


def organisation(slug: str, *networks: str, contacts: tuple[str, ...] = (), **more: str) -> OrganisationRow:
    row = OrganisationRow.objects.create(slug=slug, name=slug.title(), **more)
    for value in networks:
        AssetRow.objects.create(organisation=row, kind="cidr", value=value)
    roles = ("security", "technical", "management", "fallback")
    for role, address in zip(roles, contacts, strict=False):
        ContactRow.objects.create(organisation=row, role=role, address=address)
    return row


def line(address: str, when: str = "2026-03-05 03:00:00", port: int = 3389, severity: str = "medium") -> str:
    return f"{when},{severity},{address},tcp,{port},,rdp,64500,AN,,\n"


def receive(world, text: str | bytes, name: str = NAME, feed: str = "shadowserver"):
    body = text if isinstance(text, bytes) else text.encode()
    return receive_delivery(world, OPERATOR, feed, name, io.BytesIO(body))


def ingest(world, text: str | bytes, name: str = NAME, feed: str = "shadowserver"):
    return ingest_delivery(world, OPERATOR, receive(world, text, name, feed).id)
