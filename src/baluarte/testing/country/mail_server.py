"""The mail-server story, day by day: what a country with this program would have done on the true days.

What it is for: the demo and a test. The lists arrive as they stood on each day, the institution
is told, its silence is taken above, and the lead before the breach became known is counted.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from baluarte.testing.country.agenda import Arrives, Tells
from baluarte.testing.country.plain import read_plain
from baluarte.testing.country.source import pack_folder

_EVENING, _TOLD, _CLOSING = time(18), time(18, 20), time(14)


@dataclass(frozen=True)
class Takes:
    """Lists of the register are taken in: what they are, and their rows."""

    at: datetime
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Does:
    """A task of the finding about one flaw is answered."""

    at: datetime
    cve: str
    task: str
    answer: str


@dataclass(frozen=True)
class Looks:
    """What is run is matched again, and what fell due in silence is taken above."""

    at: datetime


Happening = Arrives | Tells | Takes | Does | Looks


@dataclass(frozen=True)
class Listed:
    """One entry of the catalogue, as the pack states it."""

    cve: str
    vendor: str
    product: str
    added: date
    due: date
    ransomware: bool


@dataclass(frozen=True)
class Lead:
    """How many days lay between an entry and its due date, the first sign of the breach, and the press."""

    cve: str
    added: date
    to_due: int
    to_first_sign: int
    to_press: int


@dataclass(frozen=True)
class MailServer:
    """The story as its file tells it."""

    plain: Mapping[str, Any]

    @property
    def institution(self) -> str:
        """Who ran the server."""
        return str(self.plain["institution"])

    @property
    def entries(self) -> tuple[Listed, ...]:
        """The catalogue's entries, in the order in which they were added."""
        told = [Listed(cve, row[0], row[1], _day(row[2]), _day(row[3]), row[4] == "Known") for cve, row in self.plain["exploited"].items()]
        return tuple(sorted(told, key=lambda one: (one.added, one.cve)))

    def day(self, name: str) -> date:
        """Return one of its named days."""
        return _day(self.plain[name])

    def leads(self) -> tuple[Lead, ...]:
        """Return the lead of each entry about the product that was run, counted in days."""
        return tuple(
            Lead(
                one.cve,
                one.added,
                (one.due - one.added).days,
                (self.day("first_sign") - one.added).days,
                (self.day("press") - one.added).days,
            )
            for one in self.entries
            if one.vendor == "Synacor"
        )

    def catalogue(self, day: date) -> bytes:
        """Return the catalogue as it stood on a day, in its own layout."""
        known = [_entry(one) for one in self.entries if one.added <= day]
        head = {"title": "Mail-server story", "catalogVersion": f"{day:%Y.%m.%d}", "count": len(known)}
        return (json.dumps({**head, "vulnerabilities": known}, ensure_ascii=False, indent=1) + "\n").encode()

    def happenings(self) -> Iterator[Happening]:
        """Return everything that happened, oldest first."""
        return iter(sorted(self._told(), key=lambda one: one.at))

    def _told(self) -> Iterator[Happening]:
        yield Takes(_at(self.day("begins"), _CLOSING), self._register())
        for day in sorted({one.added for one in self.entries}):
            yield Arrives(_at(day, _EVENING), "kev", f"{day}-kev.json", self.catalogue(day))
            yield Tells(_at(day, _TOLD), (self.institution,))
        for cve, (published, score) in self.plain["records"].items():
            yield Arrives(_at(_day(published), _CLOSING), "cve", f"{cve}.json", _record(cve, published, score))
        for day, cve, task, answer in self.plain["answers"]:
            yield Does(_at(_day(day), _CLOSING), cve, task, answer)
        for day in sorted({one.due + timedelta(days=1) for one in self.entries if one.due > one.added}):
            yield Looks(_at(day, _CLOSING))
            yield Tells(_at(day, _TOLD), (self.institution,))
        replaced = self.day("replaced_on")
        yield Takes(_at(replaced, _CLOSING), {"assets": self._assets(replaced)})
        yield Looks(_at(replaced + timedelta(days=1), _CLOSING))

    def _register(self) -> Mapping[str, bytes]:
        slug, parent = self.institution, self.plain["parent"]
        organisations = (
            "slug,name,kind,sector,territory,parent,language,criticality,status\n"
            f"{parent},Oficina de la Presidencia de Anáhuac,ministry,public-administration,QN-CAP,,both,critical,active\n"
            f"{slug},Secretaría de la Defensa de Anáhuac,ministry,defence,QN-CAP,{parent},es,critical,active\n"
        )
        contacts = (
            "organisation,role,address,schedule,language,status\n"
            f"{slug},security,seguridad@defensa.gob.example,always,,active\n{slug},management,direccion@defensa.gob.example,daily-digest,,active\n"
            f"{parent},management,direccion@presidencia.gob.example,daily-digest,,active\n"
        )
        return {"organisations": organisations.encode(), "contacts": contacts.encode(), "assets": self._assets(None)}

    def _assets(self, until: date | None) -> bytes:
        runs = self.plain["runs"]
        row = (self.institution, "product", runs["vendor"], runs["product"], runs["version"], "yes", "critical", runs["supplier"])
        head = "organisation,kind,vendor,product,version,exposed,criticality,supplier,valid_from,valid_until\n"
        return f"{head}{','.join(row)},{self.plain['begins']},{until or ''}\n".encode()


def mail_server() -> MailServer:
    """Return the story of the pack that travels with the program."""
    return MailServer(read_plain((pack_folder() / "mail-server.yaml").read_text("utf-8")))


def _entry(one: Listed) -> dict[str, Any]:
    return {
        "cveID": one.cve, "vendorProject": one.vendor, "product": one.product, "vulnerabilityName": f"{one.vendor} {one.product}: {one.cve}",
        "dateAdded": one.added.isoformat(), "shortDescription": "", "requiredAction": "Apply updates per vendor instructions.",
        "dueDate": one.due.isoformat(), "knownRansomwareCampaignUse": "Known" if one.ransomware else "Unknown", "notes": "", "cwes": [],
    }  # fmt: skip


def _record(cve: str, published: str, score: str) -> bytes:
    nothing = [{"vendor": "n/a", "product": "n/a", "versions": [{"version": "n/a", "status": "affected"}]}]
    cna = {
        "providerMetadata": {},
        "descriptions": [],
        "references": [],
        "affected": nothing,
        "metrics": [{"cvssV3_1": {"baseScore": float(score)}}],
    }
    meta = {"cveId": cve, "state": "PUBLISHED", "datePublished": f"{published}T00:00:00"}
    return json.dumps({"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": meta, "containers": {"cna": cna}}).encode()


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, UTC)
