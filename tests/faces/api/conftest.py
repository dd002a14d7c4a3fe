"""A program that calls the interface with its token, over the world of the test."""

import io
import json
from typing import Any

import pytest
from django.test import Client

from baluarte.actions import constituency, feeds, rights, warning
from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.rights.actors import OPERATOR

ROOT = "/api/2026-11"


class Program:
    """Sends JSON and files with a token; a key is made for every POST unless one is given."""

    def __init__(self, token: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"} if token else {}
        self.keys = 0

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"{ROOT}{path}", headers=self.headers | headers)

    def post(self, path: str, body: object, key: str | None = "", **headers: str) -> Any:
        return self.client.post(
            f"{ROOT}{path}", json.dumps(body), content_type="application/json", headers=self.headers | self._key(key) | headers
        )

    def patch(self, path: str, body: object, **headers: str) -> Any:
        return self.client.patch(f"{ROOT}{path}", json.dumps(body), content_type="application/json", headers=self.headers | headers)

    def send(self, path: str, parts: dict[str, Any], key: str | None = "") -> Any:
        return self.client.post(f"{ROOT}{path}", parts, headers=self.headers | self._key(key))

    def _key(self, key: str | None) -> dict[str, str]:
        self.keys += 1
        return {} if key is None else {"Idempotency-Key": key or f"key-{self.keys}"}


@pytest.fixture
def live(world, house):
    """The world with a small register; actions need real transactions."""
    for slug, network in (("hospital-central", "192.0.2.0/24"), ("redes-del-sur", "198.51.100.0/24")):
        constituency.add_organisation(world, OPERATOR, Organisation(slug, slug.replace("-", " ").title(), sector="health"))
        constituency.add_asset(world, OPERATOR, Asset(slug, "cidr", network))
        constituency.add_contact(world, OPERATOR, Contact(slug, "security", f"csirt@{slug}.example"))
    return world


@pytest.fixture
def token(live) -> str:
    return rights.make_token(live, OPERATOR, "siem", 30)


@pytest.fixture
def program(token) -> Program:
    return Program(token)


@pytest.fixture
def stranger(live) -> Program:
    return Program("")


@pytest.fixture
def seen(live) -> None:
    """Some findings, from a generic report."""

    rows = "\n".join(f"2026-03-05 0{n % 10}:00:00,192.0.2.{n},443,tcp,ssl" for n in range(1, 61))
    data = f"timestamp,ip,port,protocol,tag\n{rows}\n".encode()
    received = feeds.receive_delivery(live, OPERATOR, "shadowserver", "2026-03-05-scan_ssl-anahuac.csv", io.BytesIO(data))
    warning.ingest_delivery(live, OPERATOR, received.id)
