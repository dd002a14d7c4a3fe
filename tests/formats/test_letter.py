"""The letter: nine blocks, complete as text, the same as a page, its rows equal to its attachments."""

import csv
import io
import json
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.ground.world import House
from baluarte.core.sharing.label import LABELS
from baluarte.core.warning.findings import Kind, kinds
from baluarte.core.warning.lists import FINDINGS
from baluarte.core.warning.notice import MOST_ROWS, Notice
from baluarte.formats import words
from baluarte.formats.letter import notice_html, notice_text, write_letter
from baluarte.formats.letter.portions import split_point
from baluarte.formats.letter.subject import write_subject
from baluarte.gateways.mail import as_mail

GOLDEN = Path(__file__).parent / "letters"
HOUSE = House(
    "AN", "CSIRT Nacional", "National CSIRT", "alertas@csirt.example", "csirt.example", "55 0000 0000", "https://csirt.example"
)  # fmt: skip
NO_SERVER = House("", "", "", "", "", "", "")
ORGANISATION = Organisation("instituto-ejemplo", "Instituto Ejemplo", language="both")
CONTACT = Contact("instituto-ejemplo", "security", "seguridad@instituto.example", since=date(2026, 1, 15))
SPANISH_ONLY = re.compile(r"\b(el|los|las|una|del|que|para|con|desde|hacia|por)\b|[áéíóúñ¿¡]", re.IGNORECASE)
ENGLISH_ONLY = re.compile(r"\b(the|and|your|with|from|this|that|which|hosts?|are|has|have|been|should|of)\b", re.IGNORECASE)
# Names that are the same in both languages, and what tools are told to do.
NAMES = re.compile(r"«[^»]*»|“[^”]*”|CSIRT Nacional|Instituto Ejemplo|TTL security|web shell|Smart Install|\S+\.example\S*")
TITLES = {
    "es": (
        "QUÉ PASA",
        "QUÉ HACER HOY",
        "ANTES DE",
        "DÓNDE",
        "QUÉ TAN SEGURO",
        "SU RESPUESTA",
        "¿ES REAL?",
        "POR QUÉ A USTED",
        "QUÉ CAMBIÓ",
    ),
    "en": ("WHAT", "DO THIS TODAY", "BEFORE", "WHERE", "HOW SURE", "YOUR ANSWER", "IS IT REAL?", "WHY YOU", "WHAT CHANGED"),
}


def row(place: int, **values: Any) -> dict[str, Any]:
    return {
        "folio": f"AN-2026-{place + 1:06d}", "organisation": "instituto-ejemplo", "priority": 2, "severity": "high",
        "identifier": "open-rdp", "point": f"192.0.2.{place + 10}:3389/tcp", "state": "open",
        "first_seen": datetime(2026, 3, 4, 15, 10, tzinfo=UTC), "last_seen": datetime(2026, 3, 5, 2, 55, tzinfo=UTC),
        "due": date(2026, 3, 12), "sightings": 3, "type": "vulnerable-system", "asset": "192.0.2.0/24", "matched_by": "network",
        "reports": ["scan_rdp"], "cves": [], "tags": ["rdp"], "vendor": "", "product": "", "version": "", "reasons": ["reachable"],
        "sector": "health", "until": None, "updated_at": None, "tlp": "amber", "reliability": "B", "credibility": "2", **values,
    }  # fmt: skip


def notice(*rows: dict[str, Any], **values: Any) -> Notice:
    kept = rows or tuple(row(place) for place in range(3))
    given = {"kind": "digest", "languages": ("es", "en"), "label": "amber", "due": date(2026, 3, 12), "due_basis": "priority", **values}
    moments = {"updated_at": pl.Datetime("us", "UTC"), "until": pl.Date}
    table = pl.DataFrame(list(kept), schema_overrides=moments)
    return Notice(
        "AN-2026-004217", "K7M4-QD2X", 1, organisation=given.pop("organisation", ORGANISATION), contact=given.pop("contact", CONTACT),
        made_at=datetime(2026, 3, 5, 15, tzinfo=UTC), findings=table, news=given.pop("news", {"new": len(kept)}), **given,
    )  # fmt: skip


def of_kind(kind: Kind, many: int = 3) -> tuple[dict[str, Any], ...]:
    identifier = kind.identifiers[0] if kind.identifiers else "cve-2026-00001" if kind.begins else ""
    places = {"account": "c0ffee{:02d}c0ffee", "site": "www{}.instituto.example", "address": "192.0.2.{}"}
    point = places.get(kind.counts, "192.0.2.{}:443/tcp")
    return tuple(
        row(place, identifier=identifier, type=(kind.types or ("other",))[0], point=point.format(place + 10)) for place in range(many)
    )


