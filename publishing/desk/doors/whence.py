"""From where somebody asks. Only the word of a proxy that the settings trust is believed (TRUSTED_PROXIES)."""

import logging
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

log = logging.getLogger(__name__)

Address = IPv4Address | IPv6Address
#: Bits of an IPv6 address that one household or clinic has; the rest its machines choose as they like.
_ONE_HOUSE = 64


def address_of(request: HttpRequest) -> str | None:
    """Return the address of whoever asks, as it is written usually; None where the server knows none.

    Proxies write each the one before them at the end of X-Forwarded-For. The last that is no proxy of ours is who asks;
    what stands before it anybody may have written.
    """
    found = _read(request.META.get("REMOTE_ADDR", ""))
    told = [_read(part) for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.SECURE_PROXY_SSL_HEADER is not None and found is not None and told[-1] and not _is_ours(found):
        _say_once()
    while found is not None and _is_ours(found) and told and told[-1] is not None:
        found = told.pop()
    return str(found) if found is not None else None


def counted_address(request: HttpRequest) -> str | None:
    """Return what stands for whoever asks where tries are counted."""
    return counted(address_of(request))


def counted(address: str | None) -> str | None:
    """Return what stands for an address where tries are counted: of IPv6 its network, whose addresses are countless."""
    found = _read(address or "")
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _ONE_HOUSE), strict=False).network_address)
    return str(found) if found is not None else None


def _read(text: str) -> Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _is_ours(address: Address) -> bool:
    return any(address in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


@cache
def _say_once() -> None:
    """Say what whoever runs the server would not notice until somebody is kept out."""
    log.warning(
        "People sign in through a proxy that TRUSTED_PROXIES does not name: all who come through it count as one, and "
        "wait for each other's wrong passwords."
    )


@lru_cache(maxsize=2)
def _networks(written: tuple[str, ...]) -> list:
    return [ip_network(one.strip(), strict=False) for one in written]
