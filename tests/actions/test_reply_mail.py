"""Replies by mail: one word counts where everything about it is proved, and nothing else does."""

import re
from datetime import date, timedelta

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.replies import confirm_replies, take_mail
from baluarte.actions.warning import deliver_notices, queue_notices, show_finding
from baluarte.core.errors import Refused
from baluarte.core.rights.actors import OPERATOR, SYSTEM
from baluarte.store.constituency.models import ContactRow
from baluarte.store.replies.mails.places import mail_store
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingRow, OutboxRow
from baluarte.testing.world import Stopped

SENDER = "security@hospital.example"
SIGNED = "Authentication-Results: mx.csirt.example; dkim=pass header.d=hospital.example; dmarc=pass header.from=hospital.example\r\n"


@pytest.fixture
def told(world):
    """The hospital was told of two findings; the address for its reply."""
    organisation("hospital-central", "192.0.2.0/24", contacts=(SENDER, "it@hospital.example"))
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.2", port=3390))
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    return dict(world.messages[-1].headers)["Reply-To"]


def mail(to: str, text: str, *, sender: str = SENDER, head: str = SIGNED, name: str = "<one@hospital.example>", more: str = "") -> bytes:
    named = f"Message-ID: {name}\r\n" if name else ""
    fields = f"{head}From: IT <{sender}>\r\nTo: {to}\r\nSubject: RE: aviso\r\n{named}{more}"
    return (fields + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text).encode()


def states() -> list[str]:
    return list(FindingRow.objects.order_by("point").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("ARREGLADO", "fix-claimed"),
        ("¡Arreglado!\r\n", "fix-claimed"),
        ("Fixed.", "fix-claimed"),
        ("Buenas tardes:\r\n\r\nYa está corregido\r\n\r\n-- \r\nMesa de ayuda", "fix-claimed"),
        ("En ello", "acknowledged"),
        ("WORKING ON IT", "acknowledged"),
        ("No es mío", "dispute"),
        ("NO ES MIO.", "dispute"),
        ("not ours: it belongs to our provider", "dispute"),
        ("FALSO: es una trampa de nuestro laboratorio", "false-proposed"),
        ("false positive - the banner lies until 2026-06-30", "false-proposed"),
    ],
)
def test_one_word_moves_the_findings(world, told, text, state):
    came = take_mail(world, OPERATOR, mail(told, text))

    assert (came.state, came.findings, states()) == ("acted", 2, [state, state])
    step = show_finding(world, OPERATOR, FindingRow.objects.first().folio).steps[-1]
    assert (step.who, step.via) == ("hospital-central/security", "mail")
    assert OutboxRow.objects.get().state == "answered"


def test_the_end_of_a_false_positive_is_read_and_without_one_it_is_thirty_days(world, told):
    take_mail(world, OPERATOR, mail(told, "FALSO: trampa hasta 2026-06-30"))
    take_mail(world, OPERATOR, mail(told, "FALSO: trampa", name="<two@hospital.example>"))

    assert list(ReplyRow.objects.order_by("id").values_list("until", flat=True)) == [date(2026, 6, 30), date(2026, 4, 4)]


def test_a_row_that_is_named_is_the_only_one_meant(world, told):
    take_mail(world, OPERATOR, mail(told, "NO ES MIO: 192.0.2.1 es del proveedor"))

    assert states() == ["dispute", "open"]


def test_a_wrong_contact_by_mail_is_marked_and_the_next_is_told(world, told):
    take_mail(world, OPERATOR, mail(told, "Contacto equivocado: soc@hospital.example"))
    deliver_notices(world, OPERATOR)

    assert ContactRow.objects.get(address=SENDER).status == "wrong"
    assert (world.messages[-1].recipient, ReplyRow.objects.get().text) == ("it@hospital.example", "soc@hospital.example")


