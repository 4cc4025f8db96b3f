"""The checklist of a form as it is typed: asked for while typing, written nowhere, locked nowhere."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.desk.basics import entered
from publishing.desk.form.boxes import target_of
from publishing.desk.form.forms import ManuscriptForm, from_text
from publishing.desk.words.checklist import Checklist, checklist
from publishing.desk.words.faults import Placed, label_of, name_of_row, placed
from publishing.life import known, policy, proof
from publishing.life.errors import first_of
from publishing.life.models import Page, Revision
from publishing.life.models.version import PerVersion
from publishing.life.states import Verb
from publishing.public import assembling
from publishing.text import kinds, preparing
from publishing.text.kinds import Kind
from publishing.text.preparing import Prepared
from publishing.text.schema import Fault

TEMPLATE = "admin/publishing/checklist.html"
#: The address of a page that has none yet: the text is read, and nothing is stored.
NEW = "a-new-page"
#: The digests of the drafts of which all that they name was found. What was public goes only with a version; where a
#: page that never was is thrown away meanwhile, sending the draft says so.
_whole: PerVersion[str, bool] = PerVersion()
#: The checklists of drafts without a fault, which therefore marked no field: shared texts and explained words, which
#: they tell of too, change only with a version.
FLAWLESS: PerVersion[tuple, Checklist] = PerVersion()


def of_revision(form: ManuscriptForm, revision: Revision) -> Checklist:
    """Return the checklist of a saved draft, whose faults are noted at the fields of its form."""
    page, spoken = revision.page, get_language() or ""
    asked = (page.pk, revision.sha256, revision.slug, spoken)
    flawless, whole = FLAWLESS.now(), _whole.now()
    if asked in flawless:
        return flawless[asked]
    made = ready_of(revision.manuscript, page.kind, page.language, revision.slug, spoken)
    faults: Sequence[Fault] = made.faults
    if revision.sha256 not in whole:
        faults = known.faults_of(made, page)
        if len(faults) == len(made.faults):
            whole[revision.sha256] = True
    found = of_prepared(form, made, faults)
    if not faults:
        flawless[asked] = found
    return found


@lru_cache(maxsize=16)
def ready_of(text: str, kind: str, language: str, slug: str, _said_in: str) -> Prepared:
    """Return a text made ready, which a form asks for again whenever it is opened."""
    return preparing.prepare(text, kind, language=language, slug=slug)


def of_prepared(form: ManuscriptForm, ready: Prepared, faults: Sequence[Fault]) -> Checklist:
    """Return the checklist of a text that the form is over or would save."""
    shown, more = first_of(faults)
    stand = assembling.standing(ready.language)
    return checklist(form, ready, placed(form, form.kind, ready.text, shown), stand, more)


def url_of(form: ManuscriptForm, page: Page | None) -> str:
    """Return where the checklist of a form is asked for while it is typed in."""
    asked = {"kind": form.kind.name, **({"page": page.pk} if page else {"language": form.language})}
    return f"{reverse('admin:publishing_page_checklist')}?{urlencode(asked)}"


def checklist_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Answer the posted form of a page with its checklist. The address names the kind, and the page or the language."""
    if not policy.has_right(request.user, Verb.SAVE):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    kind = next((one for one in kinds.all_kinds() if one.name == request.GET.get("kind")), None)
    if kind is None:
        raise Http404
    response = render(request, TEMPLATE, _typed(request, site, kind, _page(request, kind)))
    response["Cache-Control"] = "no-store, private"
    return response


def _typed(request: HttpRequest, site: AdminSite, kind: Kind, page: Page | None) -> dict[str, Any]:
    """Return the checklist of what was typed, or the fields that could not be written down at all."""
    asked = request.GET.get("language", "")
    main = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    language = page.language if page else main
    shown = (page.revisions.open().first() or page.live_revision) if page else None
    form = from_text(kind, language, site, shown.manuscript if shown else "", request.POST)
    if not form.is_valid():
        return {"refused": refused(form)}
    text = form.text()
    ready = preparing.prepare(text, kind.name, language=language, slug=shown.slug if shown else NEW)
    found = of_prepared(form, ready, known.faults_of(ready, page))
    return {"checklist": found, "next": "" if found.count else _next(request, page, shown, text)}


def _next(request: HttpRequest, page: Page | None, shown: Revision | None, text: str) -> str:
    """Return what the next step is called of somebody who may publish what was typed at once; else nothing."""
    may = page is not None and shown is not None and policy.has_right(request.user, Verb.PUBLISH_MINOR)
    if may and page is not None and proof.minor_of(page, "", text) is not None:
        return str(_("Publish this correction …"))
    return ""


def _page(request: HttpRequest, kind: Kind) -> Page | None:
    asked = request.GET.get("page", "")
    pages = Page.objects.without_texts().select_related("live_revision").filter(kind=kind.name)
    return get_object_or_404(pages, pk=entered.number(asked)) if asked else None


def refused(form: ManuscriptForm) -> list[Placed]:
    """Return each field whose words could not be kept, with why; last, what is wrong with all of them."""
    found = [_of_field(field, label_of(field), "") for field in form.main if field.errors]
    for rows in form.rows.values():
        for row in rows.forms:
            where = name_of_row(row) or str(rows.title)
            found += [_of_field(field, where, label_of(field)) for field in row if field.errors]
    return found + [Placed(str(error)) for error in form.main.non_field_errors()]


def _of_field(field: BoundField, where: str, part: str) -> Placed:
    return Placed(" ".join(map(str, field.errors)), target_of(field), where, part)
