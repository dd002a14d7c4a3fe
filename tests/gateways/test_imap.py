"""The mailbox reader against a server in every mood."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import islice

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from baluarte.core.errors import Unreachable, Unusable
from baluarte.gateways.imap import Bookmark, Imap
from baluarte.testing.servers.imap import Mailbox, imap_server

MAIL = b"From: feeds@shadowserver.example\r\nSubject: {%d}\r\n\r\n" + b"x" * 300 + b"\r\n"


def place(box: Mailbox, port: int, **options) -> Imap:
    return Imap(
        "127.0.0.1", port, box.user, options.pop("password", box.password), tls="none", seconds=options.pop("seconds", 3), **options
    )


@pytest.fixture
def box():
    return Mailbox()


@pytest.fixture
def port(box):
    with imap_server(box) as number:
        yield number


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that only these tests believe in."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "imap.csirt.example")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return serving, str(folder / "cert.pem")


def test_messages_come_byte_for_byte_oldest_first_and_none_is_marked_by_looking(box, port):
    numbers = [box.put(MAIL % turn) for turn in range(3)]

    with place(box, port).visit(Bookmark()) as visit:
        letters = list(visit.letters())

    assert [(one.uid, one.raw) for one in letters] == [(uid, MAIL % turn) for turn, uid in enumerate(numbers)]
    assert all(box.flags(uid) == set() for uid in numbers)


def test_the_bookmark_says_where_the_next_visit_goes_on(box, port):
    box.put(MAIL % 1)
    with place(box, port).visit(Bookmark()) as visit:
        after = [visit.mark(one.uid) for one in visit.letters()][-1]

    with place(box, port).visit(after) as visit:
        nothing = list(visit.letters())
    newer = box.put(MAIL % 2)
    with place(box, port).visit(after) as visit:
        found = [one.uid for one in visit.letters()]

    assert (nothing, found) == ([], [newer])


def test_a_server_that_numbers_anew_is_read_from_its_first_message_again(box, port):
    box.put(MAIL % 1)
    after = Bookmark(box.numbering, 90)
    box.renumber()

    with place(box, port).visit(after) as visit:
        found, renumbered = [one.raw for one in visit.letters()], visit.renumbered

    assert (found, renumbered) == ([MAIL % 1], True)


def test_a_kept_message_is_marked_as_seen_and_no_other(box, port):
    first, second = box.put(MAIL % 1), box.put(MAIL % 2)

    with place(box, port).visit(Bookmark()) as visit:
        next(visit.letters())
        visit.keep(first)

    assert (box.flags(first), box.flags(second)) == ({r"\Seen"}, set())


@pytest.mark.parametrize("mood", ["", "no-move"])
def test_a_kept_message_moves_to_a_folder_that_is_made_where_it_is_missing(box, port, mood):
    box.moods = {mood}
    uid = box.put(MAIL % 1)

    with place(box, port, done="Leídos").visit(Bookmark()) as visit:
        visit.keep(uid)

    assert [one.raw for one in box.folders["Le&AO0-dos"]] == [MAIL % 1]
    left = [one.flags for one in box.folders["INBOX"]]
    # Without UIDPLUS an expunge would take what others have marked: it stays, marked.
    assert left == ([{r"\Seen", r"\Deleted"}] if mood else [])


def test_what_was_read_and_not_kept_is_still_there_after_the_connection_breaks(box, port):
    uid = box.put(MAIL % 1)
    box.moods = {"cut"}

    with pytest.raises(Unreachable) as caught, place(box, port).visit(Bookmark()) as visit:
        list(visit.letters())
    box.moods = set()
    with place(box, port).visit(Bookmark()) as visit:
        again = [one.raw for one in visit.letters()]

    assert (caught.value.code, again, box.flags(uid)) == ("imap.unreachable", [MAIL % 1], set())


def test_a_message_over_the_cap_is_named_and_never_read(box, port):
    small, large = box.put(b"a" * 90), box.put(b"b" * 101)

    with place(box, port, most_bytes=100).visit(Bookmark()) as visit:
        found = [(one.uid, one.size, one.raw) for one in visit.letters()]

    assert found == [(small, 90, b"a" * 90), (large, 101, None)]


def test_a_server_that_announces_a_giant_after_all_is_cut_off_before_a_byte_of_it_is_taken(box, port):
    box.put(MAIL % 1)
    box.moods = {"boast-late"}

    with pytest.raises(Unreachable, match="1000000000000 bytes"), place(box, port).visit(Bookmark()) as visit:
        list(visit.letters())


def test_a_server_that_drips_is_cut_when_the_time_for_a_visit_is_over(box, port):
    box.put(MAIL % 1)
    box.moods = {"drip"}

    with pytest.raises(Unreachable, match=r"timed out|time for one visit"), place(box, port, total_seconds=1.5).visit(Bookmark()) as visit:
        list(visit.letters())


def test_a_message_in_quotation_marks_is_a_message(box, port):
    box.put(b'say "Hi" \\ there')
    box.moods = {"quoted"}

    with place(box, port).visit(Bookmark()) as visit:
        assert [one.raw for one in visit.letters()] == [b'say "Hi" \\ there']


def test_a_message_that_another_hand_took_away_is_passed_over(box, port):
    box.put(MAIL % 1)
    last = box.put(MAIL % 2)

    with place(box, port).visit(Bookmark()) as visit:
        letters = visit.letters()
        first = next(letters)
        box.folders["INBOX"].pop(1)
        rest = list(islice(letters, 5))

    assert (first.uid, rest, last) == (1, [], 2)


def test_a_message_for_a_person_is_flagged_and_stays(box, port):
    uid = box.put(MAIL % 1)

    with place(box, port, done="Done").visit(Bookmark()) as visit:
        visit.set_aside(uid)

    assert box.flags(uid) == {r"\Flagged"}


def test_a_wrong_password_is_a_thing_to_correct_and_stands_in_no_sentence(box, port):
    with pytest.raises(Unusable) as caught, place(box, port, password="not this one").visit(Bookmark()):
        pass

    assert caught.value.code == "imap.sign-in"
    assert "not this one" not in f"{caught.value} {caught.value!r} {place(box, port, password='not this one')!r}"


def test_a_control_character_in_a_password_never_becomes_a_command(box, port):
    with pytest.raises(Unusable), place(box, port, password="x\r\na1 DELETE INBOX").visit(Bookmark()):
        pass

    assert not any("DELETE" in one for one in box.said)


def test_a_folder_that_is_not_there_is_named(box, port):
    with pytest.raises(Unusable, match="Reportes"), place(box, port, folder="Reportes").visit(Bookmark()):
        pass


def test_a_mailbox_elsewhere_is_never_read_in_clear():
    with pytest.raises(Unusable) as caught:
        Imap("imap.csirt.example", 143, "u", "p", tls="none")

    assert caught.value.code == "imap.tls"


def test_with_starttls_and_a_believed_certificate_the_mailbox_is_read(box, certificate):
    serving, path = certificate
    box.put(MAIL % 1)

    with imap_server(box, serving) as port:
        where = Imap("127.0.0.1", port, box.user, box.password, trust=ssl.create_default_context(cafile=path), seconds=3)
        with where.visit(Bookmark()) as visit:
            found = [one.raw for one in visit.letters()]

    assert (found, box.said[1]) == ([MAIL % 1], "STARTTLS")


def test_encrypted_from_the_start_a_mailbox_is_read_as_well(box, certificate):
    serving, path = certificate
    box.put(MAIL % 1)

    with imap_server(box, serving, from_the_start=True) as port:
        trust = ssl.create_default_context(cafile=path)
        where = Imap("127.0.0.1", port, box.user, box.password, tls="implicit", trust=trust, seconds=3)
        with where.visit(Bookmark()) as visit:
            assert [one.raw for one in visit.letters()] == [MAIL % 1]


def test_a_certificate_nobody_vouches_for_ends_the_visit_before_the_password_is_said(box, certificate):
    with imap_server(box, certificate[0]) as port, pytest.raises(Unreachable):  # noqa: SIM117 - the error is raised inside both
        with Imap("127.0.0.1", port, box.user, box.password, seconds=3).visit(Bookmark()):
            pass

    assert "AUTHENTICATE" not in box.said


def test_a_server_without_encryption_is_not_told_the_password(box, port):
    with pytest.raises(Unreachable), Imap("127.0.0.1", port, box.user, box.password, seconds=3).visit(Bookmark()):
        pass

    assert not {"LOGIN", "AUTHENTICATE"} & set(box.said)


def test_a_mailbox_that_does_not_answer_is_tried_again_later():
    with pytest.raises(Unreachable) as caught, Imap("127.0.0.1", 9, "u", "p", tls="none", seconds=1).visit(Bookmark()):
        pass

    assert caught.value.code == "imap.unreachable"
