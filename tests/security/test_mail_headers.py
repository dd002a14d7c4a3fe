"""Nothing of others becomes a field of a mail of ours, whatever they write, and an addressee is exactly one mailbox."""

import re

import pytest

from baluarte.core.errors import Unusable
from baluarte.core.ground.world import Message
from baluarte.gateways.mail import as_mail
from baluarte.gateways.sealed import WIDE

CONTROLS = [chr(number) for number in (*range(32), 127, *range(0x80, 0xA0), 0x2028, 0x2029)]
FIELDS = ("Message-ID", "Subject", "Reply-To", "List-Id", "In-Reply-To")


def message(**changes: object) -> Message:
    values = {
        "message_id": "<one@csirt.example>", "sender": "CSIRT <alertas@csirt.example>", "recipient": "x@inst.example", "subject": "aviso",
        "text": "Hola", "html": "", "headers": (("Reply-To", "alertas+t@csirt.example"),),
    }  # fmt: skip
    return Message(**(values | changes))


@pytest.mark.parametrize("control", CONTROLS, ids=[f"U+{ord(one):04X}" for one in CONTROLS])
def test_no_control_character_passes_into_any_field(control):
    evil = f"aviso{control}Bcc: all@evil.example"
    odd = []
    for field in FIELDS:
        sent = (
            message(subject=evil)
            if field == "Subject"
            else message(message_id=f"<a{control}b@x>")
            if field == "Message-ID"
            else message(headers=((field, evil),))
        )
        try:
            as_mail(sent)
        except (Unusable, ValueError):
            continue
        odd.append(field)
    for sent in (message(recipient=f"x@inst.example{control}"), message(sender=f"A{control}B <alertas@csirt.example>"),
                 message(headers=((f"X{control}Y", "1"),)), message(attachments=((f"a{control}b.csv", "text/csv", b"1"),))):  # fmt: skip
        try:
            as_mail(sent)
        except (Unusable, ValueError):
            continue
        odd.append(repr(sent)[:80])

    assert odd == []


@pytest.mark.parametrize("recipient", [
    "a@inst.example, b@evil.example", "a@inst.example;b@evil.example", "<a@inst.example>", "A <a@inst.example>", "a@inst.example\n", "", "a", "@",
    "a@b@c.example", '"a b"@inst.example', "a@[127.0.0.1]", "a@inst.example>", "undisclosed:;", "a@inst..example",
])  # fmt: skip
def test_an_addressee_is_exactly_one_mailbox(recipient):
    with pytest.raises(Unusable):
        as_mail(message(recipient=recipient))


@pytest.mark.parametrize(
    "subject",
    ["=?utf-8?b?" + "QmNjOiB4QGV2aWwuZXhhbXBsZQ==" + "?=", "Bcc: x@evil.example", "ñ" * 60, "\u202egnp.exe", "=0D=0ABcc: x@evil.example"],
)
def test_what_looks_like_a_field_stays_a_subject(subject):
    raw = as_mail(message(subject=subject)).as_bytes(policy=WIDE)
    head = raw.partition(b"\n\n")[0].replace(b"\n ", b" ")

    assert not re.search(rb"(?im)^bcc:", head)
    assert len(re.findall(rb"(?im)^subject:", head)) == 1


@pytest.mark.parametrize("page", [
    '<img src="http://evil.example/a.png">', '<p style="background:url(//evil.example)">', "<script>1</script>", "<link rel=stylesheet href=//e>",
    '<a href="x" onclick="y">', "<iframe></iframe>", "<form></form>", "<svg><use href=#a /></svg>", '<body background="//evil.example/b">',
])  # fmt: skip
def test_a_page_that_would_load_or_run_never_leaves(page):
    with pytest.raises(Unusable):
        as_mail(message(html=f"<html><body>{page}</body></html>"))


@pytest.mark.django_db
def test_no_mail_of_a_country_has_a_field_that_others_wrote(two, world):
    known = re.compile(
        r"Reply-To|Date|Content-Language|List-Unsubscribe(-Post)?|In-Reply-To|References|Auto-Submitted|List-Id|X-[A-Za-z-]+|Precedence|Sensitivity|Importance",
        re.IGNORECASE,
    )

    assert world.messages
    for one in world.messages:
        assert [name for name, _ in one.headers if not known.fullmatch(name)] == []
        assert len(one.subject) <= 78
        assert not [mark for tenant in two for mark in tenant.marks if mark in one.subject]
        as_mail(one)
