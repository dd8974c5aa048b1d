"""Single sign-on against a provider on this machine: the way in, and everything that is no way in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from joserfc.jwk import RSAKey

from accounts import people as writing
from accounts.models import Affiliation
from tests.accounts.people import (
    CODE,
    LOGIN,
    MINE,
    SET_UP,
    WORKPLACE,
    body,
    code,
    is_in,
    logged,
    person,
    with_factor,
)
from tests.accounts.provider import CLIENT, SECRET, Provider, symmetric

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

START = "/admin/account/single-sign-on/"
BACK = START + "back/"


@pytest.fixture
def provider(settings: SettingsWrapper) -> Iterator[Provider]:
    running = Provider()
    settings.OIDC_ISSUER = running.url
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    yield running
    running.stop()


@pytest.fixture
def zhang() -> Any:
    return person("zhang", "staff", department=body())


def sign_on(client: Client, provider: Provider, *, then: str = "") -> Any:
    """The whole way: to the provider, and back with what it says."""
    sent = client.get(START, {"next": then} if then else {})
    assert sent.status_code == 302, sent.content.decode()
    return client.get(BACK, provider.consent(sent.url))


def test_a_person_comes_in_by_single_sign_on(
    client: Client, provider: Provider, zhang: Any
) -> None:
    page = client.get(LOGIN, {"next": "/admin/budgets/disclosure/"}).content.decode()
    assert 'href="/admin/account/single-sign-on/?next=/admin/budgets/disclosure/"' in page

    answer = sign_on(client, provider, then="/admin/budgets/disclosure/")

    assert answer.url == f"{LOGIN}?next=%2Fadmin%2Fbudgets%2Fdisclosure%2F"
    assert client.get(answer.url).url == "/admin/budgets/disclosure/"
    assert is_in(client)
    entry = logged("login")[0]
    assert entry.actor == "zhang"
    assert json.loads(entry.detail)["with"] == "single sign-on"


def test_the_provider_is_asked_as_it_should_be(client: Client, provider: Provider) -> None:
    address = urlsplit(client.get(START).url)
    asked = parse_qs(address.query)

    assert f"{address.scheme}://{address.netloc}" == provider.url
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/admin/account/single-sign-on/back/"]
    assert "openid" in asked["scope"][0].split()
    assert len(asked["state"][0]) >= 22
    assert len(asked["nonce"][0]) >= 20
    assert SECRET not in address.query
    # One address to register, whichever language the person reads.
    english = parse_qs(urlsplit(client.get("/en" + START).url).query)
    assert english["redirect_uri"] == asked["redirect_uri"]


def test_without_a_provider_there_is_no_button_and_no_way(client: Client, zhang: Any) -> None:
    assert "single-sign-on" not in client.get(LOGIN).content.decode()
    assert client.get(START).url == LOGIN
    assert client.get(BACK, {"code": "x", "state": "y"}).url == LOGIN


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"iat": 9_999_999_999},
    ],
    ids=str,
)
def test_a_token_that_is_wrong_leads_nowhere(
    client: Client, provider: Provider, zhang: Any, wrong: dict[str, Any]
) -> None:
    provider.wrong = wrong

    answer = sign_on(client, provider)

    assert answer.status_code == 403
    assert "答复无效或已过期" in answer.content.decode()
    assert not is_in(client)
    assert [entry.actor for entry in logged("login-failed")] == [""]
    assert not logged("login")


def test_a_token_signed_by_another_key_leads_nowhere(
    client: Client, provider: Provider, zhang: Any
) -> None:
    provider.signed_by = RSAKey.generate_key(2048, {"kid": "first"})

    assert sign_on(client, provider).status_code == 403
    assert not is_in(client)


def test_a_token_signed_with_the_clients_secret_leads_nowhere(
    client: Client, provider: Provider, zhang: Any
) -> None:
    provider.alg, provider.signed_by = "HS256", symmetric()

    assert sign_on(client, provider).status_code == 403
    assert not is_in(client)


def test_a_key_that_the_provider_has_changed_is_fetched_anew(
    provider: Provider, zhang: Any
) -> None:
    sign_on(Client(), provider)
    provider.key = RSAKey.generate_key(2048, {"kid": "second"})
    provider.published.append(provider.key)
    client = Client()

    answer = sign_on(client, provider)

    # The header still names the first key, so the signature is not that key's.
    assert answer.status_code == 403
    provider.kid = "second"
    assert sign_on(client, provider).status_code == 302
    assert is_in(client)


def test_an_answer_without_its_beginning_is_refused(provider: Provider, zhang: Any) -> None:
    begun, victim = Client(), Client()
    answer = provider.consent(begun.get(START).url)

    # Sent to another browser, it would sign that one in as someone else.
    assert victim.get(BACK, answer).status_code == 403
    assert not is_in(victim)
    assert begun.get(BACK, {**answer, "state": "another"}).status_code == 403
    assert not is_in(begun)


def test_an_answer_works_once(client: Client, provider: Provider, zhang: Any) -> None:
    answer = provider.consent(client.get(START).url)
    assert client.get(BACK, answer).status_code == 302
    client.post("/admin/logout/")

    assert client.get(BACK, answer).status_code == 403
    assert not is_in(client)


def test_a_refusal_of_the_provider_is_told_in_words(client: Client, provider: Provider) -> None:
    state = parse_qs(urlsplit(client.get(START).url).query)["state"][0]

    answer = client.get(
        BACK, {"error": "access_denied", "error_description": "<b>no</b>", "state": state}
    )

    assert answer.status_code == 403
    assert "单点登录没有完成" in answer.content.decode()
    assert "<b>no" not in answer.content.decode()


@pytest.mark.parametrize("failing", ["/.well-known", "/token", "/keys"])
def test_a_provider_that_fails_is_no_error_of_ours(
    client: Client, provider: Provider, zhang: Any, failing: str
) -> None:
    provider.failing = failing

    sent = client.get(START)
    answer = sent if sent.status_code != 302 else client.get(BACK, provider.consent(sent.url))

    assert answer.status_code in (403, 502)
    assert "单点登录" in answer.content.decode()
    assert not is_in(client)


def test_a_provider_that_is_away_is_no_error_of_ours(
    client: Client, settings: SettingsWrapper
) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", CLIENT

    answer = client.get(START)

    assert answer.status_code == 502
    assert "暂时无法使用" in answer.content.decode()


def test_a_discovery_document_of_another_issuer_is_refused(
    client: Client, provider: Provider
) -> None:
    provider.issuer = "https://evil.example"

    assert client.get(START).status_code == 502


def test_a_provider_without_tls_is_not_spoken_to(client: Client, settings: SettingsWrapper) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://sso.example.org", CLIENT

    with pytest.raises(ImproperlyConfigured):
        client.get(START)


# --- Who comes in ---


def test_an_unknown_person_is_told_to_ask_and_gets_no_account(
    client: Client, provider: Provider
) -> None:
    answer = sign_on(client, provider)

    assert answer.status_code == 403
    assert "没有可以使用的账号" in answer.content.decode()
    assert not get_user_model().objects.exists()


def test_a_superuser_is_not_bound_by_a_name(client: Client, provider: Provider) -> None:
    get_user_model().objects.create_superuser("root", password="a long password of its own")
    provider.claims["preferred_username"] = "root"

    answer = sign_on(client, provider)

    assert not is_in(client)
    assert "没有可以使用的账号" in answer.content.decode()
    assert not Affiliation.objects.filter(subject__isnull=False).exists()


def test_a_disabled_person_is_told_the_same(client: Client, provider: Provider, zhang: Any) -> None:
    sign_on(client, provider)
    assert is_in(client)
    zhang.is_active = False
    zhang.save()
    assert not is_in(client)

    answer = sign_on(client, provider)

    assert answer.status_code == 403
    assert "没有可以使用的账号" in answer.content.decode()
    assert not is_in(client)


def test_an_account_is_made_without_a_role_where_that_is_wanted(
    client: Client, provider: Provider, settings: SettingsWrapper
) -> None:
    settings.OIDC_CREATE = True
    provider.claims["name"] = "张三"

    sign_on(client, provider)

    made = get_user_model().objects.get()
    assert (made.username, made.first_name) == ("zhang", "张三")
    assert (made.is_staff, made.is_superuser) == (False, False)
    assert not made.has_usable_password()
    assert client.get(WORKPLACE, follow=True).request["PATH_INFO"] == MINE


def test_an_account_is_bound_to_who_came_first(provider: Provider, zhang: Any) -> None:
    sign_on(Client(), provider)
    assert Affiliation.objects.get(user=zhang).subject == f"{provider.url} 248289761001"

    # The provider gives the name to someone else.
    provider.claims["sub"] = "another"
    usurper = Client()
    assert sign_on(usurper, provider).status_code == 403
    assert not is_in(usurper)

    # And the person another name.
    provider.claims = {"sub": "248289761001", "preferred_username": "zhang.san"}
    renamed = Client()
    sign_on(renamed, provider)
    assert is_in(renamed)


def test_an_administrator_frees_an_account_for_another_subject(
    provider: Provider, zhang: Any
) -> None:
    client = Client()
    sign_on(client, provider)

    writing.unbind(zhang, by=person("chief", "administrator"))

    assert not is_in(client)
    provider.claims["sub"] = "another"
    sign_on(client, provider)
    assert is_in(client)


def test_an_address_that_is_not_verified_names_nobody(
    client: Client, provider: Provider, settings: SettingsWrapper
) -> None:
    settings.OIDC_CLAIM = "email"
    person("zhang@example.org", "staff", department=body())
    provider.claims |= {"email": "zhang@example.org", "email_verified": False}
    assert sign_on(client, provider).status_code == 403

    provider.claims["email_verified"] = True

    assert sign_on(client, provider).status_code == 302
    assert is_in(client)


def test_a_claim_that_only_the_userinfo_tells_is_asked_for(
    client: Client, provider: Provider, zhang: Any
) -> None:
    provider.claims = {"sub": "248289761001"}
    provider.userinfo = {"preferred_username": "zhang"}

    sign_on(client, provider)

    assert is_in(client)


def test_the_userinfo_of_another_person_is_refused(
    client: Client, provider: Provider, zhang: Any
) -> None:
    provider.claims = {"sub": "248289761001"}
    provider.userinfo = {"preferred_username": "zhang", "sub": "another"}

    assert sign_on(client, provider).status_code == 403
    assert not is_in(client)


# --- And the second factor ---


@pytest.mark.parametrize("said", [{}, {"acr": "mfa"}, {"amr": ["pwd", "mfa"]}])
def test_the_second_factor_is_asked_for_here_unless_the_provider_is_trusted_with_it(
    client: Client, provider: Provider, said: dict[str, Any]
) -> None:
    user = person("zhang", "reviewer", department=body())
    provider.claims |= said

    answer = sign_on(client, provider)
    assert client.get(answer.url, follow=True).request["PATH_INFO"] == SET_UP

    device = with_factor(user)
    assert client.get(WORKPLACE, follow=True).request["PATH_INFO"] == CODE
    client.post(CODE, {"code": code(device.key)})
    assert is_in(client)


@pytest.mark.parametrize("said", [{"acr": "mfa"}, {"amr": ["pwd", "mfa"]}])
def test_a_trusted_provider_vouches_for_it(
    client: Client, provider: Provider, settings: SettingsWrapper, said: dict[str, Any]
) -> None:
    settings.OIDC_SECOND_FACTOR = ["mfa"]
    person("zhang", "reviewer", department=body())
    provider.claims |= said

    sign_on(client, provider)

    assert is_in(client)


def test_a_trusted_provider_that_does_not_vouch_is_not_enough(
    client: Client, provider: Provider, settings: SettingsWrapper
) -> None:
    settings.OIDC_SECOND_FACTOR = ["mfa"]
    person("zhang", "reviewer", department=body())
    provider.claims |= {"acr": "1", "amr": ["pwd"]}

    sign_on(client, provider)

    assert not is_in(client)


def test_nothing_of_the_providers_tokens_is_kept(
    client: Client, provider: Provider, zhang: Any
) -> None:
    sign_on(client, provider)

    kept = json.dumps(dict(client.session.items()))
    assert "opaque" not in kept
    assert "nonce" not in kept
    assert "eyJ" not in kept
