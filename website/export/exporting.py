"""From home and the sitemap along every link, until all of the public site is a file."""

import os
import shutil
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import override

from publishing.life.models import Page
from publishing.life.models.page import FormerAddress, public_address
from publishing.life.models.version import current
from publishing.life.states import PageStatus
from publishing.text import kinds
from website.export import folder, links, rules
from website.export.asking import Site, body, walking
from website.export.files import Files, NoName, name_of
from website.export.rules import Rules
from website.headers import FOR_ONE

TRIES = 3
#: Static files of the desk, which no page of the public names.
_DESK = ("admin/", "desk/")
_READ = {"text/html", "application/xml", "application/manifest+json"}
_SHOWN = 10  # faults that are told


class Failed(Exception):
    """Why there is no new export, in words for whoever started it."""


@dataclass(frozen=True)
class Made:
    """What an export wrote."""

    files: int
    redirects: int
    withdrawn: int
    version: int


def export(target: Path) -> Made:
    """Write the public site, as it stands in one moment, beside a folder and let the folder lead to it.

    Raises folder.Refused where the folder holds something else, Failed where a page cannot be had or staff publish
    faster than it writes, and OSError where the disk does not take it. In each case what was served is served on.
    """
    target = target.absolute()
    mask = os.umask(0o022)  # it is public, and another account serves it
    try:
        with folder.locked(target), walking():
            before = folder.current(target)
            draft = folder.draft(target)
            try:
                made = _of_one_version(draft, before, target)
                folder.switch(draft, target)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
            return made
    finally:
        os.umask(mask)


def _of_one_version(draft: Path, before: Path | None, target: Path) -> Made:
    for _try in range(TRIES):
        version = current()
        crawl = Crawl(draft, before)
        crawl.run()
        if current() == version:
            return crawl.finish(version)
        folder.draft(target)
    raise Failed(f"Something was published during each of {TRIES} tries. Nothing was switched; run it again.")


