"""Who asks too often is told when to come back; people never get there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from budgets.isolation import Busy
from config import rates
from config.middleware import BusyIsAnswered, address_behind_proxies
from config.rates import Rate, counted, network_of

UPLOAD = "/admin/budgets/disclosure/upload/"
NARROW = Rate("test", 3, 60)


@pytest.fixture(autouse=True)
def _counting(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """All requests of a test are of one minute, however long it takes."""
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: 600.0))
    settings.RATE_LIMITS = True
    settings.CACHES = {
        **settings.CACHES,
        "limits": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "rates"},
    }
    caches["limits"].clear()


def test_a_window_lets_so_many_through_and_then_names_its_end() -> None:
    assert [counted(NARROW, "one", 600.0) for _ in range(3)] == [0, 0, 0]
    assert counted(NARROW, "one", 615.0) == 46
    assert counted(NARROW, "other", 615.0) == 0
    assert counted(NARROW, "one", 660.0) == 0


@pytest.mark.django_db
def test_uploads_are_counted_by_person_and_refused_with_the_time_to_wait() -> None:
    clients = []
    for name in ("one", "other"):
        clients.append(Client())
        clients[-1].force_login(get_user_model().objects.create_superuser(name))

    answers = [clients[0].post(UPLOAD).status_code for _ in range(41)]
    refused = clients[0].post(UPLOAD)

    assert answers == [422] * 40 + [429]
    assert 0 < int(refused["Retry-After"]) <= 61
    assert "秒后再试" in refused.content.decode()
    assert "no-store" in refused["Cache-Control"]
    assert clients[1].post(UPLOAD).status_code == 422
    assert clients[0].get("/").status_code == 200


@pytest.mark.django_db
def test_checks_of_files_are_counted_by_address() -> None:
    answers = [Client().post("/verify/").status_code for _ in range(21)]

    assert 429 not in answers[:20]
    assert answers[20] == 429
    assert Client().post("/verify/", REMOTE_ADDR="203.0.113.9").status_code != 429


@pytest.mark.django_db
def test_pages_that_are_read_are_not_counted() -> None:
    assert {Client().get("/").status_code for _ in range(150)} == {200}


def test_every_name_that_has_a_rate_is_an_address() -> None:
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    for name in rates.BY_NAME:
        if ":" not in name:
            assert name in known
            continue
        for arguments in ([], ["a"], [1], [1, "pdf"]):
            try:
                assert reverse(name, args=arguments)
                break
            except NoReverseMatch:
                continue
        else:
            pytest.fail(f"no address has the name {name}")


def test_a_network_of_ipv6_counts_as_one_address() -> None:
    assert network_of("2001:db8:0:1::5") == network_of("2001:db8:0:1:ffff::9") == "2001:db8:0:1::"
    assert network_of("2001:db8:0:2::5") != network_of("2001:db8:0:1::5")
    assert network_of("203.0.113.9") == "203.0.113.9"
    assert network_of("nonsense") == "unknown"


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "198.51.100.1", "10.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_what_our_proxies_saw_counts_as_the_address(
    settings: Any, proxies: int, told: str, address: str
) -> None:
    settings.PROXIES = proxies
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": told}

    address_behind_proxies(lambda _: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == address


def test_whoever_finds_all_readers_busy_is_told_when_to_come_back() -> None:
    answer = BusyIsAnswered(lambda _: HttpResponse()).process_exception(HttpRequest(), Busy())

    assert answer is not None
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert (
        BusyIsAnswered(lambda _: HttpResponse()).process_exception(HttpRequest(), OSError()) is None
    )


@pytest.mark.django_db
def test_coming_back_from_a_single_sign_on_is_counted_by_address(settings: Any) -> None:
    """Each return that leads nowhere is an entry in a log that nothing is taken from."""
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "https://127.0.0.1:9", "here"
    back = reverse("accounts:single-sign-on-back")

    answers = {Client().get(back).status_code for _ in range(120)}

    assert answers == {403}
    assert Client().get(back).status_code == 429
