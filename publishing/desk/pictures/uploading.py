"""The screens of a picture: sent, described and put into a page; looked at, replaced, thrown away.

Each is a page of its own. The form of a page shows the same in a panel: it asks with `panel`, and is answered with the
inside of the screen, or with what goes into its text.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.basics import entered, lines, receiving
from publishing.desk.basics.told import Told, approval_ended
from publishing.desk.letters.hands import who_publish
from publishing.desk.pictures.describing import NewFileForm, PictureForm, drawing_of, mark_of
from publishing.desk.pictures.refusing import Refusal, called, refusal
from publishing.desk.reporting.reports import person_name
from publishing.life import actions, outage, policy
from publishing.life.actions.pictures import pages_of, why_not_replaced
from publishing.life.models import Mention, Page, Revision, StoredPicture
from publishing.life.states import Verb
from publishing.text import kinds, manuscripts, preparing
from publishing.text.images.photographs import MAX_BYTES, UnreadablePicture, Why

MOST = 2  # people who are named


def add_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Choose a file; what was sent is taken in, and described on the next screen."""
    if not policy.has_right(request.user, Verb.SAVE):
        raise PermissionDenied
    page, refused = _page(request), None
    if request.method == "POST":
        sent = _sent(request)
        taken = _taken_in(request, sent) if isinstance(sent, bytes) else sent
        if isinstance(taken, StoredPicture):
            return _taken(request, site, taken, page)
        refused = taken
    return _choosing(request, site, refused)


def _choosing(request: HttpRequest, site: AdminSite, refused: Refusal | None) -> HttpResponse:
    """Ask for a file."""
    context = {
        "title": _("Add a picture"),
        "refused": refused,
        "page": _page(request),
        "count": StoredPicture.objects.kept().count(),
        "mb": MAX_BYTES // 2**20,
    }
    return _answer(request, site, "choose", context, 422 if refused else 200)


def picture_view(request: HttpRequest, pk: str, site: AdminSite) -> HttpResponse:
    """One picture: what it is, where it is used; a form for whoever may change it."""
    picture, may_change = _picture(request, pk)
    if request.method == "POST":
        if not may_change or picture.removed_at:
            raise PermissionDenied
        return _described(request, site, picture)
    is_asked = may_change and not picture.removed_at
    form = PictureForm(picture, in_text=_in_text(request)) if is_asked else None
    return _screen(request, site, picture, form, may_change=may_change)