class Crawl:
    """One walk through the site. It keeps addresses, and of the answers one at a time."""

    def __init__(self, draft: Path, before: Path | None) -> None:
        self._site, self._draft = Site(), draft
        self._files = Files(draft / folder.PUBLIC, before / folder.PUBLIC if before else None)
        self._rules = Rules()
        self._waiting: deque[tuple[str, str]] = deque()
        self._seen: set[str] = set()
        self._faults: list[str] = []

    def run(self) -> None:
        """Write every file but the compressed ones, and note what could not be had."""
        self._follow(_beginnings(), "")
        self._begin_languages()
        while self._waiting:
            self._take(*self._waiting.popleft())
        for address in self._left():
            self._take_left(address)

    def finish(self, version: int) -> Made:
        """Compress, and write the rules. Raises Failed with the addresses that could not be had."""
        if self._faults:
            raise Failed(_told(self._faults))
        self._files.compress()
        response = self._site.ask("/")
        rules.write(self._rules, self._draft, response)
        response.close()
        moved = len(self._rules.for_ever) + len(self._rules.for_now)
        return Made(self._files.number, moved, len(self._rules.gone), version)

    def _begin_languages(self) -> None:
        """Every language that has pages begins at its home, has a page for what is absent, and no search."""
        for language, _name in settings.LANGUAGES:
            with override(language):
                home, search, instead = reverse("home"), reverse("search:results"), reverse("a-to-z")
            if self._is_there(home):
                self._follow([home], "")
                self._take_absent(f"{home}404.html")
                self._rules.lead(search, instead, 302)
                self._seen.add(search)
                if home != "/":
                    self._rules.languages.append(language)

    def _take_absent(self, address: str) -> None:
        """Write the page of what is not there, to which no address leads."""
        response = self._site.ask(address)
        if response.status_code == 404:
            self._write(address, response)
        else:
            self._faults.append(f"{address} answers {response.status_code}")

    def _is_there(self, address: str) -> bool:
        response = self._site.ask(address)
        response.close()
        return response.status_code == 200

    def _follow(self, addresses: list[str], at: str) -> None:
        for address in addresses:
            if address not in self._seen and address.startswith("/") and not address.startswith(FOR_ONE):
                self._seen.add(address)
                self._waiting.append((address, at))

    def _take(self, address: str, at: str) -> None:
        """Write the answer to an address, and go on from there. at: the page that leads to it."""
        response = self._site.ask(address)
        is_public = response.headers.get("Cache-Control", "").startswith(("public", "max-age"))
        if response.status_code == 200 and is_public:
            self._follow(self._write(address, response), address)
            return
        response.close()
        if response.status_code == 200:
            return  # for one person, or for a moment
        if response.status_code in {301, 302}:
            location = links.of_site(response.headers["Location"], address)
            self._rules.lead(address, location, response.status_code)
            self._follow([location], address)
        else:
            self._faults.append(f"{address} answers {response.status_code}" + (f" (linked from {at})" if at else ""))

    def _write(self, address: str, response: HttpResponseBase) -> list[str]:
        """Write an answer, and return where it leads."""
        media_type = response.headers.get("Content-Type", "").partition(";")[0]
        content = b"".join(body(response)) if media_type in _READ else None
        try:
            self._files.write(name_of(address), body(response) if content is None else [content], media_type)
        except NoName:
            self._faults.append(
                f"{address} can be no file: its name is too long, or has a character that is not allowed"
            )
        finally:
            response.close()
        if "?" in address:
            self._rules.asked.add(address)
        return list(links.addresses(content.decode(), media_type, address)) if content is not None else []

    def _left(self) -> Iterator[str]:
        """Yield the addresses that a page had once, with what stands behind the addresses of its kind."""
        behind = self._behind()
        pages = Page.objects.filter(status=PageStatus.WITHDRAWN, kind__in=kinds.public_names())
        former = FormerAddress.objects.filter(kind__in=kinds.public_names())
        for rows in (pages, former):
            for kind, language, slug in rows.values_list("kind", "language", "slug").iterator():
                yield from (public_address(kind, language, slug) + name for name in sorted(behind[kind]))

    def _behind(self) -> dict[str, set[str]]:
        """Return what stands behind the addresses of a kind's pages, such as "evidence/", by the name of the kind."""
        live = Page.objects.published().filter(kind__in=kinds.public_names())
        kind_at = {public_address(*row): row[0] for row in live.values_list("kind", "language", "slug").iterator()}
        found: dict[str, set[str]] = {name: {""} for name in kinds.public_names()}
        for address in self._seen:
            main, _slash, name = address.rstrip("/").rpartition("/")
            if "?" not in address and (kind := kind_at.get(f"{main}/")):
                found[kind].add(f"{name}/")
        return found

    def _take_left(self, address: str) -> None:
        response = self._site.ask(address)
        if response.status_code == 410:
            self._write(address + rules.GONE, response)
            self._rules.gone.add(address)
            return
        response.close()
        if response.status_code in {301, 302}:
            self._rules.lead(address, links.of_site(response.headers["Location"], address), response.status_code)
        elif response.status_code >= 500:
            self._faults.append(f"{address} answers {response.status_code}")


def _told(faults: list[str]) -> str:
    shown = "".join(f"\n  {fault}" for fault in faults[:_SHOWN])
    more = f"\n  and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return f"Nothing was switched, since {len(faults)} addresses cannot be exported:{shown}{more}"


def _beginnings() -> list[str]:
    """Return where a walk begins beside the homes: what machines ask for by name, and every static file of readers."""
    named = [reverse(name) for name in ("sitemap", "robots", "web-manifest", "icon")]
    hashed = staticfiles_storage.hashed_files  # type: ignore[attr-defined]  # the storage has a manifest
    return [*named, *(staticfiles_storage.url(name) for name in sorted(hashed) if not name.startswith(_DESK))]
