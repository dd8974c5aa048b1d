"""Holds up whoever tries passwords: an account from one address, an account, an address.

An attempt is noted before the password is looked at and forgotten when it was right, so that many
at once get no more tries than one after the other. Whether an account exists makes no difference
to any of it, and so tells nobody.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import FailedSignIn

# How long one has to wait, from the last failure on.
LOCKED_FOR = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures within that time lock."""

    failures: int
    within: dt.timedelta

    def reached(self, failures: QuerySet[FailedSignIn], now: dt.datetime) -> bool:
        latest = failures.order_by("-at").values_list("at", flat=True)
        times = list(latest[: self.failures])
        return (
            len(times) == self.failures
            and now - times[0] < LOCKED_FOR
            and times[0] - times[-1] <= self.within
        )


# OWASP ASVS 2.2.1 allows 100 an hour for an account. An address may be that of a whole office.
OF_ACCOUNT_AND_ADDRESS = Limit(5, dt.timedelta(minutes=15))
OF_ACCOUNT = Limit(50, dt.timedelta(hours=1))
OF_ADDRESS = Limit(100, dt.timedelta(minutes=15))
_LONGEST = max(limit.within for limit in (OF_ACCOUNT_AND_ADDRESS, OF_ACCOUNT, OF_ADDRESS))


def attempt(name: str, address: str, *, now: dt.datetime | None = None) -> FailedSignIn | None:
    """Note an attempt; None while this account or address is locked: then it does not count.

    Tell `passed` once it proves right.
    """
    now = now or timezone.now()
    FailedSignIn.objects.filter(at__lt=now - _LONGEST - LOCKED_FOR).delete()
    noted = FailedSignIn.objects.create(name=digest(name), address=address, at=now)
    if _locked(FailedSignIn.objects.exclude(pk=noted.pk), noted):
        noted.delete()
        return None
    return noted


def passed(noted: FailedSignIn) -> None:
    """The attempt was right: what failed before it on this account from this address is over."""
    FailedSignIn.objects.filter(name=noted.name, address=noted.address).delete()


def locks(noted: FailedSignIn) -> bool:
    """Whether this failure is one that locks."""
    return _locked(FailedSignIn.objects.all(), noted)


def address_of(request: HttpRequest) -> str:
    """Where a request came from. Behind a proxy, config's middleware has put that in place.

    Of an IPv6 address the network: who has one has 2⁶⁴ of them.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))[:45]
    try:
        given = ip_address(address)
    except ValueError:
        return address
    if given.version == 6 and given.ipv4_mapped is None and not given.is_loopback:
        return str(ip_network((address, 64), strict=False))
    return str(given)


def digest(name: str) -> str:
    """A typed account name as it is kept: under a key of this installation, not to be read back."""
    given = unicodedata.normalize("NFKC", name)
    return salted_hmac("accounts.lockout", given, algorithm="sha256").hexdigest()


def _locked(failures: QuerySet[FailedSignIn], noted: FailedSignIn) -> bool:
    of_account = failures.filter(name=noted.name)
    from_there = failures.filter(address=noted.address)
    return (
        OF_ACCOUNT_AND_ADDRESS.reached(of_account.filter(address=noted.address), noted.at)
        or OF_ACCOUNT.reached(of_account, noted.at)
        # Behind a proxy that is not configured, everyone comes from the same machine.
        or (not _is_here(noted.address) and OF_ADDRESS.reached(from_there, noted.at))
    )


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return True
