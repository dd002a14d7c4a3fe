"""Why a message did not leave is said in both languages, whoever wrote the note."""

import pytest

from baluarte.formats.notes import NOTE_WORDS, error_note, note_words


@pytest.mark.parametrize(
    "code", ["no-contact", "organisation-not-active", "label", "wrong-addressee", "contact-not-active", "organisation-merged"]
)
def test_every_code_of_the_outbox_has_words_in_both_languages(code):
    words = note_words(code)

    assert words == NOTE_WORDS[code]
    assert words.es != words.en
    assert code not in {words.es, words.en}


def test_an_error_of_mail_keeps_what_the_server_said():
    said = "The mail server refused for good: 550 5.1.1 no such user. It answered 5xx. Try the next contact."

    words = note_words(error_note("mail.recipient", said))

    assert words.en == said
    assert words.es == "El servidor de correo no aceptó al destinatario. Respondió: 550 5.1.1 no such user."


@pytest.mark.parametrize("note", ["odd-code", "A sentence of an older release.", ""])
def test_a_note_that_nobody_foresaw_stands_for_itself(note):
    words = note_words(note)

    assert (words.es, words.en) == (note, note)
