"""Which page a name means: the one home of that rule, and of what follows from it.

A page that has moved is found by its former slug too, so that no other text must change with it. Whoever has the slug
now comes first, but not before it was public.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db.models import Manager, QuerySet
from django.utils.translation import gettext as _

from publishing.life.models.mention import Mention
from publishing.life.models.page import FormerAddress, Page, public_address
from publishing.life.states import PageStatus
from publishing.text import kinds
from publishing.text.naming import OF_PAGES


class Named(NamedTuple):
    """The page that a name means."""

    pk: int
    kind: str
    language: str
    slug: str
    status: str

    @property
    def address(self) -> str:
        """The name by which manuscripts call it now."""
        return f"{self.kind}/{self.slug}"

    @property
    def url(self) -> str | None:
        """Where the public opens it; None where it cannot."""
        if self.status != PageStatus.LIVE or not kinds.get(self.kind).has_address:
            return None
        return public_address(self.kind, self.language, self.slug)


def named(language: str, names: Iterable[str]) -> dict[str, Named]:
    """Return the page behind each name such as "conditions/sciatica" that means one. At most two queries."""
    names = set(names)
    if not names:
        return {}
    pages = (Named(*row) for row in _at(Page.objects, language, names).values_list(*Named._fields))
    found = {page.address: page for page in pages if page.address in names}
    known = {name for name, page in found.items() if page.status != PageStatus.NEVER_PUBLIC}
    if unknown := names - known:
        columns = [f"page__{column}" for column in Named._fields]
        for kind, slug, *row in _at(FormerAddress.objects, language, unknown).values_list("kind", "slug", *columns):
            if f"{kind}/{slug}" in unknown:
                found[f"{kind}/{slug}"] = Named(*row)
    return found


def public_by(language: str, names: Iterable[str]) -> dict[str, Page]:
    """Return the page behind each name that is its page's name of today, as lists print it, of those that ever were
    public: no former address can mean another one. One query at most.
    """
    names = set(names)
    pages = Page.objects.titles().exclude(status=PageStatus.NEVER_PUBLIC)
    return {page.address: page for page in _at(pages, language, names) if page.address in names} if names else {}


def urls(language: str, names: Iterable[str]) -> Mapping[str, str | None]:
    """Return the public address behind each name that means a page; None where the public cannot open it."""
    return {name: page.url for name, page in named(language, names).items()}


def titles(language: str, names: Iterable[str]) -> dict[str, str]:
    """Return what people call the page behind each name that has its page's name of today. One query."""
    names = set(names)
    rows = _at(Page.objects, language, names).values_list("kind", "slug", "title")
    return {name: title or slug for kind, slug, title in rows if (name := f"{kind}/{slug}") in names}


def slugs_of(page: Page) -> set[str]:
    """Return every slug by which texts may name a page: that of today, and those that it had before. One query."""
    return {page.slug, *page.former_addresses.values_list("slug", flat=True)}


def shared_texts(language: str, columns: Iterable[str], slugs: Collection[str] | None = None) -> dict[str, Page]:
    """Return slug -> the live shared text that it means, of a language or of these slugs alone. Two queries.

    One that has moved is there by its former slugs too. columns: what is asked for of each beside its slug.
    """
    pages = Page.objects.live().in_language(language).filter(kind__in=kinds.shared_names())
    moved = FormerAddress.objects.filter(page__in=pages)
    if slugs is not None:
        pages, moved = pages.filter(slug__in=slugs), moved.filter(slug__in=slugs)
    columns = ("slug", *columns)
    former = moved.select_related("page").only("slug", *(f"page__{column}" for column in columns))
    return {one.slug: one.page for one in former} | {page.slug: page for page in pages.only(*columns)}


def _at(rows: Manager | QuerySet, language: str, names: set[str]) -> QuerySet:
    """Return the rows of these kinds and slugs: all that have the names, and perhaps a few that mix them."""
    parts = [name.partition("/") for name in sorted(names)]
    kinds_of = sorted({kind for kind, _slash, _slug in parts})
    return rows.filter(language=language, kind__in=kinds_of, slug__in=[slug for _kind, _slash, slug in parts])


def why_taken(kind: str, language: str, slug: str, page: Page | None = None) -> str:
    """Return, as a sentence, why a page cannot have a slug; empty where it can. At most two queries.

    An address that another page had before still leads there, from printed leaflets too: nobody takes it over. A page
    may go back to one of its own. page: the one that asks; None for one that is not there yet.
    """
    at = {"kind": kind, "language": language, "slug": slug}
    asking = page.pk if page else 0
    if other := Page.objects.filter(**at).exclude(pk=asking).titles().first():
        return _("This address belongs to “%(page)s”. Choose another.") % {"page": other}
    moved = FormerAddress.objects.filter(**at).exclude(page_id=asking).values_list("page__title", flat=True).first()
    if moved is None:
        return ""
    return _("This address leads to “%(page)s”, which had it before. Choose another.") % {"page": moved}


def claim(*pages: Page) -> None:
    """Let the mentions of names that meant nothing so far mean new pages. One query, and one for each such name."""
    free = Mention.objects.filter(target=None, what__in=OF_PAGES)
    waiting = free.filter(name__in=[page.address for page in pages]).values_list("language", "name")
    of_name = {(page.language, page.address): page for page in pages}
    for language, name in set(waiting) & of_name.keys():
        free.filter(language=language, name=name).update(target=of_name[language, name])


def move(page: Page, slug: str) -> None:
    """Give a page a new slug. Where it was once public, the old address leads there from now on.

    The caller saves the row. No text that is current may still mean another page by the new name: see `following`.
    """
    if page.published_at:
        FormerAddress.objects.update_or_create(
            kind=page.kind, language=page.language, slug=page.slug, defaults={"page": page}
        )
    page.slug = slug
    take(page)


def take(page: Page) -> None:
    """Let a page that comes to the public have its name alone: its own from before, or one that a library gave it."""
    FormerAddress.objects.filter(kind=page.kind, language=page.language, slug=page.slug).delete()
    claim(page)
