"""Single sign-on by OpenID Connect: the authorization code flow with PKCE, state and nonce.

Who the provider names must have an account here: bound to issuer and subject at the first sign-in,
found by one claim until then. A made account (OIDC_CREATE) has no role.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth, OAuthError
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from joserfc.errors import JoseError

from accounts.models import Affiliation, Person
from budgets import log

# Signatures that only the provider can make; never "none", never the client's own secret.
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
# Clocks may differ by this much.
LEEWAY_SECONDS = 60
ANSWER_WITHIN_SECONDS = 10


class Refused(Exception):
    """The single sign-on did not lead to an account; `said` is for the person, `why` for the log."""

    def __init__(self, said: Any, why: str) -> None:
        self.said = said
        self.why = why


_NOT_REACHED = _("单点登录服务暂时无法使用，请稍后再试，或用账号和密码登录。")
_NOT_VALID = _("单点登录没有完成：身份服务的答复无效或已过期，请重新登录。")
_NO_ACCOUNT = _("身份已经核实，但没有可以使用的账号。请联系管理员。")


class _Provider(DjangoOAuth2App):  # type: ignore[misc]
    """One provider, as its discovery document describes it."""

    def load_server_metadata(self) -> dict[str, Any]:
        known: dict[str, Any] = super().load_server_metadata()
        if known.get("issuer") != settings.OIDC_ISSUER:
            raise OAuthError(error="issuer", description="the discovery document names another")
        offered = known.get("id_token_signing_alg_values_supported") or ["RS256"]
        known["id_token_signing_alg_values_supported"] = [
            name for name in offered if name in SIGNATURES
        ]
        if not known["id_token_signing_alg_values_supported"]:
            raise OAuthError(error="algorithms", description="none of those that are taken here")
        return known


class _Registry(OAuth):  # type: ignore[misc]
    oauth2_client_cls = _Provider


def configured() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def begin(request: HttpRequest, back: str) -> HttpResponseBase:
    """Send the browser to the provider, which sends it `back`. Raises Refused."""
    try:
        answer: HttpResponseBase = _provider().authorize_redirect(request, back)
    except (AuthlibBaseError, requests.RequestException, ValueError) as error:
        raise Refused(_NOT_REACHED, type(error).__name__) from error
    return answer


def finish(request: HttpRequest) -> tuple[Any, bool]:
    """The account of whom the provider has sent back, and whether it vouches for a second factor.

    Raises Refused.
    """
    return _account_of(_claims(request))


def _claims(request: HttpRequest) -> dict[str, Any]:
    """What the provider says of the person: its signature, issuer, audience, time, nonce are right."""
    known = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "sub": {"essential": True},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }
    provider = _provider()
    try:
        token = provider.authorize_access_token(
            request, claims_options=known, leeway=LEEWAY_SECONDS
        )
        claims = dict(token.get("userinfo") or {})
        if claims and settings.OIDC_CLAIM not in claims:
            claims = _asked_for(provider, token, claims)
    except requests.RequestException as error:
        raise Refused(_NOT_REACHED, type(error).__name__) from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError) as error:
        raise Refused(
            _NOT_VALID, f"{type(error).__name__} {getattr(error, 'error', '')}"
        ) from error
    if not claims:
        raise Refused(_NOT_VALID, "no ID token")
    return claims


def _asked_for(provider: _Provider, token: Any, claims: dict[str, Any]) -> dict[str, Any]:
    """The claims with those that the provider tells only when it is asked, of the same person."""
    if not provider.load_server_metadata().get("userinfo_endpoint"):
        return claims
    told = provider.userinfo(token=token)
    if told.get("sub") != claims["sub"]:
        raise OAuthError(error="userinfo", description="of another subject")
    return {**told, **claims}


@transaction.atomic
def _account_of(claims: dict[str, Any]) -> tuple[Any, bool]:
    subject = f"{claims['iss']} {claims['sub']}"
    user = get_user_model().objects.filter(affiliation__subject=subject).first()
    if user is None:
        user = _bound(claims, subject)
    if not user.is_active:
        raise Refused(_NO_ACCOUNT, "disabled")
    vouched = {claims.get("acr"), *(claims.get("amr") or ())} & set(settings.OIDC_SECOND_FACTOR)
    return user, bool(vouched)


def _bound(claims: dict[str, Any], subject: str) -> Any:
    """The account of the name that the claim states, from now on bound to this subject."""
    name = claims.get(settings.OIDC_CLAIM)
    if not name or not isinstance(name, str):
        raise Refused(_NO_ACCOUNT, "claim missing")
    if settings.OIDC_CLAIM == "email" and claims.get("email_verified") is not True:
        raise Refused(_NO_ACCOUNT, "address not verified")
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        if not settings.OIDC_CREATE:
            raise Refused(_NO_ACCOUNT, "unknown")
        user = _created(name, str(claims.get("name") or ""))
    if user.is_superuser:
        # Whoever can choose a name at the provider must not come in as the owner of the site.
        raise Refused(_NO_ACCOUNT, "a superuser")
    affiliation, _made = Affiliation.objects.get_or_create(user_id=user.pk)
    if affiliation.subject is not None:
        # The provider gave the name to someone else.
        raise Refused(_NO_ACCOUNT, "bound to another subject")
    affiliation.subject = subject
    try:
        affiliation.full_clean()
        affiliation.save(update_fields=["subject"])
    except IntegrityError as error:
        raise Refused(_NOT_VALID, "bound meanwhile") from error
    log.append("single-sign-on-bound", by=user, subject=user)
    return user


def _created(username: str, name: str) -> Any:
    person = Person(username=username, first_name=name[:150])
    person.set_unusable_password()
    person.full_clean()
    person.save()
    log.append("person", subject=person, detail={"created": True, "by": "single sign-on"})
    return person


def _provider() -> _Provider:
    return _registered(
        settings.OIDC_ISSUER,
        settings.OIDC_CLIENT_ID,
        settings.OIDC_CLIENT_SECRET,
        settings.OIDC_SCOPES,
    )


@lru_cache(maxsize=4)
def _registered(issuer: str, client: str, secret: str, scopes: str) -> _Provider:
    """The provider with what it said of itself, kept while the process lives."""
    where = urlsplit(issuer)
    if where.scheme != "https" and where.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ImproperlyConfigured("OIDC_ISSUER must be an https address.")
    provider: _Provider = _Registry().register(
        "sign_on",
        client_id=client,
        client_secret=secret or None,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": scopes,
            "code_challenge_method": "S256",
            "default_timeout": ANSWER_WITHIN_SECONDS,
            **({} if secret else {"token_endpoint_auth_method": "none"}),
        },
    )
    return provider
