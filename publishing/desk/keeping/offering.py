"""What somebody wrote on a page and did not save: how it differs from what stands there, and throwing it away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from publishing.desk.basics import comparing
from publishing.desk.basics.doing import Doing
from publishing.desk.keeping import kept
from publishing.life import keeping, policy
from publishing.life.states import Verb


class Offering(Doing):
    """The screen of one's own unsaved text. Nobody else has it."""

    def unsaved_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where it differs; a POST throws away exactly what was shown."""
        self._refuse_without(request, Verb.SAVE)
        page = self._rows_with_live_text().filter(pk=pk).first()
        if page is None:
            return HttpResponseRedirect(self._list())
        by = policy.signed_in(request.user)
        asked = (request.POST if request.method == "POST" else request.GET).get("tab", "")
        found = next((text for text in keeping.kept(by=by, page=page) if text.tab == asked), None)
        if request.method == "POST" and found is not None:
            keeping.throw_away(by=by, page=page, tab=found.tab)
            messages.success(request, _("What you had not saved is thrown away. The draft stays as it was."))
            return HttpResponseRedirect(self._address(page))
        shown = page.revisions.open().first() or page.live_revision
        offered = kept.offer(found, page, shown, self.admin_site) if found is not None else None
        if offered is None:
            messages.info(request, _("Nothing unsaved of yours is left on this page."))
            return HttpResponseRedirect(self._address(page))
        text = shown.manuscript if shown else ""
        rows = comparing.of_texts(page.kind, page.language, text, offered.text) if offered.text is not None else {}
        title = (
            _("Throw away what you did not save?") if "throw" in request.GET else _("What you wrote and did not save")
        )
        template = "admin/publishing/page_kept.html"
        return self._screen(
            request, template, page, title, offered=offered, is_asked="throw" in request.GET, versions=[], **rows
        )
