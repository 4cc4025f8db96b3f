"""Which texts name a page, and how they follow it when its address changes."""

import re
from dataclasses import dataclass
from functools import cache

from publishing.life.models import Page, Revision
from publishing.life.states import OPEN, PageStatus
from publishing.text import kinds, manuscripts
from publishing.text.schema import Key, ListOf, Name, Record

_TRANSLATION = re.compile(r"^translation_of: .*$", re.MULTILINE)


@dataclass(frozen=True)
class Mention:
    """A page whose live text (`revision` is what is live) or open draft names another page."""

    page: Page
    revision: Revision
    is_draft: bool


def mentions(page: Page, slug: str = "") -> list[Mention]:
    """Return every live text and open draft that names a page, by title. Two queries.

    slug: the address's last part, where it is not the page's own of this moment.
    """
    slug = slug or page.slug
    texts = Revision.objects.filter(manuscript__contains=slug).exclude(page=page).select_related("page__live_revision")
    live = texts.filter(live_page__status=PageStatus.LIVE)
    found = [Mention(r.page, r, is_draft=False) for r in live if _names(r, page, slug)]
    found += [Mention(r.page, r, is_draft=True) for r in texts.filter(state__in=OPEN) if _names(r, page, slug)]
    return sorted(found, key=lambda mention: (mention.page.title, mention.is_draft))


def _names(revision: Revision, page: Page, slug: str) -> bool:
    """A text of the page's language names it in any way; one of another language only as what it translates."""
    same = revision.page.language == page.language
    pattern = _pattern(page.kind, slug) if same else re.compile(rf"^translation_of: {slug}$", re.MULTILINE)
    return (same or revision.page.kind == page.kind) and bool(pattern.search(revision.manuscript))


def users_of_snippet(slug: str, language: str) -> list[Mention]:
    """Return every live text and open draft that puts a snippet in."""
    line = f"/// snippet | {slug}\n"
    texts = Revision.objects.filter(manuscript__contains=line, page__language=language).select_related("page")
    found = [Mention(r.page, r, is_draft=False) for r in texts.filter(live_page__status=PageStatus.LIVE)]
    found += [Mention(r.page, r, is_draft=True) for r in texts.filter(state__in=OPEN)]
    return sorted(found, key=lambda mention: (mention.page.title, mention.is_draft))


def named_in(text: str) -> set[str]:
    """Return every address that a manuscript names, such as `conditions/sciatica`; not that of what it translates."""
    text = _TRANSLATION.sub("", text)
    return {
        f"{kind.name}/{match[match.lastgroup]}"
        for kind in kinds.all_kinds()
        for match in _pattern(kind.name, manuscripts.SLUG.pattern).finditer(text)
    }


def kept_by(contributor: str) -> list[Mention]:
    """Return every live text and open draft that a contributor owns or stands in for."""
    texts = Revision.objects.filter(manuscript__contains=f": {contributor}\n").select_related("page")
    live, drafts = texts.filter(live_page__status=PageStatus.LIVE), texts.filter(state__in=OPEN)
    pattern = _keeper(contributor)
    found = [Mention(r.page, r, is_draft=False) for r in live if pattern.search(r.manuscript)]
    return found + [Mention(r.page, r, is_draft=True) for r in drafts if pattern.search(r.manuscript)]


def pass_on(text: str, contributor: str, to: str) -> str:
    """Return a manuscript in which another contributor owns, or stands in, where one did."""
    return _keeper(contributor).sub(lambda match: f"{match[1]}: {to}", text)


def _keeper(contributor: str) -> re.Pattern[str]:
    return re.compile(rf"^(owner|deputy): {re.escape(contributor)}$", re.MULTILINE)


def translate_from(text: str, new: str) -> str:
    """Return a manuscript that translates the page with another slug: its own links lead to pages of its language."""
    return _TRANSLATION.sub(f"translation_of: {new}", text, count=1)


def follow(text: str, kind: str, old: str, new: str) -> str:
    """Return a manuscript of the page's language in which every mention of `kind/old` names `kind/new`."""

    def renamed(match: re.Match[str]) -> str:
        start, stop = match.span(match.lastgroup)
        return match[0][: start - match.start()] + new + match[0][stop - match.start() :]

    return _pattern(kind, old).sub(renamed, text)


def _pattern(kind: str, slug: str) -> re.Pattern[str]:
    """The three ways in which a canonical manuscript names a page: a file link, an address, a slug under its key."""
    keys = "|".join(sorted(_slug_keys(kind)))
    by_key = rf"|^[ ]*(?:- )?(?:{keys}): (?P<c>{slug})$" if keys else ""
    link = rf"(?<=\]\(\.\./){kind}/(?P<a>{slug})(?=\.md[)#])"
    address = rf"^[ ]*(?:- )?(?:[a-z_]+: )?{kind}/(?P<b>{slug})$"
    return re.compile(f"{link}|{address}{by_key}", re.MULTILINE)


@cache
def _slug_keys(kind: str) -> frozenset[str]:
    """The front matter keys whose value is the slug of a page of a kind, such as `condition`."""
    found: set[str] = set()

    def walk(keys: dict[str, Key]) -> None:
        for name, key in keys.items():
            inner = key.type.item if isinstance(key.type, ListOf) else key.type
            if isinstance(inner, Record):
                walk(inner.keys)
            elif isinstance(inner, Name) and inner.prefix == f"{kind}/":
                found.add(name)

    for described in kinds.all_kinds():
        walk(described.schema.keys)
    return frozenset(found)
