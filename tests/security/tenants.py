"""Two organisations with one row of every kind each, and a token of chance in every text of theirs.

What people do in a day is done by actions; whatever table that leaves empty gets a row of
the factory. A table for which neither makes a row fails a test, so nothing new is forgotten.
"""

import csv
import io
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.test import Client
from tests.actions.test_reply_mail import mail
from tests.security import memory
from tests.security.factory import Factory

from baluarte.actions import campaigns, constituency, feeds, replies, warning
from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.ground.text import Text
from baluarte.core.replies.said import Said
from baluarte.core.rights.actors import OPERATOR, VISITOR, Actor
from baluarte.core.rights.grants import Grant
from baluarte.core.rights.secrets import KEY_BITS, SECRET_BITS, write_token
from baluarte.store.rights import shelf, tokens
from baluarte.store.rights.grants import shelf as grants
from baluarte.store.rights.models import Account
from baluarte.testing import every_scope

ROOT = "/api/2026-11"
MOST_MORE = 7
OTHER_OFFICER = Actor("account-second", "officer")
HEADER = ("timestamp", "severity", "ip", "protocol", "port", "hostname", "tag", "asn", "geo", "region", "city")


@dataclass
class Tenant:
    """One organisation: its token, its network, the rows that came to be with it, and who signs in for it."""

    token: str
    network: str  # first three octets
    made: dict[str, list[object]] = field(default_factory=dict)
    rows: memory.Memory = field(default_factory=dict)
    names: dict[str, list[Any]] = field(default_factory=dict)
    session: Client = field(default_factory=Client)
    key: str = ""
    secret_links: list[str] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """The name of the organisation for machines."""
        return f"inst-{self.token}"

    @property
    def marks(self) -> tuple[str, ...]:
        """What gives the organisation away wherever it is read."""
        return self.token, f"{self.network}."

    @property
    def numbers(self) -> list[int]:
        """One number of each table under which something of this organisation is kept."""
        return sorted({keys[0] for keys in self.made.values() if keys and isinstance(keys[0], int) and keys[0] > 1000})

    @property
    def headers(self) -> dict[str, str]:
        """The header with which its program asks."""
        return {"Authorization": f"Bearer {self.key}"}


def settle(world: Any, tenants: tuple[Tenant, ...], numbers: tuple[int | None, ...]) -> None:
    """Let organisations come to be with all that is their own, the rows of each counted from a number on; None goes on counting.

    All live first and are completed afterwards: a row that only a factory would make must not disturb what people do.
    """
    for tenant, first in zip(tenants, numbers, strict=True):
        if first is not None:
            memory.begin_numbers_at(first)
        before = memory.dump()
        _register(world, tenant)
        _be_seen(world, tenant)
        _be_told(world, tenant)
        _account(world, tenant)
        tenant.made = memory.changed(before, memory.dump())
    for tenant, first in zip(tenants, numbers, strict=True):
        if None not in numbers:
            memory.begin_numbers_at(first + 50)
        account = Account.objects.get(organisation=tenant.slug)
        factory = Factory(tenant.token, tenant.slug, account, tenant.made, world.now())
        factory.complete()
        factory.imprint(tenant.made)
    for tenant in tenants:  # a token notes the day of its use, once
        tenant.session.get(f"{ROOT}/findings", headers=tenant.headers)
    after = memory.dump()
    for tenant in tenants:
        tenant.rows = {name: {key: after[name][key] for key in keys if key in after[name]} for name, keys in tenant.made.items()}
        tenant.names = _names(tenant)


def _register(world: Any, tenant: Tenant) -> None:
    slug, token = tenant.slug, tenant.token
    for one, parent in ((f"{slug}-above", ""), (slug, f"{slug}-above"), (f"{slug}-below", slug)):
        constituency.add_organisation(world, OPERATOR, Organisation(one, f"Instituto {token} {one}", parent=parent, sector="health"))
    for role in ("security", "duty", "management"):
        constituency.add_contact(world, OPERATOR, Contact(slug, role, f"{role}@{token}.example"))
    for kind, value in (("cidr", f"{tenant.network}.0/24"), ("domain", f"{token}.example"), ("product", f"acme:{token}")):
        constituency.add_asset(world, OPERATOR, Asset(slug, kind, value))
    warning.set_wishes(world, OPERATOR, slug, {})


def report(tenant: Tenant, rows: int = 3) -> bytes:
    """Return a day's report about the hosts of one organisation; one of its lines cannot be read."""
    out = io.StringIO()
    written = csv.writer(out)
    written.writerow(HEADER)
    for number in range(rows):
        host = f"h{number}.{tenant.token}.example"
        written.writerow(
            ("2026-03-05 01:10:00", "high", f"{tenant.network}.{number + 1}", "tcp", "3389", host, "rdp", "64496", "AN", "", "")
        )
    written.writerow((f"never-{tenant.token}", "high", f"{tenant.network}.200", "tcp", "3389", tenant.token, "rdp", "64496", "AN", "", ""))
    return out.getvalue().encode()