class Page(HTMLParser):
    """What a page says and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data.split()
        if self.tags and self.tags[-1] == "td" and data.strip():
            self.cells.append(data)


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
def test_the_letter_of_each_kind_reads_as_it_was_approved(kind):
    message = write_letter(notice(*of_kind(kind), kind="urgent" if kind.urgent else "digest"), HOUSE)
    path = GOLDEN / f"{kind.code}.txt"

    written = f"{message.subject}\n\n{message.text}"
    if os.environ.get("WRITE_GOLDEN"):  # to look at what a change of words does, and commit it
        path.write_text(written, encoding="utf-8", newline="\n")

    assert written == path.read_text("utf-8")


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
@pytest.mark.parametrize("many", [1, 3])
def test_the_words_of_a_letter_are_of_one_language(kind, many):
    for language, foreign in (("es", ENGLISH_ONLY), ("en", SPANISH_ONLY)):
        text = notice_text(notice(*of_kind(kind, many)), HOUSE, language)

        assert not foreign.search(NAMES.sub("", text)), text
        assert "{" not in text
        assert not words.has_short_numeric_date(NAMES.sub("", text))


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_nine_blocks_stand_in_their_order_between_two_labels(language):
    text = notice_text(notice(), HOUSE, language)

    found = re.findall(r"^(\d)  (.+?)(?:\s{2,}| (?=[A-Z][a-z])|$)", text, re.MULTILINE)
    assert [int(number) for number, _ in found] == list(range(1, 10))
    assert tuple(title for _, title in found) == TITLES[language]
    assert text.startswith("TLP:AMBER   ")
    assert text.rstrip().endswith("TLP:AMBER")


def test_each_language_stands_whole_and_only_where_it_was_chosen():
    both, spanish, english = (write_letter(notice(languages=chosen), HOUSE) for chosen in (("es", "en"), ("es",), ("en",)))

    assert "----- ENGLISH -----" in both.text
    assert "(English below)" in both.text
    assert "ENGLISH" not in spanish.text
    assert "QUÉ" not in english.text
    assert (
        both.text
        == spanish.text.replace("Instituto Ejemplo\n", "Instituto Ejemplo     (English below)\n", 1)
        + "\n----- ENGLISH -----\n"
        + english.text
    )
    assert [dict(one.headers)["Content-Language"] for one in (both, spanish, english)] == ["es-MX, en", "es-MX", "en"]
    assert english.sender.startswith("National CSIRT <")


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
def test_no_subject_is_longer_than_78_letters_or_gives_a_host_away(kind):
    told = {many: notice(*of_kind(kind, many)) for many in (1, 9, 250)}
    choices = product(told, LABELS, ("critical", "high", "medium", "low", "info"), ("es", "en"), (date(2026, 12, 28), None))
    for many, label, severity, language, due in choices:
        rows = told[many].findings.with_columns(severity=pl.lit(severity))
        subject = write_subject(replace(told[many], findings=rows, label=label, due=due), language)

        assert len(subject) <= 78, subject
        assert subject.startswith(f"[AN-2026-004217] TLP:{label.upper()}")
        assert not re.search(r"192\.0\.2|instituto|CVE|c0ffee|!!", subject, re.IGNORECASE), subject
        if label != "red":
            assert str(many) in subject or kind.counts == "organisation"
            assert not due or "28" in subject


def test_the_subject_says_folio_label_severity_kind_count_and_due():
    spanish = write_letter(notice(languages=("es",)), HOUSE).subject
    english = write_letter(notice(languages=("en",)), HOUSE).subject

    assert spanish == "[AN-2026-004217] TLP:AMBER ALTA: acceso remoto, 3 equipos (vence 12 mar)"
    assert english == "[AN-2026-004217] TLP:AMBER HIGH: remote access, 3 hosts (due Mar 12)"


def test_several_kinds_are_counted_as_findings_and_each_has_its_advice():
    mixed = notice(row(0), row(1), row(2, identifier="open-telnet", point="192.0.2.40:23/tcp"))

    message = write_letter(mixed, HOUSE)

    assert "acceso remoto y otros, 3 (vence" in message.subject
    assert "Dos equipos de su organización aceptan conexiones de acceso remoto" in " ".join(message.text.split())
    assert "Telnet: Desactive Telnet" in " ".join(message.text.split())


def test_two_ports_of_one_host_are_one_host():
    message = write_letter(notice(row(0), row(0, point="192.0.2.10:3390/tcp")), HOUSE)

    assert "acceso remoto, 1 equipo " in message.subject


@pytest.mark.parametrize("many", [1, 10, 11, 40])
def test_the_rows_of_the_attachments_equal_the_findings_and_begin_like_the_table(many):
    told = notice(*(row(place, tags=["a", "b"], reasons=["reachable", "severity-high"]) for place in range(many)))

    message = write_letter(told, HOUSE)

    (csv_name, _, csv_bytes), (json_name, _, json_bytes) = message.attachments
    from_csv = list(csv.DictReader(io.StringIO(csv_bytes.decode("utf-8-sig"))))
    from_json = json.loads(json_bytes)
    points = told.findings["point"].to_list()
    assert [one["point"] for one in from_csv] == points
    assert [one["point"] for one in from_json["rows"]] == points
    assert set(from_json["rows"][0]) == set(FINDINGS.names)
    assert from_json["meta"]["folio"] == told.folio
    assert from_json["meta"]["total"] == many
    assert re.fullmatch(r"findings_2026-03-05_[0-9a-f]{8}\.csv", csv_name)
    assert json_name == csv_name.replace(".csv", ".json")
    shown = re.findall(r"^   (192\.0\.2\.\d+) ", message.text, re.MULTILINE)
    assert shown == [split_point(point)[0] for point in points[:MOST_ROWS]] * 2
    assert ("Se muestran 10 de" in message.text) == (many > MOST_ROWS)


def test_the_page_says_what_the_text_says_and_no_more():
    message = write_letter(notice(), HOUSE)

    page = Page(message.html.partition("<body>")[2])
    plain = message.text.replace("----- ENGLISH -----", "").replace("(English below)", "")
    assert sorted(re.sub(r"\W", "", word).upper() for word in page.words if re.sub(r"\W", "", word)) == sorted(
        re.sub(r"\W", "", word).upper() for word in plain.split() if re.sub(r"\W", "", word)
    )
    assert page.cells[:5] == [
        "192.0.2.10",
        "3389/tcp",
        "Escritorio remoto (RDP) abierto a internet",
        "2026-03-04T15:10Z",
        "2026-03-05T02:55Z",
    ]


@pytest.mark.parametrize("label", LABELS)
def test_the_page_loads_nothing_and_links_only_to_its_folio(label):
    page = Page(write_letter(notice(row(0, identifier="malware-url", point="https://bad.example/x.exe"), label=label), HOUSE).html)

    assert not set(page.tags) & {"img", "script", "link", "iframe", "object", "embed", "style", "form", "svg", "base"}
    assert page.attributes <= {"lang", "charset", "name", "content", "border", "cellpadding", "scope", "href"}
    assert set(page.links) == {"https://csirt.example/es/f/AN-2026-004217", "https://csirt.example/en/f/AN-2026-004217"}


def test_what_a_feed_says_is_never_markup_nor_a_link_nor_a_new_line():
    hostile = 'https://bad.example/<img src=x onerror=1>"\r\nBcc: a@b.example\u202egnp'
    told = notice(
        row(0, point=hostile, identifier="malware-url", cves=["<b>"]), organisation=replace(ORGANISATION, name="<i>Instituto</i>")
    )

    message = write_letter(told, HOUSE)

    assert "<img" not in message.html
    assert "<i>" not in message.html
    assert "<b>" not in message.html
    assert "https://bad.example" not in message.text
    assert "hxxps://bad.example" in message.text
    assert "\nBcc" not in message.text
    assert "\u202e" not in message.text + message.html
    assert as_mail(message)["Bcc"] is None


@pytest.mark.parametrize(("label", "said"), [("red", "hay un mensaje para usted"), ("amber+strict", "ALTA: acceso remoto, 3")])
def test_what_mail_may_not_carry_is_not_in_the_mail(label, said):
    message = write_letter(notice(label=label), HOUSE)

    everything = as_mail(message).as_string() + message.text + message.html
    assert said in message.subject
    assert message.attachments == ()
    assert "192.0.2." not in everything
    assert "scan_rdp" not in everything
    assert "csirt.example/verify" in message.text
    assert ("escritorio" in everything.lower()) is False
    assert ("3 hallazgos" in message.text) == (label != "red")


def test_the_fields_tie_the_message_to_its_folio():
    message = write_letter(replace(notice(), number=2, doubtful_copy=True), HOUSE)

    fields = dict(message.headers)
    assert message.message_id == "<AN-2026-004217.2@csirt.example>"
    assert message.recipient == "seguridad@instituto.example"
    assert message.sender == "CSIRT Nacional <alertas@csirt.example>"
    assert fields["Reply-To"] == "alertas+AN-2026-004217.k7m4qd2x@csirt.example"
    assert fields["Auto-Submitted"] == "auto-generated"
    assert fields["References"] == "<AN-2026-004217.1@csirt.example>"
    assert "possible duplicate" in fields["X-Possible-Duplicate"]


def test_a_digest_can_be_turned_off_and_an_urgent_notice_cannot():
    digest, urgent = (dict(write_letter(notice(kind=kind), HOUSE).headers) for kind in ("digest", "urgent"))

    assert digest["List-Unsubscribe"].startswith("<mailto:alertas+AN-2026-004217")
    assert "List-Unsubscribe" not in urgent
    assert "List-Id" not in urgent


def test_the_same_notice_is_the_same_message():
    assert write_letter(notice(), HOUSE) == write_letter(notice(), HOUSE)
    assert as_mail(write_letter(notice(), HOUSE)).as_bytes() == as_mail(write_letter(notice(), HOUSE)).as_bytes()


def test_invented_data_are_said_to_be_invented_in_both_languages():
    message = write_letter(notice(), replace(HOUSE, synthetic=True))

    assert "todos los datos de este mensaje son inventados" in message.text
    assert "all data in this message are invented" in message.html
    assert "inventados" not in write_letter(notice(), HOUSE).text


@pytest.mark.parametrize("language", ["es", "en"])
def test_without_a_server_nothing_is_promised_that_no_one_keeps(language):
    text = notice_text(notice(), NO_SERVER, language)

    assert "https://" not in text
    assert "verify" not in text
    assert "24 h" not in text
    assert {"es": "Compruébelo con quien se lo envía", "en": "Check it with its sender"}[language] in " ".join(text.split())
    assert "None" not in text


def test_the_page_of_a_notice_without_a_server_says_the_same():
    page = notice_html(notice(languages=("es",)), NO_SERVER)

    assert "Compruébelo con quien se lo envía" in page
    assert '<html lang="es-MX">' in page
    assert "https://" not in page


def test_an_organisation_without_a_contact_is_told_so():
    text = notice_text(notice(contact=Contact("instituto-ejemplo", "fallback", "", status="retired")), HOUSE, "es")

    assert "no tenemos un contacto vigente" in " ".join(text.split())


def test_a_date_that_has_passed_is_said_to_have_passed():
    text = notice_text(notice(due=date(2026, 3, 1)), HOUSE, "es")

    assert "El plazo venció el domingo, 1 de marzo de 2026." in text


def test_a_list_too_large_for_mail_is_not_attached_and_the_letter_says_so():
    told = notice(*(row(place % 200, tags=["x" * 60] * 40) for place in range(1500)))

    message = write_letter(told, HOUSE)

    assert message.attachments == ()
    assert "https://csirt.example/es/files/AN-2026-004217" in message.text
    assert "descárguela hasta el 19 mar 2026 con el folio y la clave" in " ".join(message.text.split())
    assert "demasiado grande para el correo" in " ".join(write_letter(told, replace(HOUSE, domain="")).text.split())


def test_what_changed_is_counted():
    text = notice_text(notice(news={"new": 1, "worse": 2, "came-back": 1}, fixed=2), HOUSE, "es")

    assert "1 hallazgo nuevo." in text
    assert "2 empeoraron." in text
    assert "1 reapareció." in text
    assert "2 corregidos desde la notificación anterior." in text


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ("192.0.2.14:443/tcp", ("192.0.2.14", "443/tcp")),
        ("[2001:db8::1]:53/udp", ("2001:db8::1", "53/udp")),
        ("2001:db8::1:53", ("2001:db8::1:53", "")),
        ("192.0.2.14", ("192.0.2.14", "")),
        ("www.example", ("www.example", "")),
        ("https://www.example:8443/a", ("https://www.example:8443/a", "")),
        ("192.0.2.14:8443", ("192.0.2.14", "8443")),
    ],
)
def test_a_point_is_split_into_place_and_port(point, expected):
    assert split_point(point) == expected
