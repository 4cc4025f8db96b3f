"""From manuscripts to the HTML that rows store, with what the database knows; and when that HTML is stale."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import override

from glossary.models import Term
from publishing.life.models import Contributor, FormerAddress, Page, Snippet, Source, StoredPicture
from publishing.life.models.page import public_address
from publishing.life.states import PageStatus
from publishing.public import clinic
from publishing.text import kinds, prose
from publishing.text.manuscripts import Manuscript
from publishing.text.prose import Picture, References, Renderer


def references(language: str, *, about_to_be_live: Iterable[int] = ()) -> References:
    """Return what a text of a language may refer to now.

    about_to_be_live: ids of pages that the running transaction publishes, so that texts may link to them already.
    """
    addresses = _addresses(language, set(about_to_be_live))
    snippets = Snippet.objects.filter(language=language, status=PageStatus.LIVE)
    with override(language):
        tokens = clinic.read().tokens
    return References(
        addresses=addresses,
        tokens=tokens,
        snippets=dict(snippets.values_list("slug", "body")),
        sources=frozenset(Source.objects.values_list("pk", flat=True)),
        pictures={picture.name: as_picture(picture) for picture in StoredPicture.objects.all()},
        terms=tuple(
            prose.Term(term.slug, term.names, term.definition, term.page)
            for term in Term.objects.filter(language=language)
        ),
        contributors={person.pk: str(person) for person in Contributor.objects.all()},
    )


def _addresses(language: str, about_to_be_live: set[int]) -> dict[str, str | None]:
    """Return the address behind every name of a page, also behind the names of pages that have moved since."""
    pages = Page.objects.filter(language=language, kind__in=kinds.public_names())
    by_id, unborn, known = {}, {}, {}
    for pk, kind, slug, status in pages.values_list("pk", "kind", "slug", "status"):
        public = status == PageStatus.LIVE or pk in about_to_be_live
        by_id[pk] = public_address(kind, language, slug) if public else None
        names = known if public or status == PageStatus.WITHDRAWN else unborn
        names[f"{kind}/{slug}"] = by_id[pk]
    former = FormerAddress.objects.filter(language=language, page__in=pages)
    moved = {f"{kind}/{slug}": by_id[pk] for kind, slug, pk in former.values_list("kind", "slug", "page_id")}
    return unborn | moved | known


def as_picture(stored: StoredPicture) -> Picture:
    """Return a stored picture as a text prints it."""
    sources = tuple(
        (media_type, ", ".join(f"{default_storage.url(file)} {width}w" for file, width in files))
        for media_type, files in stored.variants
    )
    return Picture(default_storage.url(stored.file), stored.width, stored.height, sources)


def fingerprint(known: References) -> str:
    """Return a SHA-256 over everything but its own text that a page's HTML depends on."""
    parts = [
        _code(),
        sorted(known.addresses.items(), key=str),
        sorted(known.tokens.items()),
        sorted(known.snippets.items()),
        sorted((name, picture) for name, picture in known.pictures.items()),
        known.terms,
        sorted(known.contributors.items()),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@cache
def _code() -> str:
    """A digest of the renderer's own source: a new release renders again what it would render differently."""
    digest = hashlib.sha256()
    for path in sorted([*Path(prose.__file__).parent.glob("*.py"), Path(__file__)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def render(manuscript: Manuscript, known: References) -> tuple[dict, dict[str, int]]:
    """Return what templates print for a page, and how often it cites each source, in the order of first use.

    The first value has the rendered front matter by key, and `sections`: a list of {id, title, html, headings}.
    """
    kind = kinds.get(manuscript.kind)
    with override(manuscript.language if manuscript.language in dict(settings.LANGUAGES) else "en"):
        renderer = Renderer(known)
        html: dict = {}
        _render_keys(kind, manuscript.data, kind.opening, renderer, html)
        sections = []
        shown = {part.id: part.keys for part in kind.skeleton}
        for section in renderer.sections(manuscript.body):
            sections.append(
                {"id": section.id, "title": section.title, "html": section.html, "headings": section.headings}
            )
            _render_keys(kind, manuscript.data, shown.get(section.id, ()), renderer, html)
        rest = [key for key, value in kind.schema.keys.items() if not value.shared and key not in html]
        _render_keys(kind, manuscript.data, rest, renderer, html)
    return {**html, "sections": sections}, renderer.citations.uses


def _render_keys(kind: kinds.Kind, data: dict, keys: Iterable[str], renderer: Renderer, html: dict) -> None:
    for key in keys:
        if key in data:
            html[key] = kind.schema.keys[key].type.render(data[key], renderer)


def render_shared(schema_key, value, known: References):
    """Return front matter as other pages print it: without numbers and explained words, which belong to a page."""
    return schema_key.type.render(value, Renderer(known, own_page=False))
