"""What a server must know that no file can say: former addresses, withdrawn pages, headers, queries.

Twice: for nginx as maps that deploy/nginx/export.conf reads, and as the `_redirects` and `_headers` that Netlify and
others read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from django.http.response import HttpResponseBase

from website import headers, machines
from website.export.files import name_of
from website.export.folder import PUBLIC, RULES

#: The page that a withdrawn one leaves, behind its address.
GONE = "410.html"
#: What a server says by itself, or what is of one answer and not of all.
_OWN = {"cache-control", "content-language", "content-length", "content-type", "etag", "vary"}


@dataclass
class Rules:
    """Address -> where it leads, of both kinds; the addresses of withdrawn pages, and those with a query."""

    for_ever: dict[str, str] = field(default_factory=dict)
    for_now: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    languages: list[str] = field(default_factory=list)

    def lead(self, address: str, location: str, status: int) -> None:
        """Note a redirect, of an address without its slash as well."""
        leads = self.for_ever if status in {301, 308} else self.for_now
        leads[address] = location
        if address.endswith("/") and "?" not in address:
            leads.setdefault(address.rstrip("/"), location)


def write(rules: Rules, folder: Path, said: HttpResponseBase) -> None:
    """Write the rules into an export. said: an answer of the site, of which the headers are taken."""
    _write(folder / RULES / "moved.map", _map(rules.for_ever))
    _write(folder / RULES / "elsewhere.map", _map(rules.for_now))
    _write(folder / PUBLIC / "_redirects", _redirects(rules))
    _write(folder / PUBLIC / "_headers", _headers(said))


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines))


def _map(leads: Mapping[str, str]) -> list[str]:
    return [f'"{_escaped(address)}" "{_escaped(location)}";' for address, location in sorted(leads.items())]


def _escaped(text: str) -> str:
    """An address within the quotes of nginx. It has no variable in it: the dollar is not left as one."""
    return text.replace("\\", "%5C").replace('"', "%22").replace("$", "%24")


def _redirects(rules: Rules) -> list[str]:
    """First match wins, so that what is exact stands before what is not."""
    moved = [f"{address} {to} 301" for address, to in sorted(rules.for_ever.items())]
    elsewhere = [f"{address} {to} 302" for address, to in sorted(rules.for_now.items())]
    gone = [f"{address} {address}{GONE} 410" for address in sorted(rules.gone)]
    absent = [f"/{language}/* /{language}/404.html 404" for language in rules.languages]
    return [*moved, *elsewhere, *gone, *sorted(set(_queries(rules.asked))), *absent]


def _queries(addresses: Iterable[str]) -> Iterable[str]:
    """One rule for all values of the same keys."""
    for address in addresses:
        path, _mark, query = address.partition("?")
        keys = [key for key, _value in parse_qsl(query)]
        if len(set(keys)) == len(keys):
            pairs = [f"{key}=:{key}" for key in keys]
            yield f"{path} {' '.join(pairs)} /{name_of(path + '?' + '&'.join(keys)).rpartition('/')[0]}/" + (
                f"{'&'.join(pairs)}.html 200!"
            )


def _headers(said: HttpResponseBase) -> list[str]:
    """No Cache-Control for pages: these hosts let each page be asked for anew by themselves, and would join ours."""
    names = sorted(name for name in said.headers if name.lower() not in _OWN)
    lines = ["/*", *(f"  {name}: {said.headers[name]}" for name in names)]
    lines += ["/static/*", f"  Cache-Control: {machines.FOR_EVER}"]
    return [
        *lines,
        "/media/*",
        f"  Cache-Control: {machines.FOR_EVER}",
        f"  Content-Security-Policy: {headers.MEDIA}",
    ]
