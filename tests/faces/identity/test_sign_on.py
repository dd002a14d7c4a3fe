"""Signing in through a provider of identities: a real one, on this machine, speaks OpenID Connect with us."""

import html
import json
import re
import time
import warnings
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from tests.faces.identity.conftest import account_of, is_in

from baluarte.store.ledger.models import Mark
from baluarte.store.rights.models import Account
from baluarte.wiring.identity.door import one_door
from baluarte.wiring.identity.providers import provider_id, read_providers
from baluarte.wiring.identity.token import Unbelievable, subject_of

SUBJECT = "persona-7f3a"
NAME = "Nombre Que Nadie Guarda"
MAIL = "persona@agencia.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run a provider on loopback; it knows one person, with more claims than we want."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mock = pytest.importorskip("oidc_provider_mock", reason="the provider belongs to the development set")
    person = mock.User(sub=SUBJECT, claims={"email": MAIL, "email_verified": True, "name": NAME})
    with mock.run_server_in_thread(user_claims=[person]) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def offered(house, settings, issuer, tmp_path) -> str:
    """Offer the provider as an operator does, by a file; it is the identifier under which its links are kept."""
    place = tmp_path / "providers.toml"
    place.write_text(
        f'[[provider]]\nissuer = "{issuer}"\nclient = "baluarte"\nsecret = "agency"\n'
        'es = "Identidad de la agencia"\nen = "Identity of the agency"\n',
        "utf-8",
    )
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": read_providers(str(place), {"agency": "s3cret"}.__getitem__)}}
    return provider_id(issuer)


def agree(address: str, subject: str = SUBJECT) -> str:
    """Sign in at the provider as a person does, and return where it sends the browser."""
    answer = httpx.post(address, data={"sub": subject}, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def way_out(client: Client, offered: str, **told: str) -> str:
    """Return where the page of leaving leads."""
    page = client.post(f"/sign-on/{offered}", told).content.decode()
    return html.unescape(re.search(r'id="leave" href="([^"]+)"', page)[1])


def round_trip(client: Client, offered: str, subject: str = SUBJECT, **told: str):
    """Leave for the provider, agree there, and come back; return the last answer and the address of coming back."""
    back = agree(way_out(client, offered, **told), subject)
    path = urlsplit(back).path + "?" + urlsplit(back).query
    return client.get(path), path


def linked(world, offered: str, name: str = "contacto-oidc") -> Account:
    account = account_of(world, name)
    SocialAccount.objects.create(user_id=account.pk, provider=offered, uid=SUBJECT)
    return account


def test_a_linked_identity_opens_its_account(offered, world):
    account = linked(world, offered)
    client = Client()

    answer, _ = round_trip(client, offered)

    assert answer.status_code == 302
    assert is_in(client)
    assert Mark.objects.filter(action="record_sign_in", about=f"account-{account.pk} socialaccount").count() == 1


@pytest.mark.parametrize(("language", "said"), [("es", "Identidad de la agencia"), ("en", "Identity of the agency")])
def test_the_page_for_signing_in_names_the_provider_in_its_language(offered, language, said):
    page = Client().get(f"/{language}/sign-in").content.decode()

    assert said in page
    assert f'action="/sign-on/{offered}"' in page


def test_we_ask_for_nothing_but_the_subject_and_bind_the_answer_to_the_question(offered):
    asked = parse_qs(urlsplit(way_out(Client(), offered)).query)

    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16
    assert asked["redirect_uri"] == [f"http://testserver/sign-on/{offered}/back"]


def test_nothing_else_the_provider_says_is_kept(offered, world):
    linked(world, offered)
    round_trip(Client(), offered)

    kept = str(list(SocialAccount.objects.values())) + str(list(Account.objects.values()))
    assert all(word not in kept for word in (MAIL, NAME, "agencia.example"))
    assert SocialToken.objects.count() == 0


def test_an_identity_that_is_linked_to_nothing_opens_nothing_and_makes_nobody(offered, world):
    before = Account.objects.count()
    client = Client()

    answer, _ = round_trip(client, offered, subject="otra-persona")

    assert answer.status_code == 403
    assert "no vincula nada" in answer.content.decode() or "links nothing" in answer.content.decode()
    assert (is_in(client), Account.objects.count()) == (False, before)


def test_a_mail_address_links_nothing(offered, world):
    account_of(world, MAIL.partition("@")[0])
    account_of(world, MAIL)

    answer, _ = round_trip(Client(), offered)

    assert answer.status_code == 403
    assert SocialAccount.objects.count() == 0


def test_the_same_subject_of_another_issuer_is_somebody_else(offered, world):
    linked(world, provider_id("https://other.example"))
    client = Client()

    answer, _ = round_trip(client, offered)

    assert (answer.status_code, is_in(client)) == (403, False)


def test_an_own_account_links_an_identity_and_unlinks_it(contact, offered):
    answer, _ = round_trip(contact.client, offered, process="connect")
    fresh = Client()
    round_trip(fresh, offered)

    assert answer.status_code == 302
    assert is_in(fresh) is False  # the second factor of the account comes after
    assert fresh.get("/es/sign-in")["Location"] == "/es/sign-in/second"
    number = SocialAccount.objects.get().pk
    contact.client.post("/es/account/providers", {"account": number})
    assert SocialAccount.objects.count() == 0


def test_an_answer_is_believed_once(offered, world):
    linked(world, offered)
    _, path = round_trip(Client(), offered)
    thief = Client()

    again = thief.get(path + "&_redir=")

    assert (again.status_code, is_in(thief)) == (401, False)


def test_a_closed_account_is_not_opened_by_its_identity(offered, world):
    account = linked(world, offered)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    client = Client()

    round_trip(client, offered)

    assert not is_in(client)


def test_an_issuer_that_speaks_for_another_is_not_heard(offered, settings, world):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["issuer"] = "http://localhost:1"

    answer = Client().post(f"/sign-on/{offered}")

    assert answer.status_code == 503
    assert "<h1" in answer.content.decode()


@pytest.fixture(scope="module")
def signer():
    """A provider's key, and a function that signs what a provider could say."""
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    keys = {"keys": [{**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key())), "kid": "1", "use": "sig"}]}

    def sign(kind: str = "ES256", by=key, **changes) -> str:
        now = int(time.time())
        told = {"iss": "https://i.example", "aud": "baluarte", "sub": SUBJECT, "iat": now, "exp": now + 60, **changes}
        return jwt.encode({name: value for name, value in told.items() if value is not ...}, by, kind, headers={"kid": "1"})

    return keys, sign