UNPROVED = {
    "quoted": ("Todavía no.\r\n\r\nEl jue, 5 mar 2026 a las 9:00, CSIRT <alertas@csirt.example> escribió:\r\n> ARREGLADO\r\n", {}, "no-word"),
    "signature": ("Gracias\r\n-- \r\nFIXED", {}, "no-word"),
    "older message": ("Ok\r\n\r\nDe: CSIRT <alertas@csirt.example>\r\nEnviado: jueves\r\n\r\nFIXED", {}, "no-word"),
    "question": ("Fixed?", {}, "no-word"),
    "two words": ("fixed\r\nnot mine", {}, "no-word"),
    "a word against itself": ("FIXED: no, not at all", {}, "no-word"),
    "a line below": ("Fixed\r\nNot yet the second one.", {}, "no-word"),
    "soon": ("fixed soon", {}, "no-word"),
    "nothing": ("", {}, "no-text"),
    "no reason": ("FALSO", {}, "why-missing"),
    "too long a mute": ("FALSO: trampa hasta 2028-01-01", {}, "until"),
    "unsigned": ("FIXED", {"head": ""}, "unsigned"),
    "signed by another": ("FIXED", {"head": SIGNED.replace("hospital.example", "evil.example")}, "unsigned"),
    "failed": ("FIXED", {"head": SIGNED.replace("pass", "fail")}, "unsigned"),
    "another checker": ("FIXED", {"head": SIGNED.replace("mx.csirt", "mx.evil")}, "unsigned"),
    "ours below theirs": ("FIXED", {"head": SIGNED.replace("mx.csirt", "mx.evil") + SIGNED}, "unsigned"),
    "in a comment": ("FIXED", {"head": "Authentication-Results: mx.csirt.example; spf=pass (x; dkim=pass header.d=hospital.example)\r\n"}, "unsigned"),
    "in quotes": (
        "FIXED", {"head": 'Authentication-Results: mx.csirt.example; spf=pass smtp.mailfrom="a; dkim=pass header.d=hospital.example"@evil.example\r\n'},
        "unsigned",
    ),
    "stranger": ("FIXED", {"sender": "noc@hospital.example"}, "not-a-contact"),
    "claimed in other fields": ("FIXED", {"sender": "evil@evil.example", "more": f"X-Original-From: {SENDER}\r\nSender: {SENDER}\r\n"}, "not-a-contact"),
    "two froms": ("FIXED", {"more": "From: evil@evil.example\r\n"}, "doubled-header"),
    "two subjects": ("FIXED", {"more": "Subject: FIXED\r\n"}, "doubled-header"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNPROVED, ids=list(UNPROVED))
def test_what_is_not_proved_moves_nothing_and_waits_for_a_person(world, told, case):
    text, change, reason = UNPROVED[case]

    came = take_mail(world, OPERATOR, mail(told, text, **change))

    row = ReplyRow.objects.get()
    assert (came.state, row.state, row.reason, states()) == ("waiting", "waiting", reason, ["open", "open"])
    assert row.notice.folio == FOLIO.search(told)[0]


FOLIO = re.compile(r"AN-\d{4}-\d{6}")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: "alertas@csirt.example", "no-token"),
        (lambda to: re.sub(r"\.[0-9a-z]{8}@", ".00000000@", to), "wrong-token"),
        (lambda to: FOLIO.sub("AN-2026-999999", to), "wrong-token"),
    ],
)
def test_without_the_token_of_the_notice_nothing_moves(world, told, change, reason):
    take_mail(world, OPERATOR, mail(change(told), "FIXED"))

    assert (ReplyRow.objects.get().reason, states()) == (reason, ["open", "open"])


def test_a_reply_long_after_its_message_is_for_a_person(world, told):
    take_mail(world.at(world.now() + timedelta(days=91)), OPERATOR, mail(told, "FIXED"))

    assert (ReplyRow.objects.get().reason, states()) == ("too-late", ["open", "open"])


def test_a_contact_of_another_organisation_is_a_stranger(world, told):
    organisation("mill", "198.51.100.0/24", contacts=("noc@mill.example",))

    take_mail(world, OPERATOR, mail(told, "FIXED", sender="noc@mill.example", head=SIGNED.replace("hospital", "mill")))

    assert (ReplyRow.objects.get().reason, states()) == ("not-a-contact", ["open", "open"])


