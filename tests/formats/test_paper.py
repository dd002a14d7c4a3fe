"""Papers: the official letter and the certificate as PDF, accessible, the same bytes for the same words, nothing that was sealed."""

import re
import zlib
from dataclasses import replace
from datetime import date

import pytest
from tests.formats.test_letter import HOUSE, NO_SERVER, notice, row

from baluarte.core.constituency.contact import Contact
from baluarte.formats.letter.paper import certificate_pdf, official_letter_pdf
from baluarte.formats.letter.paper.qr import qr_svg

NOBODY = Contact("instituto-ejemplo", "fallback", "", status="retired")


def inside(pdf: bytes) -> str:
    """The streams of a PDF, unpacked; its texts are glyphs, but what it says of itself and to a screen reader is here."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = []
    for one in streams:
        try:
            unpacked.append(zlib.decompress(one))
        except zlib.error:
            unpacked.append(one)
    return b"\n".join([pdf, *unpacked]).decode("latin-1")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_official_letter_is_archivable_tagged_and_has_language_title_and_words_for_its_picture(language):
    pdf = official_letter_pdf(notice(contact=NOBODY), HOUSE, language)

    said = inside(pdf)
    assert pdf.startswith(b"%PDF-")
    assert "<pdfaid:part>2</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert {"es": "es-MX", "en": "en-US"}[language] in said
    assert "/MarkInfo" in said
    assert "/Alt" in said
    assert "/Lang" in said
    assert {"es": "Oficio", "en": "Official letter"}[language] in said


def test_the_same_notice_gives_the_same_bytes_and_another_number_gives_others():
    told = notice(contact=NOBODY)

    assert official_letter_pdf(told, HOUSE, "es") == official_letter_pdf(told, HOUSE, "es")
    assert official_letter_pdf(told, HOUSE, "es", 2) != official_letter_pdf(told, HOUSE, "es", 1)


def test_hostile_texts_are_words_and_never_code_of_the_template():
    told = notice(row(0, point='#read("/etc/passwd")'), row(1, point="$x$ *bold* @label <a> \\u{1F600} ]}"), contact=NOBODY)

    pdf = official_letter_pdf(replace(told, organisation=replace(told.organisation, name='#panic("x") ]')), HOUSE, "es")

    assert pdf.startswith(b"%PDF-")
    assert b"root:" not in pdf


def test_a_letter_of_three_hundred_rows_is_set_and_a_longer_one_says_what_is_missing():
    many = notice(*(row(place % 200) for place in range(320)), contact=NOBODY)

    assert official_letter_pdf(many, HOUSE, "es").startswith(b"%PDF-")


def test_the_certificate_needs_no_server_and_is_tagged():
    told = notice(kind="closed", news={"fixed": 3})
    closed = {folio: date(2026, 3, 4) for folio in told.findings["folio"].to_list()}

    for house in (HOUSE, NO_SERVER):
        said = inside(certificate_pdf(told, house, "es", closed))

        assert "<pdfuaid:part>1</pdfuaid:part>" in said
        assert "Constancia" in said


def test_the_code_is_a_drawing_that_loads_nothing():
    svg = qr_svg("https://csirt.example/es/verify?folio=AN-2026-004217")

    assert svg.count("<path") == 1
    assert "href" not in svg
