"""The pages of papers and wishes: a file dropped on verify, files fetched with a code, kinds turned off with one press."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baluarte.actions import replies, warning
from baluarte.actions.warning import show_wishes
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.warning.models import EnclosureRow, NoticeRow


@pytest.fixture
def notice(lived_in, world, officer) -> NoticeRow:
    """A notice that left."""
    warning.deliver_notices(world, officer)
    return NoticeRow.objects.get(organisation__slug="redes-del-sur")


def drop(passer_by, content: bytes, language: str = "es"):
    return passer_by.post(f"/{language}/verify", {"file": SimpleUploadedFile("x.pdf", content, "application/pdf")})


@pytest.mark.parametrize(("language", "words"), [("es", "Este documento es nuestro"), ("en", "This paper is ours")])
def test_a_paper_dropped_on_verify_is_known_by_its_bytes(passer_by, notice, world, language, words):
    made = replies.make_letter(world, OPERATOR, notice.folio)

    page = drop(passer_by, made.content, language).content.decode()

    assert words in page
    assert made.paper.sha256 in page
    assert words not in drop(passer_by, made.content + b" ", language).content.decode()
    assert words not in drop(passer_by, b"", language).content.decode()


def test_folio_and_code_name_the_letter_and_its_days(passer_by, notice, world):
    replies.make_letter(world, OPERATOR, notice.folio)
    replies.date_letter(world, OPERATOR, notice.folio, 1, world.now().date(), world.now().date())

    page = passer_by.post("/es/verify", {"folio": notice.folio, "code": notice.code}).content.decode()

    assert "Hicimos el oficio" in page
    assert "Se recibió el" in page


def test_the_code_on_a_paper_fills_the_folio_in_and_never_the_code(passer_by, notice):
    page = passer_by.get("/es/verify", {"folio": notice.folio}).content.decode()

    assert f'value="{notice.folio}"' in page
    assert notice.code not in page
    assert "<script" not in passer_by.get("/es/verify", {"folio": '"><script>'}).content.decode().partition("<main")[2]


def test_waiting_files_need_the_code_and_are_kept_by_nobody(passer_by, notice, world):
    EnclosureRow.objects.create(
        notice=notice, name="findings.csv", media_type="text/csv", content=b"a,b\r\n", until=world.now().replace(year=2027)
    )
    address = f"/es/files/{notice.folio}"

    assert passer_by.get(address).status_code == 200
    assert passer_by.post(address, {"code": "0000-0000"}).status_code == 404
    answer = passer_by.post(address, {"code": notice.code})

    assert answer.content == b"a,b\r\n"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'attachment; filename="findings.csv"'


def test_a_mail_program_turns_optional_kinds_off_with_one_press_and_no_cookie(lived_in, world, officer):
    warning.deliver_notices(world, officer)
    message = next(one for one in world.messages if "List-Unsubscribe" in dict(one.headers))
    headers = dict(message.headers)
    address = re.match(r"<https://[^/]+(/[^>]+)>", headers["List-Unsubscribe"])[1]
    program = Client(enforce_csrf_checks=True)
    slug = NoticeRow.objects.get(folio=address.split("/")[3]).organisation.slug

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert program.get(address).status_code == 200
    assert show_wishes(world, OPERATOR, slug).wishes.rhythm == "daily"
    assert program.post(address[:-1] + "0", {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert show_wishes(world, OPERATOR, slug).wishes.rhythm == "none"
