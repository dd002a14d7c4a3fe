"""The start refuses what would leave people unprotected, with the sentence that mends it."""

import pytest

from baluarte.core.errors import Unusable
from baluarte.wiring import settings as django
from baluarte.wiring.settings import Settings, read_settings, refuse_unsafe, sentences


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:9", "http://[::1]:8000", "https://csirt.example"])
def test_loopback_and_encrypted_addresses_are_taken(address):
    refuse_unsafe(Settings(base_url=address))


@pytest.mark.parametrize(
    "address", ["http://csirt.example", "http://127.0.0.1.example", "csirt.example", "http://10.0.0.1:8000", "https://"]
)
def test_an_address_in_clear_stops_the_start(address):
    with pytest.raises(Unusable, match="https://") as caught:
        refuse_unsafe(Settings(base_url=address))

    assert caught.value.code == "settings.unsafe"


def test_mail_in_clear_to_another_machine_stops_the_start():
    refuse_unsafe(Settings(smtp="127.0.0.1:25", smtp_tls="none"))

    with pytest.raises(Unusable, match="in clear"):
        refuse_unsafe(Settings(smtp="mail.example:25", smtp_tls="none"))


def test_a_misspelt_setting_stops_the_start():
    with pytest.raises(Unusable, match="BALUARTE_BASEURL"):
        read_settings({"BALUARTE_BASEURL": "https://csirt.example"})


def test_a_secret_is_read_from_a_file(tmp_path):
    (tmp_path / "word").write_text("open sesame\n", "utf-8")

    assert read_settings({"BALUARTE_SMTP_PASSWORD_FILE": str(tmp_path / "word")}).smtp_password == "open sesame"


def test_every_setting_has_its_sentence():
    assert all(sentence.endswith(".") for sentence in sentences().values())


def test_no_page_ever_shows_how_it_is_built():
    assert django.DEBUG is False
    assert "django.contrib.admin" not in django.INSTALLED_APPS
    assert "*" not in django.ALLOWED_HOSTS
