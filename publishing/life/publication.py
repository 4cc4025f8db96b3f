"""Making the row say what a revision says. Every way to the public goes through `apply`, in one transaction."""

import json
from dataclasses import replace

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from publishing.life import rendering
from publishing.life.models import Citation, FormerAddress, Page, Revision
from publishing.life.models.page import named
from publishing.life.models.version import raise_version
from publishing.life.states import PageStatus, RevisionState
from publishing.text import kinds, manuscripts, validation
from publishing.text.manuscripts import Manuscript
from publishing.text.prose import References
from publishing.text.schema import Report


class InvalidManuscript(ValueError):
    """A text that may not become public. `faults` has every reason with its line."""

    def __init__(self, faults) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = list(faults)


def read(revision: Revision) -> Manuscript:
    """Return a revision's manuscript. Raises InvalidManuscript where its text cannot be read."""
    page = revision.page
    report = Report(f"{page.kind}/{revision.slug}.md")
    manuscript = manuscripts.read(revision.manuscript, page.kind, report, language=page.language, slug=revision.slug)
    if manuscript is None or report.faults:
        raise InvalidManuscript(report.faults)
    return manuscript


def check(revision: Revision, known: References | None = None) -> list:
    """Return every fault of a revision's text against what the database knows."""
    page = revision.page
    report = Report(f"{page.kind}/{revision.slug}.md")
    if not manuscripts.SLUG.fullmatch(revision.slug):
        report.fault(1, f"the slug {revision.slug!r} has more than lower-case letters, digits and single hyphens")
    manuscript = manuscripts.read(revision.manuscript, page.kind, report, language=page.language, slug=revision.slug)
    if manuscript is not None:
        known = known or rendering.references(page.language)
        # Under a new address the text may name itself already.
        own = {manuscript.address: known.addresses.get(page.address)}
        known = replace(known, addresses={**own, **known.addresses})
        validation.check(revision.manuscript, manuscript, report, known)
    return report.faults


def apply(revision: Revision, known: References) -> Page:
    """Write a revision into its page's row: fields, typed links, rendered HTML, citations, former address.

    The revision must have been checked. The page is live afterwards.
    """
    manuscript = read(revision)
    kind = kinds.get(manuscript.kind)
    page = kind.model.objects.select_for_update().get(pk=revision.page_id)
    now = timezone.now()
    if page.slug != revision.slug:
        _move(page, revision.slug)
    page.status, page.withdrawn_at = PageStatus.LIVE, None
    page.published_at = page.published_at or now
    page.updated_at = revision.published_at or now
    page.live_revision = revision
    _write(page, manuscript, known)
    return page


def refresh(language: str) -> int:
    """Render again every live page whose HTML is stale, and return how many there were.

    Stale is what was rendered with other snippets, terms, addresses, pictures, clinic settings or another release.
    """
    known = rendering.references(language)
    current = rendering.fingerprint(known)
    stale = Page.objects.filter(language=language, status=PageStatus.LIVE).exclude(rendered_with=current)
    count = 0
    for kind in kinds.all_kinds():
        for page in kind.model.objects.filter(pk__in=stale).select_related("live_revision__page"):
            _write(page, Manuscript(page.kind, page.language, page.slug, page.data, page.body), known)
            count += 1
    if count:
        raise_version()
    return count


def content_changed() -> int:
    """Say that something beside the pages has changed (clinic, source, term). Return how many were rendered again."""
    raise_version()
    return sum(refresh(code) for code, _name in settings.LANGUAGES)


def _write(page: Page, manuscript: Manuscript, known: References) -> None:
    """Fill a page's columns and links from its manuscript."""
    data = manuscript.data
    page.title, page.summary = data["title"], data.get("summary", "")
    page.also_called = data.get("also_called", [])
    page.data = json.loads(json.dumps(data, cls=DjangoJSONEncoder))
    page.body = manuscript.body
    page.html, uses = rendering.render(manuscript, known)
    page.owner_id, page.deputy_id = data.get("owner"), data.get("deputy")
    page.translation_of = _page(page.kind, "en", data["translation_of"]) if "translation_of" in data else None
    page.rendered_with = rendering.fingerprint(known)
    kinds.get(page.kind).apply(page, data, known)
    page.save()
    page.authors.set(data.get("authors", []))
    page.related.set(_related(page, data.get("related", [])))
    page.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(page=page, source_id=source, number=number, uses=count)
        for number, (source, count) in enumerate(uses.items(), start=1)
    )


def _related(page: Page, addresses: list[str]) -> set[int]:
    """Return the ids of the pages behind addresses, one query or three for each kind among them; never its own."""
    slugs: dict[str, list[str]] = {}
    for address in addresses:
        kind, slug = address.split("/")
        slugs.setdefault(kind, []).append(slug)
    return {pk for kind in slugs for pk in named(kind, page.language, slugs[kind]).values()} - {page.pk}


def _page(kind: str, language: str, slug: str) -> Page:
    return Page.objects.get(pk=named(kind, language, [slug])[slug])


def _move(page: Page, slug: str) -> None:
    """Give a page a new address. Where it was once public, the old one leads there from now on."""
    if page.published_at:
        FormerAddress.objects.update_or_create(
            kind=page.kind, language=page.language, slug=page.slug, defaults={"page": page}
        )
    FormerAddress.objects.filter(kind=page.kind, language=page.language, slug=slug).delete()
    page.slug = slug


def supersede(page: Page, by: Revision) -> None:
    """Whatever was published before is superseded."""
    page.revisions.filter(state=RevisionState.PUBLISHED).exclude(pk=by.pk).update(state=RevisionState.SUPERSEDED)
