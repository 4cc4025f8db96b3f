"""Words that were typed and not saved: the script keeps them here every few seconds, and the form offers them back."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import AdminSite
from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string

from publishing.desk.basics import comparing
from publishing.desk.form.forms import from_text
from publishing.desk.form.packing import Text, packed
from publishing.life import keeping, outage, policy
from publishing.life.models import KeptText, Page, Revision, Writing
from publishing.life.states import Verb
from publishing.text import kinds

#: By what a form says who wrote in it: signed, so that nobody's words come back as another person's.
_WRITER = signing.Signer(salt="publishing.desk.keeping.kept")
#: Characters of the names that a script sends.
_TAB, _PLACE, _PART = 40, 120, 80


def kept_view(request: HttpRequest) -> HttpResponse:
    """Keep what stands in a form, note who writes where, and answer who else does. Speaks JSON with `keeping.js`."""
    if request.method != "POST":
        return _answer(405)
    if not request.user.is_authenticated:
        return _answer(401)
    if not policy.has_right(request.user, Verb.SAVE):
        return _answer(403)
    try:
        sent = json.loads(request.body)
    except RequestDataTooBig:
        return _answer(413)
    except (ValueError, RecursionError, UnreadablePostError):
        return _answer(400)
    page = _page(sent)
    if page is None:
        return _answer(400)
    try:
        return _kept(request, page, sent)
    except Exception as error:
        if not outage.is_outage(error):
            raise
        return _answer(503)


def _page(sent: Any) -> Page | None:
    """Return the page that was written on, by what a script sent; None where that is nothing of ours."""
    key = sent.get("page") if isinstance(sent, dict) else None
    if not isinstance(key, int) or isinstance(key, bool) or not 0 < key < 2**63:
        return None
    return Page.objects.titles().filter(pk=key).first()


def _kept(request: HttpRequest, page: Page, sent: dict) -> HttpResponse:
    by, outcome, digest = policy.signed_in(request.user), "", ""
    if sent.get("fields") is not None:
        fields, tab, turn = keeping.sent_fields(sent["fields"]), _word(sent.get("tab"), _TAB), sent.get("turn")
        if fields is None:
            return _answer(413)
        if not tab or not isinstance(turn, int) or not 0 <= turn < 2**63:
            return _answer(400)
        place = _word(sent.get("place"), _PLACE)
        outcome = keeping.keep(by=by, page=page, tab=tab, turn=turn, fields=fields, place=place)
        if outcome == keeping.Outcome.FULL:
            return _answer(413)
        if sent.get("writing") is None:  # it was left in the browser: does the form offer it already?
            digest = keeping.digest_of(by=by, page=page, tab=tab)
    if sent.get("writing") is True:
        keeping.write(by=by, page=page, part=_word(sent.get("part"), _PART))
    elif sent.get("writing") is False:
        keeping.leave(by=by, page=page)
    new = _new_tab() if outcome == keeping.Outcome.SAVED else ""
    return JsonResponse({"outcome": outcome, "tab": new, "digest": digest, "others": others_html(by, page)})


def _answer(status: int) -> HttpResponse:
    return JsonResponse({"outcome": ""}, status=status)


def _word(sent: Any, most: int) -> str:
    """Return a short word that a script sent, without what no database keeps."""
    fields = keeping.sent_fields({"": [sent]})
    return " ".join(fields[""][0].split())[:most] if fields else ""


def _new_tab() -> str:
    return secrets.token_urlsafe(12)


def others_html(by: Any, page: Page) -> str:
    """Return the line that says who else writes on a page now; empty for nobody."""
    found: list[Writing] = list(keeping.others(by=by, page=page))
    return render_to_string("admin/publishing/writing_now.html", {"writers": found}) if found else ""


# In the form


@dataclass(frozen=True)
class Offer:
    """What somebody wrote and did not save. rows: where it differs. text: none where it is no text yet."""

    kept: KeptText
    text: str | None = None
    rows: list = field(default_factory=list)

    @property
    def first(self) -> Any:
        """The first place that differs; nothing where that cannot be said."""
        return self.rows[0] if self.rows else None


def unsaved(request: HttpRequest, page: Page) -> list[KeptText]:
    """Return what whoever opens a form wrote in it and did not save, the newest first."""
    if request.method != "GET" or not getattr(page, "has_kept", True):
        return []
    return keeping.kept(by=policy.signed_in(request.user), page=page)


def put_back(request: HttpRequest, found: list[KeptText]) -> QueryDict | None:
    """Return what somebody asks to have back in their form, as a browser would send it."""
    asked = request.GET.get("kept", "")
    text = next((text for text in found if text.tab == asked), None)
    if text is None:
        return None
    sent = keeping.as_posted(text.fields)
    sent["tab"] = text.tab
    return sent


def offer(text: KeptText, page: Page, shown: Revision | None, site: AdminSite) -> Offer | None:
    """Return what is offered of what a person wrote and did not save; None where it is what stands there."""
    before, slug = (shown.manuscript, shown.slug) if shown else ("", page.slug)
    form = from_text(kinds.get(page.kind), page.language, site, before, keeping.as_posted(text.fields))
    if not form.is_valid():
        return Offer(text)
    typed = form.text()
    if typed == before and text.fields.get("address-slug", [slug]) == [slug]:
        return None
    rows = comparing.of_texts(page.kind, page.language, before, typed)["rows"]
    return Offer(text, typed, [row for row in rows if row.kind != "same"])


def beside(
    request: HttpRequest,
    page: Page,
    shown: Revision | None,
    sent: QueryDict | None,
    found: list[KeptText],
    site: AdminSite,
) -> dict[str, Any]:
    """Return what a form needs so that nothing typed into it is lost.

    sent: what stands in it, where that is not the draft. found: what was kept of it.
    """
    by, asked = policy.signed_in(request.user), QueryDict() if sent is None else sent
    offers = [(text, offer(text, page, shown, site)) for text in found] if sent is None else []
    same = next((text.tab for text, offered in offers if offered is None), "")
    began = Text(shown.slug, shown.manuscript) if shown else Text(page.slug, "")
    return {
        "offered": next((offered for _text, offered in offers if offered), None),
        "tab": _word(asked.get("tab"), _TAB) or same or _new_tab(),
        "written_by": signed(by, page),
        "began_with": asked.get("began_with") or packed(began),
        "others_html": others_html(by, page) if getattr(page, "has_others", True) else "",
        "is_unsaved": sent is not None,
    }


def signed(by: Any, page: Page) -> str:
    """Return who writes in the form of a page, as only we can write it."""
    return _WRITER.sign(f"{by.pk}:{page.pk}")


def writer_of(value: str) -> tuple[int, int] | None:
    """Return who wrote in a form, and on which page, by their ids; None where we did not write that."""
    try:
        by, page = _WRITER.unsign(value).split(":")
        return int(by), int(page)
    except (signing.BadSignature, ValueError):
        return None


def forget(request: HttpRequest, page: Page) -> None:
    """Forget what was kept of a form that is saved now. A save does not fail by this."""
    if tab := _word(request.POST.get("tab"), _TAB):
        try:
            keeping.throw_away(by=policy.signed_in(request.user), page=page, tab=tab)
        except Exception as error:
            if not outage.is_outage(error):
                raise