def _be_seen(world: Any, tenant: Tenant, rows: int = 3) -> None:
    name = f"2026-03-05-scan_rdp-{tenant.token}.csv"
    received = feeds.receive_delivery(world, OPERATOR, "shadowserver", name, io.BytesIO(report(tenant, rows)))
    warning.ingest_delivery(world, OPERATOR, received.id)


def _be_told(world: Any, tenant: Tenant) -> None:
    warning.queue_notices(world, OPERATOR)
    warning.deliver_notices(world, OPERATOR)
    mine = [one for one in world.messages if one.recipient.endswith(f"@{tenant.token}.example")]
    links = [found for one in mine if (found := re.search(r"/f/([A-Z0-9-]+)\?k=([0-9a-z]+)", one.text))]
    tenant.secret_links = [found[0] for found in links]
    folio, secret = links[0].groups()
    replies.answer_by_link(world, VISITOR, folio, secret, Said("not-ours", f"Es de otro {tenant.token}"))
    to = next(dict(one.headers)["Reply-To"] for one in mine if "Reply-To" in dict(one.headers))
    sender = f"security@{tenant.token}.example"
    replies.take_mail(world, OPERATOR, mail(to, f"Hola {tenant.token}", sender=sender, name=f"<{tenant.token}@{tenant.token}.example>"))
    replies.make_letter(world, OPERATOR, folio)
    replies.ask_contact(world, OPERATOR, tenant.slug, sender)
    tenant.secret_links += re.findall(r"confirm/\d+\?k=[0-9a-z]+", world.messages[-1].text)
    said = Text(f"Revise {tenant.token}.", f"Check {tenant.token}.")
    file = f"2026-03-05-scan_rdp-{tenant.token}.csv"
    proposal = campaigns.Proposal(f"Campaña {tenant.token}", "report", file, said, said, tenant.token, report(tenant))
    asked = campaigns.ask_campaign(world, OPERATOR, proposal)
    campaigns.decide_campaign(world, OTHER_OFFICER, asked.number, approve=True)


def live_on(world: Any, tenant: Tenant, more: int) -> None:
    """Let an organisation get so many hosts, contacts, findings and notices more, of a day's report that is as long in any case."""
    for number in range(more):
        constituency.add_contact(world, OPERATOR, Contact(tenant.slug, "technical", f"more{number}@{tenant.token}.example"))
        constituency.add_asset(world, OPERATOR, Asset(tenant.slug, "domain", f"more{number}.{tenant.token}.example"))
    name = f"2026-03-05-scan_ssl-{tenant.token}.csv"
    rest = Tenant("nobody", "203.0.113")  # whose hosts are nobody's, so that the country as a whole has the same number
    lines = report(tenant, more).splitlines(keepends=True)[: more + 1] + report(rest, MOST_MORE - more).splitlines(keepends=True)[1:-1]
    received = feeds.receive_delivery(world, OPERATOR, "shadowserver", name, io.BytesIO(b"".join(lines)))
    warning.ingest_delivery(world, OPERATOR, received.id)
    warning.queue_notices(world, OPERATOR)
    warning.deliver_notices(world, OPERATOR)


def _account(world: Any, tenant: Tenant) -> None:
    now = world.machine_now()
    account = Account.objects.create(
        name=f"contacto-{tenant.token}", reach="constituent", organisation=tenant.slug, made_at=now, password="!"
    )
    grants.keep(account.id, Grant("", "organisation-manager", tenant.slug, until=now + timedelta(days=90)), now, OPERATOR.id)
    secret = f"link-{tenant.token}"
    shelf.keep_link(account.id, secret, now)
    answer = tenant.session.post(f"/es/sign-in/{secret}")
    assert answer.status_code == 302, answer.content
    key_id, tenant.key = write_token(world.random_bits(KEY_BITS), world.random_bits(SECRET_BITS))
    tokens.keep(account.id, key_id, tenant.key, replace(every_scope(f"siem {tenant.token}"), organisation=tenant.slug), now)


def _names(tenant: Tenant) -> dict[str, list[Any]]:
    """Return what its rows are called in addresses, by the name of the column."""
    told: dict[str, list[Any]] = {}
    for model in memory.models():
        for row in model._default_manager.filter(pk__in=tenant.made.get(memory.label(model), [])).values():
            for column, value in row.items():
                if isinstance(value, str) and 0 < len(value) <= 120 and "/" not in value and "\n" not in value:
                    told.setdefault(column, []).append(value)
    return {column: list(dict.fromkeys(values)) for column, values in told.items()}
