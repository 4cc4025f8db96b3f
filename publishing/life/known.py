"""What a text may name, as the database has it: only what this text names is asked for, however large the site is."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Model

from publishing.life import addresses, rendering
from publishing.life.models import Contributor, Page, Revision, Source, StoredPicture
from publishing.life.states import PageStatus
from publishing.text import explaining, kinds, manuscripts, preparing, validation
from publishing.text.preparing import Prepared
from publishing.text.prose import marks
from publishing.text.schema import Fault
from publishing.text.validation import Known


def known_for(prepared: Prepared, page: Page | None = None) -> Known:
    """Return what a text may name now, as far as it names it. Six queries, one for each layer of snippets, one where it
    leads to places on pages, and one where it has a role.
    """
    public = kinds.public_names()
    names = {name for name in prepared.named("page") if name.partition("/")[0] in public}
    named = addresses.named(prepared.language, names)
    pages = {*named, *_translated(prepared)}
    led_into = {named[name].pk for target, name in prepared.pages.items() if "#" in target and name in named}
    places = _places(led_into)
    return Known(
        pages=pages | {prepared.address},  # under a new address a text may name itself already
        sources=_existing(Source, "pk", prepared.named("source")),
        contributors=_existing(Contributor, "pk", prepared.named("contributor")),
        pictures=_existing(StoredPicture, "name", prepared.named("picture")),
        shared=_shared(prepared.language, prepared.snippets),
        played=_played(prepared, page),
        places=lambda name: places.get(named[name].pk) if name in named else None,
    )


def faults_of(prepared: Prepared, page: Page | None = None) -> list[Fault]:
    """Return every fault of a text against what the database knows. By line.

    page: whose text it is, so that it is not in its own way; None for one whose page is not there yet.
    """
    faults = validation.against(prepared, known_for(prepared, page))
    page = page or Page(kind=prepared.kind_name, language=prepared.language)
    for word, term in explained_elsewhere(page, prepared.data):
        line = validation.line_of(word, prepared.text)
        said = explaining.sentence(word, term)
        faults.append(Fault(prepared.findings.path, line, explaining.fault(word, term), said))
    return sorted(faults, key=lambda fault: fault.line)


def explained_elsewhere(page: Page, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (word, title of the term) for each word of front matter that another live term explains. One query."""
    if not kinds.get(page.kind).is_explained:
        return []
    terms = Page.objects.live().in_language(page.language).filter(kind__in=kinds.explained_names())
    taken = {
        compared: title
        for title, also_called in terms.exclude(pk=page.pk).values_list("title", "also_called")
        for compared in explaining.spellings({"title": title, "also_called": also_called})
    }
    return [(word, taken[compared]) for compared, word in explaining.spellings(data).items() if compared in taken]


def explained_no_more(revision: Revision) -> Collection[str]:
    """Return the words that a page explains now and would not with this text."""
    page = revision.page
    if page.status != PageStatus.LIVE or not kinds.get(page.kind).is_explained:
        return []
    before = {"title": page.title, "also_called": page.also_called}
    return explaining.lost(before, manuscripts.read_raw(revision.manuscript)[0])


def _played(prepared: Prepared, page: Page | None) -> dict[str, str]:
    """Return the role that a text has, where another page that is live plays it, and the name of that page."""
    role = prepared.data.get("role", "")
    other = player_of(role, prepared.language, besides=page.pk if page else None)
    return {} if other is None else {role: other.address}


def player_of(role: str, language: str, besides: int | None) -> Page | None:
    """Return the live page that has a role in a language, if its id is another than `besides`. One query at most."""
    if not role:
        return None
    players = Page.objects.live().in_language(language).in_role(role).titles()
    return next((page for page in players if page.pk != besides), None)


def _places(pks: Collection[int]) -> dict[int, set[str]]:
    """Return the ids on pages that links may lead to, by the key of each page that was ever public. One query."""
    pages = Page.objects.filter(pk__in=pks, live_revision__isnull=False).only("kind", *rendering.STORED) if pks else ()
    return {page.pk: preparing.places_in(kinds.get(page.kind), rendering.html_of(page)) for page in pages}


def _translated(prepared: Prepared) -> Iterable[str]:
    """Return the name of the page that a text translates, where it exists: the one name of the main language in it."""
    slug = prepared.manuscript.data.get("translation_of") if prepared.manuscript else None
    if slug is None or prepared.language == settings.LANGUAGE_CODE:
        return ()
    return addresses.named(settings.LANGUAGE_CODE, [f"{prepared.kind_name}/{slug}"])


def _existing(model: type[Model], column: str, names: Iterable[str]) -> frozenset[str]:
    names = list(names)
    return (
        frozenset(model._default_manager.filter(**{f"{column}__in": names}).values_list(column, flat=True))
        if names
        else frozenset()
    )


def _shared(language: str, slugs: Iterable[str]) -> dict[str, str]:
    """Return the stored HTML of these snippets, and of those that they put in."""
    found: dict[str, str] = {}
    wanted = set(slugs)
    while wanted:
        new = rendering.shared_html(language, wanted)
        found |= new
        wanted = {slug for html in new.values() for slug in marks.put_in(html)} - found.keys()
    return found
