"""A house to visit: the pages over the world of the test, as a visitor and as an officer."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client

from baluarte.actions import constituency, feeds, rights, warning
from baluarte.core.rights.actors import OPERATOR


@pytest.fixture
def house(world, settings) -> Iterator[None]:
    """Let every page of this test live in the test's world; static files lie unhashed."""
    settings.OPEN_WORLD = lambda: world
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return


@pytest.fixture
def passer_by(house) -> Client:
    """Somebody whom nobody knows."""
    return Client()


@pytest.fixture
def on_duty(house, world) -> Client:
    """The officer, signed in through a one-time link, as in life."""
    client = Client()
    token = rights.make_sign_in_link(world, OPERATOR)
    answer = client.post(f"/es/sign-in/{token}")
    assert answer.status_code == 302
    return client


ORGANISATIONS = """slug,name,kind,sector,territory,parent,language,criticality,status
hospital-central,Hospital Central de Ejemplo,public-company,health,AN-01,,es,critical,active
clinica-norte,Clínica Norte de Ejemplo,public-company,health,AN-02,hospital-central,both,high,active
redes-del-sur,Redes del Sur,company,digital-infrastructure,AN-03,,en,medium,active
"""
CONTACTS = """organisation,role,address,schedule,language,status
hospital-central,security,seguridad@hospital-central.example,always,,active
clinica-norte,duty,guardia@clinica-norte.example,always,both,active
redes-del-sur,abuse,abuse@redes-del-sur.example,daily-digest,en,active
"""
ASSETS = """organisation,kind,value
hospital-central,cidr,192.0.2.0/24
clinica-norte,cidr,198.51.100.0/25
redes-del-sur,cidr,203.0.113.0/24
"""
_HEAD = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city\n"


def report(day: str = "2026-03-05") -> bytes:
    """Return a day of open remote desktops: sixty rows of ours, one of nobody's, two that cannot be read."""
    networks = ("192.0.2", "198.51.100", "203.0.113")
    lines = [
        f"{day} 0{number % 10}:10:00,{('high', 'medium')[number % 2]},{networks[number % 3]}.{number + 1},tcp,3389,"
        f"eq-{number}.example,rdp,64496,AN,,Ciudad Ñandú\n"
        for number in range(60)
    ]
    lines += [f"{day} 01:00:00,high,198.18.0.1,tcp,3389,,rdp,64497,AN,,\n"]
    lines += [
        "2026-03-05 01:00:00,high,999.1.1.1,tcp,3389,<b>odd</b>,rdp,64497,AN,,\n",
        "yesterday,high,192.0.2.9,tcp,3389,,rdp,64497,AN,,\n",
    ]
    return (_HEAD + "".join(lines)).encode()


def _a_week_before(world, officer) -> None:
    """Let one host be seen a week earlier, so that the days behind us are not empty."""
    now, world.clock = world.clock, world.clock - timedelta(days=8)
    line = "2026-02-25 01:00:00,low,192.0.2.200,tcp,3389,old.example,rdp,64496,AN,,\n"
    received = feeds.receive_delivery(world, officer, "shadowserver", "2026-02-25-scan_rdp-anahuac.csv", BytesIO((_HEAD + line).encode()))
    warning.ingest_delivery(world, officer, received.id)
    world.clock = now


@pytest.fixture
def lived_in(house, world, officer) -> int:
    """Fill the house: three organisations, a day of reports, notices in the outbox. It is the number of the day's delivery."""
    for what, text in (("organisations", ORGANISATIONS), ("contacts", CONTACTS), ("assets", ASSETS)):
        done = constituency.import_register(world, officer, what, f"{what}.csv", text.encode())
        assert done.new == 3, done.rejected
    _a_week_before(world, officer)
    received = feeds.receive_delivery(world, officer, "shadowserver", "2026-03-05-scan_rdp-anahuac.csv", BytesIO(report()))
    delivery = warning.ingest_delivery(world, officer, received.id)
    assert delivery.accounting.to_dict() == {
        "read": 63, "accepted": 61, "duplicate": 0, "quarantined": 2, "matched": 60, "unmatched": 1,
    }  # fmt: skip
    warning.queue_notices(world, officer)
    return delivery.id