def test_a_token_of_which_all_holds_names_its_subject(signer):
    keys, sign = signer

    assert subject_of(sign(), keys, "https://i.example", "baluarte") == SUBJECT


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": ""}, {"sub": " "}, {"sub": None}, {"sub": 7}, {"sub": [SUBJECT]}, {"sub": "x" * 256}, {"sub": ...},
        {"iss": "https://other.example"}, {"iss": ...}, {"aud": "another"}, {"aud": ...}, {"aud": ["baluarte", "another"]},
        {"azp": "another"}, {"exp": 1}, {"exp": ...}, {"iat": ...}, {"iat": 9_999_999_999}, {"kind": "none", "by": None}, {"kind": "HS256", "by": "k" * 40},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_of_which_one_thing_does_not_hold_opens_nothing(signer, changes):
    keys, sign = signer

    with pytest.raises(Unbelievable):
        subject_of(sign(**changes), keys, "https://i.example", "baluarte")


@pytest.mark.parametrize("raw", [None, "", "a.b.c", 7, "null"])
def test_what_is_no_token_opens_nothing(signer, raw):
    with pytest.raises(Unbelievable):
        subject_of(raw, signer[0], "https://i.example", "baluarte")


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": None}, {"keys": [{"kty": "oct", "k": "a2V5", "kid": "1"}]}], ids=str)
def test_a_provider_without_the_key_opens_nothing(signer, keys):
    with pytest.raises(Unbelievable):
        subject_of(signer[1](), keys, "https://i.example", "baluarte")


def test_no_way_leads_to_another_place_than_the_issuer():
    door = one_door(["https://login.agency.example"], 1)

    for address in ("http://169.254.169.254/latest", "https://login.agency.example.evil.example/", "http://login.agency.example/"):
        with pytest.raises(requests.exceptions.InvalidURL):
            door.get(address)


def test_coming_back_needs_a_browser_that_is_at_home(offered, world):
    # The session cookie is strict: the first request from elsewhere has none, and a page of ours sends it on.
    back = agree(way_out(Client(), offered))

    page = Client().get(urlsplit(back).path + "?" + urlsplit(back).query).content.decode()

    assert re.search(r'http-equiv="refresh" content="0;URL=&#x27;|http-equiv="refresh" content="0;URL=\'', page)
    assert "_redir=" in page