@pytest.mark.parametrize(
    "more",
    ["Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n", "Return-Path: <>\r\n", "X-Autoreply: yes\r\n", "List-Id: <x.example>\r\n"],
)
def test_what_nobody_wrote_is_counted_and_never_answered(world, told, more):
    sent = len(world.messages)

    came = take_mail(world, OPERATOR, mail(told, "FIXED", more=more))

    assert (came.state, confirm_replies(world, SYSTEM), len(world.messages), states()) == ("counted", 0, sent, ["open", "open"])


def test_our_own_mail_coming_back_is_a_loop(world, told):
    came = take_mail(world, OPERATOR, mail(told, "FIXED", sender="alertas@csirt.example"))

    assert (came.state, came.reason) == ("counted", "loop")


def test_a_word_that_was_acted_on_is_confirmed_once_and_says_what_it_did(world, told):
    take_mail(world, OPERATOR, mail(told, "ARREGLADO"))

    counts = [confirm_replies(world, SYSTEM) for _ in range(3)]

    letter = world.messages[-1]
    assert counts == [1, 0, 0]
    assert (letter.recipient, dict(letter.headers)["Auto-Submitted"]) == (SENDER, "auto-replied")
    assert dict(letter.headers)["In-Reply-To"] == "<one@hospital.example>"
    assert "ya está corregido" in letter.text
    assert "2 hallazgos" in letter.text


def test_what_waits_for_a_person_is_never_answered(world, told):
    sent = len(world.messages)

    take_mail(world, OPERATOR, mail(told, "Fixed?"))

    assert (confirm_replies(world, SYSTEM), len(world.messages)) == (0, sent)


def test_a_server_that_is_away_confirms_later_under_the_same_name(world, told):
    take_mail(world, OPERATOR, mail(told, "ARREGLADO"))
    world.post.be_away()

    assert [confirm_replies(world, SYSTEM), confirm_replies(world, SYSTEM)] == [0, 1]


def test_the_same_mail_counts_once_whatever_the_way_added_to_its_head(world, told):
    one = mail(told, "ARREGLADO")
    first = take_mail(world, OPERATOR, one)

    again = [take_mail(world, OPERATOR, one), take_mail(world, OPERATOR, b"Received: from elsewhere\r\n" + one)]

    assert (first.state, [came.state for came in again], ReplyRow.objects.count()) == ("acted", ["known", "known"], 1)


def test_another_mail_under_a_known_name_is_another_mail(world, told):
    take_mail(world, OPERATOR, mail(told, "Hola"))

    came = take_mail(world, OPERATOR, mail(told, "ARREGLADO"))

    assert (came.state, ReplyRow.objects.count()) == ("acted", 2)


def test_the_bytes_are_kept_before_anything_is_read(world, told):
    raw = mail(told, "Hola")
    take_mail(world, OPERATOR, raw)

    with mail_store(world).open(ReplyRow.objects.get().raw) as stream:
        assert stream.read() == raw


def test_a_mail_that_is_cut_off_at_any_step_is_taken_once_in_the_end(world, told):
    raw = mail(told, "ARREGLADO")
    point = 0
    while True:
        point += 1
        world.steps.clear()
        world.stop_at = point
        try:
            take_mail(world, OPERATOR, raw)
            break
        except Stopped:
            assert states() in (["open", "open"], ["fix-claimed", "fix-claimed"])
    world.stop_at = None

    assert point > 4
    assert (states(), ReplyRow.objects.count()) == (["fix-claimed", "fix-claimed"], 1)


def test_only_the_team_takes_mail_in(world, told, hospital):
    with pytest.raises(Refused):
        take_mail(world, hospital, mail(told, "ARREGLADO"))

    assert not ReplyRow.objects.exists()


def test_no_mail_is_believed_where_our_own_server_is_not_named(world, told):
    from dataclasses import replace

    world.house = replace(world.house, authserv="")

    take_mail(world, OPERATOR, mail(told, "ARREGLADO", head=SIGNED.replace("mx.csirt.example", "")))

    assert (ReplyRow.objects.get().reason, states()) == ("unsigned", ["open", "open"])
