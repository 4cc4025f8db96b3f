"""The HTML of what is live. Stored HTML depends on a page's own text and the renderer, on nothing else.

HTML that another renderer stored is never served: it is rendered when it is first asked for, one text at a time in a
process, and a job stores it (`store_rendered`). That is the one exception to "no Markdown on a GET".
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from threading import Lock

from django.db import transaction

from publishing.life import addresses, vocabulary
from publishing.life.errors import InvalidManuscript
from publishing.life.models import Page, Revision
from publishing.life.models.revision import approval_digest
from publishing.life.states import PageStatus
from publishing.text import kinds, preparing, stencils
from publishing.text.preparing import Prepared, joined

KEPT = 200  # texts that a process keeps rendered between a new release and the job that stores them

_rendering = Lock()
_kept: OrderedDict[tuple[str, str], Prepared] = OrderedDict()


def prepared(revision: Revision) -> Prepared:
    """Return a revision's text made ready. `revision.page` is asked for its kind and language."""
    page = revision.page
    return preparing.prepare(revision.manuscript, page.kind, language=page.language, slug=revision.slug)


def html_of(page: Page) -> dict:
    """Return what a page prints, with marks."""
    if page.live_revision_id is None or page.rendered_with == preparing.renderer_version():
        return page.html
    return rendered_now(page.live_revision_id).html


def stencil_of(page: Page) -> dict:
    """Return what of a page was printed with its text; of one that this renderer cannot read, what its row says."""
    if page.live_revision_id is None or page.rendered_with == preparing.renderer_version():
        found = page.stencil
    else:
        found = rendered_now(page.live_revision_id).stencil
    return found or stencils.stencil_of(kinds.get(page.kind), _of_row(page), {"sections": []})


def _of_row(page: Page) -> dict:
    return preparing.without_marks({key: getattr(page, key) for key in ("title", "summary", "also_called", "role")})


def has(page: Page, key: str) -> bool:
    """Whether a page's text has some front matter, from whichever of its columns was asked for."""
    if "stencil" in page.get_deferred_fields():
        return bool(html_of(page).get(key))
    return key in stencil_of(page).get("has", ())


def rendered_now(revision_id: int) -> Prepared:
    """Return a live text made ready by this renderer, from memory where it was asked for before."""
    revision = Revision.objects.select_related("page").only(*_ASKED).get(pk=revision_id)
    key = (revision.sha256, preparing.renderer_version())
    with _rendering:  # one at a time: a new release must not take every processor at once
        found = _kept.pop(key, None) or prepared(revision)
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


_ASKED = ("sha256", "slug", "manuscript", "page__kind", "page__language")


def shared_html(language: str, slugs: Collection[str] | None = None) -> dict[str, str]:
    """Return slug -> stored HTML of the live shared texts of a language, or of those with these slugs. Two queries."""
    return joined_each(addresses.shared_texts(language, STORED, slugs))


def joined_each(pages: Mapping[str, Page]) -> dict[str, str]:
    """Return the HTML that other texts put in, of pages that were asked for with the columns `STORED`, by their key."""
    return {key: joined(html_of(page)) for key, page in pages.items()}


#: The columns that `html_of` reads.
STORED = ("html", "rendered_with", "live_revision_id")


def stale() -> list[int]:
    """Return the ids of the pages whose stored HTML is another renderer's."""
    pages = Page.objects.exclude(status=PageStatus.NEVER_PUBLIC).exclude(rendered_with=preparing.renderer_version())
    return list(pages.order_by("pk").values_list("pk", flat=True))


def store(pk: int) -> bool:
    """Render one page's text and store it; return whether it was stored. One short transaction.

    No reader sees a difference, so the content version stands. Raises InvalidManuscript for a text that an older
    release let pass and this one cannot render: it is served as far as it can be, and somebody must be told.
    """
    page = Page.objects.only("live_revision_id").get(pk=pk)
    if page.live_revision_id is None:
        return False  # it never was public
    ready = rendered_now(page.live_revision_id)
    if not ready.is_rendered:
        raise InvalidManuscript(ready.faults)
    with transaction.atomic():
        Page.objects.hold(pk)
        page = ready.kind.model.objects.get(pk=pk)
        text = approval_digest(ready.kind_name, page.language, ready.slug, ready.text)
        if page.live_revision_id is None or page.live_revision.sha256 != text:
            return False  # published anew meanwhile
        page.html, page.stencil, page.passages = ready.html, ready.stencil, ready.passages
        page.rendered_with = ready.rendered_with
        page.save(update_fields=["html", "stencil", "passages", "rendered_with"])
        ready.kind.link([(page, ready.data, ready.shared)])
        vocabulary.remember({page.pk: ready.text})  # a release may bring another dictionary
    return True