def replace_view(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    """Put another file in the place of one: all pages that show it change at once."""
    picture, may_change = _picture(request, pk)
    if not may_change or picture.is_drawing:
        raise PermissionDenied
    form = NewFileForm(picture, request.POST if request.method == "POST" else None)
    why = why_not_replaced(picture)
    refused = Refusal(why) if why else None
    if form.is_bound and not refused:
        sent = _sent(request)
        refused = sent if isinstance(sent, Refusal) else None
        if form.is_valid() and isinstance(sent, bytes):
            refused = _replaced(request, picture, sent, form.cleaned_data)
            if refused is None:
                return HttpResponseRedirect(lines.url_of(picture))
    pages = pages_of(picture)
    context = {"title": _("Put another file in its place"), "picture": picture, "pages": pages, "refused": refused}
    context |= {"mb": MAX_BYTES // 2**20, "url": default_storage.url(picture.file), "form": None if why else form}
    return _answer(request, site, "replace", context, 422 if form.is_bound else 200)


def remove_view(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    """Take a picture away for good, also from pages that show it; asks first."""
    picture, _may_change = _picture(request, pk)
    if not policy.has_right(request.user, Verb.REMOVE_PICTURE) or picture.loaded_sha256 or picture.is_staged:
        raise PermissionDenied
    if request.method == "POST":
        with Told(request, _("The picture is taken away, with every file of it.")):
            actions.remove_picture(picture=picture, by=policy.signed_in(request.user))
        return HttpResponseRedirect(lines.url_of(picture))
    context = {"title": _("Take “%(picture)s” away for good?") % {"picture": picture}, "picture": picture}
    context |= {"pages": pages_of(picture), "url": default_storage.url(picture.file)}
    return _answer(request, site, "remove", context)


def delete_view(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    """Throw a picture away that no page shows; asks first, but for one that was sent a moment ago."""
    picture, may_change = _picture(request, pk)
    if not may_change:
        raise PermissionDenied
    page = _page(request)
    if request.method == "POST":
        back = lines.url_of(page) if page else reverse("admin:publishing_storedpicture_changelist")
        try:
            if picture.is_staged:
                actions.forget_staged(picture.pk)
            else:
                actions.delete_picture(picture=picture)
        except actions.Refused as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(lines.url_of(picture))
        gone = _("The picture is thrown away.")
        if _in_panel(request):
            return JsonResponse({"gone": gone})
        messages.success(request, gone)
        return HttpResponseRedirect(back)
    context = {"title": _("Throw “%(picture)s” away?") % {"picture": picture}, "picture": picture}
    return _answer(request, site, "delete", context | {"url": default_storage.url(picture.file)})


def _sent(request: HttpRequest) -> bytes | Refusal:
    """Return the file that was sent, or what is said of it. The name it has there is shown, and used for nothing."""
    file = request.FILES.get("file")
    if receiving.refused(request) == receiving.NO_ROOM:
        return Refusal(receiving.no_room())
    if receiving.refused(request) == receiving.LARGE:
        return refusal(_("The file"), Why.LARGE)
    if file is None:
        return Refusal(_("No picture was chosen."), _("Choose one, then send it."))
    if (file.size or 0) > MAX_BYTES:
        return refusal(file.name or "", Why.LARGE)
    return file.read()


def _name(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    return called(file.name or "") if file else ""


def _taken_in(request: HttpRequest, raw: bytes) -> StoredPicture | Refusal:
    try:
        return actions.upload_picture(by=policy.signed_in(request.user), raw=raw)
    except UnreadablePicture as error:
        return refusal(_name(request), error.why)
    except actions.Refused as error:
        return Refusal(str(error))
    except OSError as error:
        return _full(error)
    except OperationalError as error:
        return _busy(error)


def _replaced(request: HttpRequest, picture: StoredPicture, raw: bytes, says: dict[str, Any]) -> Refusal | None:
    """Put another file in the place of one; return what is said where it was refused."""
    try:
        found = actions.replace_picture(picture=picture, raw=raw, says=says, by=policy.signed_in(request.user))
    except UnreadablePicture as error:
        return refusal(_name(request), error.why)
    except actions.Refused as error:
        return Refusal(str(error))
    except OSError as error:
        return _full(error)
    except OperationalError as error:
        return _busy(error)
    said = ngettext("%(n)s page shows the new file now.", "%(n)s pages show the new file now.", len(found))
    messages.success(request, f"{_taken_out(_name(request))} {said % {'n': len(found)}}")
    return None


def _full(error: OSError) -> Refusal:
    if not receiving.is_full(error):
        raise error
    return Refusal(receiving.no_room())


def _busy(error: OperationalError) -> Refusal:
    if not outage.is_busy(error):
        raise error
    return Refusal(_("Somebody is publishing. Nothing was changed."), _("Try again in a moment."))


def _taken_out(name: str) -> str:
    said = _("%(name)s is in. The place where it was taken and the camera’s data were taken out.") % {"name": name}
    return f"{said} {_('Smaller sizes are being made; you need not wait.')}"


def _taken(request: HttpRequest, site: AdminSite, picture: StoredPicture, page: Page | None) -> HttpResponse:
    """Show what was sent, to be described."""
    said = _taken_out(_name(request))
    if _in_panel(request):
        form = PictureForm(picture, in_text=_in_text(request))
        return _screen(request, site, picture, form, said=said)
    messages.success(request, said)
    return HttpResponseRedirect(f"{lines.url_of(picture)}{_query(page)}")


def _described(request: HttpRequest, site: AdminSite, picture: StoredPicture) -> HttpResponse:
    """Put down what was said of a picture, and put it where it goes."""
    form = PictureForm(picture, request.POST, in_text=_in_text(request))
    if not form.is_valid():
        return _screen(request, site, picture, form, status=422)
    page, by = _page(request), policy.signed_in(request.user)
    try:
        picture, is_new = actions.describe_picture(
            picture=picture, says=form.cleaned_data, by=by, seen=request.POST.get("seen", "")
        )
    except actions.Refused as error:
        return _not_described(request, site, picture, form, str(error))
    except OperationalError as error:
        form.add_error(None, _busy(error).found)
        return _screen(request, site, picture, form, status=503)
    if _in_panel(request):
        return JsonResponse({"drawing": drawing_of(picture), "mark": mark_of(picture)})
    if page is None or not is_new:
        messages.success(request, _("“%(name)s” is saved.") % {"name": picture})
        return HttpResponseRedirect(f"{lines.url_of(page)}#part-drawings" if page else lines.url_of(picture))
    try:
        _put_into(page, picture, request)
    except (actions.Refused, OperationalError) as error:
        why = str(error) if isinstance(error, actions.Refused) else _busy(error).found
        kept = _("The picture is kept. Put it in by “Use one we have”.")
        messages.error(request, f"{why} {kept}")
    else:
        said = _("The picture is in, at the end of “Pictures”. The draft is saved. The public page has not changed.")
        messages.success(request, said)
    return HttpResponseRedirect(f"{lines.url_of(page)}#part-drawings")


def _not_described(
    request: HttpRequest, site: AdminSite, picture: StoredPicture, form: PictureForm, why: str
) -> HttpResponse:
    """Show again what was typed, beside what is said of the picture by now; or how to send it anew where it is gone."""
    now = StoredPicture.objects.filter(pk=picture.pk).first()
    if now is None:
        return _choosing(request, site, Refusal(why))
    form.add_error(None, " ".join([why, *_said_by_now(now, form)]))
    return _screen(request, site, now, form, status=422)


def _said_by_now(picture: StoredPicture, form: PictureForm) -> Iterator[str]:
    """Yield what is said of a picture where it is not what was typed; not of the ring, which has no words."""
    for name, typed in form.cleaned_data.items():
        if name not in {"focus_x", "focus_y"} and (now := getattr(picture, name)) != typed:
            choices = dict(getattr(form.fields[name], "choices", ()))
            said = (_("yes") if now else _("no")) if isinstance(now, bool) else choices.get(now, now) or _("nothing")
            yield _("%(question)s It says now: %(said)s.") % {"question": form.fields[name].label, "said": said}


def _put_into(page: Page, picture: StoredPicture, request: HttpRequest) -> None:
    """Save a draft of a page with one picture more. Raises Refused."""
    revision = page.revisions.open().first()
    shown = revision or page.live_revision
    found = _read(page, shown) if shown else None
    keys = kinds.get(page.kind).schema.keys
    if shown is None or found is None or "drawings" not in keys:
        raise actions.Refused(_("The page could not take the picture up."))
    data, body = found
    data = {**data, "drawings": [*(data.get("drawings") or []), drawing_of(picture)]}
    after = actions.save_draft(
        page=page,
        by=policy.signed_in(request.user),
        manuscript=manuscripts.compose({key: data[key] for key in keys if key in data}, body),
        slug=shown.slug,
        based_on_sha256=revision.sha256 if revision else "",
        live_sha256=page.live_revision.sha256 if page.live_revision else "",
    )
    approval_ended(request, revision, after)


def _read(page: Page, shown: Revision) -> tuple[dict, str] | None:
    """Return front matter and body of a text as they are meant: days as days, numbers as numbers. Of one that is not
    fit for that, as it stands, so that nothing of it is lost.
    """
    ready = preparing.prepare(shown.manuscript, page.kind, language=page.language, slug=shown.slug)
    if manuscripts.compose(ready.data, ready.body) == shown.manuscript:
        return dict(ready.data), ready.body
    return manuscripts.read_loosely(shown.manuscript)


def _screen(
    request: HttpRequest,
    site: AdminSite,
    picture: StoredPicture,
    form: PictureForm | None,
    *,
    status: int = 200,
    said: str = "",
    may_change: bool = True,
) -> HttpResponse:
    page = _page(request)
    uses = [] if picture.is_staged else _uses(picture)
    context = {
        "title": _("Add a picture") if picture.is_staged else str(picture),
        "picture": picture,
        "url": default_storage.url(picture.file),
        "form": form,
        "said": said,
        "page": page,
        "uses": uses,
        "may_replace": may_change and not picture.is_drawing,
        "may_throw_away": may_change and not picture.loaded_sha256 and not uses,
        "may_remove": not picture.is_staged
        and not (picture.loaded_sha256 or picture.removed_at)
        and policy.has_right(request.user, Verb.REMOVE_PICTURE),
        "can": "" if may_change else get_text_list([person_name(one) for one in who_publish()[:MOST]], _("or")),
    }
    return _answer(request, site, "describe", context, status)


def _uses(picture: StoredPicture) -> list[Mention]:
    found = Mention.objects.current().of_pictures(picture.name).with_pages()
    return sorted(found, key=lambda mention: (mention.page.title, mention.is_draft))


def _picture(request: HttpRequest, pk: int | str) -> tuple[StoredPicture, bool]:
    """Return a picture, and whether whoever asks may change it. What was just sent is there for its sender alone."""
    if not policy.may_see(request.user):
        raise PermissionDenied
    picture = get_object_or_404(StoredPicture, pk=entered.number(str(pk)) or 0)
    if picture.is_staged:
        if picture.uploaded_by_id != request.user.pk:
            raise Http404
        return picture, policy.has_right(request.user, Verb.SAVE)
    return picture, policy.may_change(request.user, picture)


def _page(request: HttpRequest) -> Page | None:
    """Return the page that a picture goes into, or None where it goes into none."""
    key = entered.number((request.POST if request.method == "POST" else request.GET).get("page", ""))
    found = Page.objects.kept().without_texts().select_related("live_revision").filter(pk=key) if key else None
    return found.first() if found is not None else None


def _in_panel(request: HttpRequest) -> bool:
    return "panel" in (request.POST if request.method == "POST" else request.GET)


def _in_text(request: HttpRequest) -> bool:
    return "in_text" in (request.POST if request.method == "POST" else request.GET)


def _query(page: Page | None) -> str:
    return f"?{urlencode({'page': page.pk})}" if page else ""


def _answer(
    request: HttpRequest, site: AdminSite, screen: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Answer with a screen, or with its inside where a panel asks."""
    context |= {"in_panel": _in_panel(request), "in_text": _in_text(request), "screen": screen}
    if _in_panel(request):
        return TemplateResponse(request, f"admin/publishing/picture_{screen}.html", context, status=status)
    whole = {**site.each_context(request), **context, "inside": f"admin/publishing/picture_{screen}.html"}
    return TemplateResponse(request, "admin/publishing/picture.html", whole, status=status)
