"""What a page would look like with the words that stand in its form at this moment. Writes and locks nothing."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from publishing.desk.basics import lines
from publishing.desk.editor import drafting, previewing
from publishing.desk.form.forms import from_text
from publishing.life import policy
from publishing.life.models import Page, Revision, Source
from publishing.life.states import RevisionState, Verb
from publishing.text import kinds, manuscripts, preparing


def live_view(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Answer a form, as it was posted, with the page that it would be. 422 with a sentence where it cannot be one.

    `whole` asks for it as a page of its own, with the way back to its form.
    """
    if not policy.has_right(request.user, Verb.SAVE):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    page = get_object_or_404(Page.objects.without_texts(), pk=pk)
    form = from_text(kinds.get(page.kind), page.language, site, "", request.POST)
    if not form.is_valid():
        return _waiting(_("Something in the form cannot be read yet. The preview goes on when that is put right."))
    typed = form.typed()
    if manuscripts.why_too_long(manuscripts.compose(*typed)):
        return _waiting(_("This is more than a page can hold."))
    known = set(Source.objects.filter(pk__in=drafting.cited_in(typed)).values_list("pk", flat=True))
    ready = preparing.of_draft(drafting.manuscript_of(typed, form.kind, page.language, page.slug, known))
    if not ready.is_rendered:
        return _waiting(_("This is more than a page can hold."))
    draft = Revision(page=page, number=0, slug=page.slug, state=RevisionState.DRAFT)
    if request.POST.get("whole"):
        request.preview_back = (lines.url_of(page), _("Back to the draft"))  # type: ignore[attr-defined]  # for the frame
    return previewing.as_page(request, draft, ready)


def _waiting(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")
