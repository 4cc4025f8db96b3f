"""System checks: settings with which the site must not be served are refused, each with what to do.

`manage.py` runs them before whatever it does; `refuse` is for a server that loads config.wsgi by itself.
"""

import os
import pwd
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured

#: Ends of names that no name on the internet has.
_LOCAL = (".localhost", ".local", ".internal", ".lan", ".test", ".home.arpa")
_SHORTEST_SECRET, _FEWEST_SIGNS = 50, 10
_PRINTED = ".console.EmailBackend"


def refuse() -> None:
    """Raise ImproperlyConfigured with all that makes the settings unsafe, and what to do; warnings are no reason."""
    found = [one for one in run_checks(tags=[Tags.security]) if one.is_serious() and not one.is_silenced()]
    if found:
        raise ImproperlyConfigured(" ".join(f"{one.msg} {one.hint or ''}".rstrip() for one in found))


@register(Tags.security)
def check_account(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """What root writes into the data of another account, that account cannot read: the site would not start again."""
    owner = _owner_of_data()
    if os.geteuid() != 0 or owner == 0:
        return []
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = str(owner)
    message = f"DATA_DIR belongs to {name}, and this is root: what root writes there, the site cannot read."
    return [Error(message, hint=f"Run it as that account: runuser -u {name} -- ...", id="website.E009")]


def _owner_of_data() -> int:
    return settings.DATA_DIR.stat().st_uid


@register(Tags.security)
def check_address(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """SITE_URL must be an address; on the internet it is https, with a proxy that speaks it."""
    address = urlsplit(settings.SITE_URL)
    if address.scheme not in {"http", "https"} or not address.hostname or address.path:
        message = f"SITE_URL is {settings.SITE_URL!r}: it must be like https://clinic.example, without a path."
        return [Error(message, id="website.E001")]
    if address.scheme == "https" and settings.SECURE_PROXY_SSL_HEADER is None:
        message = "SITE_URL is https and BEHIND_PROXY is not set: every request would be led to https again and again."
        hint = "BEHIND_PROXY=yes, where a proxy speaks TLS and overwrites X-Forwarded-Proto (docs/hosting.md)."
        return [Error(message, hint=hint, id="website.E002")]
    if address.scheme == "http" and _is_public(address.hostname):
        message = f"SITE_URL is {settings.SITE_URL!r}: without https everybody on the way reads passwords and drafts."
        hint = "Put a proxy that speaks TLS in front (docs/hosting.md), and set SITE_URL to the https address."
        return [Error(message, hint=hint, id="website.E003")]
    return []


@register(Tags.security)
def check_debug(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Errors with what is inside the site are for whoever develops it."""
    if settings.DEBUG and _is_public(urlsplit(settings.SITE_URL).hostname or ""):
        message = (
            "DEBUG is on and SITE_URL is on the internet: a visitor who meets an error would read settings and code."
        )
        return [Error(message, hint="Take DEBUG out of .env.", id="website.E004")]
    return []


@register(Tags.security)
def check_secret(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Whoever guesses the key signs in as anybody."""
    key = settings.SECRET_KEY
    is_starter = key.startswith("django-insecure-") or "change" in key.lower()
    if len(key) < _SHORTEST_SECRET or len(set(key)) < _FEWEST_SIGNS or is_starter:
        message = f"SECRET_KEY is too short or easily guessed: it needs {_SHORTEST_SECRET} signs that nobody knows."
        hint = "Take SECRET_KEY out of .env: the site makes one, and keeps it in DATA_DIR/secret-key."
        return [Error(message, hint=hint, id="website.E005")]
    return []


@register(Tags.security)
def check_hosts(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """The site answers to its own names."""
    if "*" in settings.ALLOWED_HOSTS:
        message = "ALLOWED_HOSTS has *: the site would answer under names that others made for it."
        hint = "Take ALLOWED_HOSTS out of .env: the name in SITE_URL is allowed then. Or list the site's names."
        return [Error(message, hint=hint, id="website.E006")]
    return []


@register(Tags.security)
def check_proxies(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Where somebody signs in from is known, and said by nobody but a proxy of ours."""
    for written in settings.TRUSTED_PROXIES:
        try:
            network = ip_network(written.strip(), strict=False)
        except ValueError:
            message = f"TRUSTED_PROXIES has {written!r}, which is no address: it would be like 10.0.0.4 or 10.0.0.0/24."
            return [Error(message, id="website.E007")]
        if network.prefixlen == 0:
            message = f"TRUSTED_PROXIES has {written}: anybody could say that they come from anywhere."
            return [Error(message, hint="List the addresses of your own proxies.", id="website.E008")]
    if settings.SECURE_PROXY_SSL_HEADER is not None and not settings.TRUSTED_PROXIES:
        message = "TRUSTED_PROXIES is empty behind a proxy: all would sign in from one address and wait for each other."
        return [Warning(message, hint="Take it out of .env, or list your proxies.", id="website.W001")]
    return []


@register(Tags.security)
def check_sign_in(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """On the internet a password alone is not enough, and links go to people."""
    found: list[CheckMessage] = []
    if not settings.SITE_IS_SECURE:
        return found
    if settings.SECOND_FACTOR == "off":
        message = "SECOND_FACTOR is off: whoever learns the password of one of the staff can sign in from anywhere."
        found.append(Warning(message, hint="Take it out of .env: then it is required.", id="website.W002"))
    if settings.EMAIL_BACKEND.endswith(_PRINTED):
        message = "Mail is printed: nobody gets a link for a password, and whoever reads the log can use it."
        found.append(Warning(message, hint="Set EMAIL_BACKEND and EMAIL_HOST to a mail server.", id="website.W003"))
    return found


def _is_public(host: str) -> bool:
    """Whether a name or an address is one on the internet. A name without a dot is one of a network of one's own."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_LOCAL)
