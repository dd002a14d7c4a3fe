"""Hostile mail: whatever the bytes are, reading ends, says why, and believes nothing it should not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baluarte.core.replies.quotation import new_text
from baluarte.core.replies.words import hear
from baluarte.formats.replymail import read_mail
from baluarte.formats.replymail.authentication import domains_of

OWN = "alertas@csirt.example"
MX = "mx.csirt.example"
HEAD = b"From: it@hospital.example\r\nTo: alertas@csirt.example\r\nSubject: x\r\n"


def deep(depth: int) -> bytes:
    body = b"".join(b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (level, level + 1) for level in range(depth))
    return HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + body + b"FIXED"


HOSTILE = {
    "depth 1000": (deep(1000), "too-deep"),
    "depth 100,000": (deep(100_000), "too-deep"),
    "folded depth": (HEAD + b"Content-Type: text/plain\r\n\r\n" + b"Content-Type:\r\n multipart/mixed; boundary=a\r\n" * 21, "too-deep"),
    "mails in mails": (HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 25, "too-deep"),
    "no boundary": (HEAD + b"Content-Type: multipart/mixed\r\n\r\nFIXED", "no-text"),
    "winmail.dat": (
        HEAD + b'Content-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IhUA',
        "no-text",
    ),
    "encrypted": (HEAD + b"Content-Type: multipart/encrypted; boundary=a\r\n\r\n--a\r\n\r\nVersion: 1\r\n--a--", "encrypted"),
    "encrypted in the text": (HEAD + b"\r\n-----BEGIN PGP MESSAGE-----\r\nFIXED", "encrypted"),
    "two subjects": (HEAD + b"Subject: FIXED\r\n\r\nFIXED", "doubled-header"),
    "two froms": (b"From: a@b.example\r\n" + HEAD + b"\r\nFIXED", "doubled-header"),
    "endless head": (HEAD + b"X-Pad: " + b"a" * 300_000 + b"\r\n\r\nFIXED", "head-too-long"),
    "a million fields": (HEAD + b"X: y\r\n" * 100_000 + b"\r\nFIXED", "head-too-long"),
    "empty": (b"", "empty"),
    "blank": (b" \r\n\r\n", "empty"),
    "zero bytes": (b"\x00" * 10_000, "no-text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_make_a_reader_run_away_is_refused_before_it_is_parsed(name):
    raw, problem = HOSTILE[name]

    assert read_mail(raw, MX, OWN).problem == problem


def test_a_huge_subject_is_cut_and_nothing_else_is_lost():
    mail = read_mail(b"From: it@hospital.example\r\nSubject: " + b"=?utf-8?q?=F0=9F=98=80?= " * 5000 + b"\r\n\r\nFIXED", MX, OWN)

    assert (len(mail.subject) <= 200, mail.text, mail.problem) == (True, "FIXED", "")


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "x-made-up", "utf-16", "idna", "undefined", "hex"])
def test_an_odd_charset_never_stops_the_reading(charset):
    body = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + b"arreglado \xe1\xff\xfe"

    assert isinstance(read_mail(body, MX, OWN).text, str)


def test_a_page_is_read_without_what_it_quotes():
    page = b'<html><body><p>Listo.</p><div class="gmail_quote">El jueves escribi\xc3\xb3:<blockquote>FALSO</blockquote></div></body></html>'

    assert read_mail(HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page, MX, OWN).text == "Listo."


@pytest.mark.parametrize(
    "page",
    [
        "<!--" * 40_000,
        "<![CDATA[" * 20_000,
        "<!" * 100_000,
        "<a" * 60_000 + "</",
        "<div>" * 60_000,
        "<a x='" * 40_000,
        "<style>" * 30_000,
        "<a" + "a" * 100_000,
    ],
)
def test_a_page_of_marks_that_never_close_is_read_in_no_time(page):
    raw = HEAD + b"Content-Type: text/html\r\n\r\n" + page.encode()

    begin = time.process_time()
    mail = read_mail(raw, MX, OWN)

    assert time.process_time() - begin < 0.5
    assert (mail.text, mail.problem in {"too-large", "no-text"}) == ("", True)


def test_a_long_page_is_read_where_its_quotation_begins_early():
    page = b"<p>Listo.</p><div id=3Dx class='gmail_quote'>" + b"<p>older</p>" * 20_000

    assert read_mail(HEAD + b"Content-Type: text/html\r\n\r\n" + page, MX, OWN).text == "Listo."


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<HTML><HEAD><TITLE>FIXED</TITLE><STYLE>a > b {}</STYLE></HEAD><BODY>No&nbsp;todav&iacute;a</BODY>", "No todavía"),
        ("a < b <!-- FIXED > --> c", "a < b  c"),
        ('<p title="<b>FIXED">It is not\r\nfixed</p>', "It is not fixed"),
        ("<blockquote>x<blockquote>y</blockquote>FIXED</blockquote>Listo", "Listo"),
    ],
)
def test_a_page_has_the_words_that_a_person_sees(page, words):
    assert read_mail(HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page.encode(), MX, OWN).text == words


BODY = b"Content-Type: text/html\r\n\r\n<p>See the file.</p>"
HANGING = {
    "a mail": b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nFixed.",
    "a mail as a file": b"Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=x.eml\r\n\r\nSubject: x\r\n\r\nFixed.",
    "a file": b"Content-Type: text/plain\r\nContent-Disposition: ATTACHMENT\r\n\r\nFixed.",
    "a file that is shown": b"Content-Type: text/plain; name=a.txt\r\nContent-Disposition: inline\r\n\r\nFixed.",
    "a manner nobody knows": b"Content-Type: text/plain\r\nContent-Disposition: odd\r\n\r\nFixed.",
    "parts as a file": b"Content-Type: multipart/mixed; boundary=C\r\nContent-Disposition: attachment\r\n\r\n--C\r\n\r\nFixed.\r\n--C--",
}


@pytest.mark.parametrize("name", HANGING)
@pytest.mark.parametrize(("body", "words"), [(BODY, "See the file."), (b"Content-Type: text/plain\r\n\r\n ", "")])
def test_what_hangs_on_a_mail_is_not_its_words(name, body, words):
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n" + body + b"\r\n--B\r\n" + HANGING[name] + b"\r\n--B--\r\n"

    assert read_mail(raw, MX, OWN).text == words


def test_of_two_forms_the_plain_one_is_read_and_of_two_texts_both():
    parts = b"--B\r\nContent-Type: text/html\r\n\r\npage\r\n--B\r\nContent-Type: text/plain\r\n\r\nplain\r\n--B--\r\n"

    told = [
        read_mail(HEAD + b"Content-Type: multipart/%s; boundary=B\r\n\r\n" % kind + parts, MX, OWN).text
        for kind in (b"alternative", b"mixed")
    ]

    assert told == ["plain", "page\nplain"]


@pytest.mark.parametrize(
    "quoted",
    [
        "> FIXED",
        "On Thu, 5 Mar 2026 at 09:00, CSIRT <alertas@csirt.example> wrote:\nFIXED",
        "On Thu, 5 Mar 2026 at 09:00, CSIRT\n<alertas@csirt.example>\nwrote:\nFIXED",
        "El jue, 5 de mar de 2026 a la(s) 9:00 a.m., CSIRT (alertas@csirt.example) escribió:\nFIXED",
        "Am 5.3.2026 schrieb CSIRT:\nFIXED",
        "Am Do., 5. März 2026 um 09:00 Uhr schrieb CSIRT <alertas@csirt.example>:\nFIXED",
        "Le jeu. 5 mars 2026 à 09:00, CSIRT <alertas@csirt.example> a écrit :\nFIXED",
        "Em qui., 5 de mar. de 2026 às 09:00, CSIRT escreveu:\nFIXED",
        "-----Original Message-----\nFIXED",
        "-----Mensaje original-----\nFIXED",
        "From: CSIRT <alertas@csirt.example>\nSent: Thursday\nFIXED",
        "De: CSIRT Nacional <alertas@csirt.example>\nEnviado el: jueves\nFIXED",
        "________________________________\nFIXED",
        "-- \nFIXED",
        "Enviado desde mi iPhone\nFIXED",
        "TLP:AMBER   Folio AN-2026-004217\nFIXED",
    ],
)
def test_words_of_an_older_message_are_not_new(quoted):
    assert new_text(f"Gracias.\n\n{quoted}") == "Gracias."
    assert hear(new_text(quoted)) is None


@pytest.mark.parametrize(
    "text",
    [
        "FIXED: no, not at all",
        "Fixed - not yet",
        "fixed, but the other is not",
        "fixed\nBut not the other.",
        "It is not\nfixed",
        "Still vulnerable, sorry.\nWe will not do it.\nFIXED",
        "Responda con una palabra:\nARREGLADO",
        "FIXED ❌",
        "[ ] FIXED",
        "fixed 没有",
        "ARREGLADO" + "\n." * 20 + "\ntodavía no",
        "not mine\nfixed",
        "fixed\nthanks" + "." * 300 + "not yet",
        "working" + " " * 400 + "on nothing",
    ],
)
def test_a_word_beside_other_words_is_for_a_person(text):
    assert hear(new_text(text)) is None


@pytest.mark.parametrize(
    ("text", "word", "reason"),
    [
        ("Hola,\n\n¡Ya quedó!\n\nGracias.\nSaludos cordiales", "fixed", ""),
        ("“FIXED”", "fixed", ""),
        ("FALSO\nes una trampa\nde nuestro laboratorio", "false", "es una trampa\nde nuestro laboratorio"),
        ("FALSE: " + "a long reason " * 40, "false", ("a long reason " * 40).strip()),
    ],
)
def test_a_word_may_stand_between_courtesies_and_a_false_positive_before_its_reason(text, word, reason):
    heard = hear(text)

    assert heard is not None
    assert (heard.word, heard.rest) == (word, reason)


@pytest.mark.parametrize(
    "field",
    [
        "mx.evil.example; dkim=pass header.d=hospital.example",
        "mx.csirt.example; dkim=fail header.d=hospital.example",
        "mx.csirt.example; dkim=none; spf=pass smtp.mailfrom=hospital.example",
        'mx.csirt.example; spf=pass smtp.mailfrom="x; dkim=pass header.d=hospital.example"@evil.example',
        r'mx.csirt.example; spf=pass smtp.mailfrom="x\"; dkim=pass header.d=hospital.example "@evil.example',
        "mx.csirt.example; none (dkim=pass header.d=hospital.example)",
        "mx.csirt.example; none (a (b) ; dkim=pass header.d=hospital.example)",
        "mx.csirt.example.evil.example; dkim=pass header.d=hospital.example",
        "mx.csirt.example; dkim=pass policy.header.d=hospital.example",
        "mx.csirt.example; dkim=pass x-header.d=hospital.example",
        "mx.csirt.example; dkim=pass header.s=header.d=hospital.example",
        "mx.csirt.example; dkim=pass header.b=a,header.d=hospital.example",
        "mx.csirt.example; dkim=pass header.s=s/header.d=hospital.example",
        "mx.csirt.example; dkim=pass header.d=evil.example header.d=hospital.example",
        "mx.csirt.example; dkim=pass (x) header.d=hospital.example\r\n Header.D=evil.example",
        "mx.csirt.example; dmarc=pass header.from=hospital.example header.from=evil.example",
        "mx.csirt.example; dkim=passx header.d=hospital.example",
        'mx.csirt.example; dkim=pass reason="header.d=hospital.example"',
        "mx.csirt.example",
        "",
    ],
)
def test_a_result_that_our_server_did_not_give_is_not_believed(field):
    assert domains_of([field], MX) == frozenset()


@pytest.mark.parametrize(
    ("result", "domain"),
    [
        ("dkim=pass header.d=hospital.example header.i=@hospital.example", "hospital.example"),
        ("dkim=pass header.d=evil.example header.i=@hospital.example", "evil.example"),
        ("dkim=pass header.i=it@hospital.example", "hospital.example"),
        ("dkim/1 = pass (2048 bits) header.d = Hospital.example.", "hospital.example"),
        ("dkim=pass header.b=a(x)header.d=hospital.example", "hospital.example"),
    ],
)
def test_a_result_names_who_signed(result, domain):
    assert domains_of([f"{MX}; {result}"], MX) == {domain}


def test_only_the_topmost_result_counts():
    theirs, ours = "mx.evil.example; none", f"{MX}; dkim=pass header.d=hospital.example"

    assert (domains_of([ours, theirs], MX), domains_of([theirs, ours], MX)) == (frozenset({"hospital.example"}), frozenset())


@given(st.binary(max_size=4000))
def test_any_bytes_are_read_to_an_end(raw):
    mail = read_mail(raw, MX, OWN)

    assert mail.verified == frozenset() or b"mx.csirt.example" in raw.lower()


@given(st.text(max_size=2000))
def test_any_text_is_heard_to_an_end(text):
    hear(new_text(text))
