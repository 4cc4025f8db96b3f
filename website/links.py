"""Views behind signed links: a shared draft, and an approval from a mail. Neither needs an account or sets a cookie."""

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from publishing.desk.basics import comparing
from publishing.desk.editor.previewing import preview
from publishing.desk.letters import mail, promises, sharing
from publishing.desk.reporting.reports import person_name
from publishing.desk.review import deciding, reviewing
from publishing.life import actions, pictures
from website import pacing


@require_safe
def shared_draft(request, token: str):
    """Show the revision that a link was made for, as the public would get it."""
    if not _is_in_time(token, sharing.DRAFT):
        return _too_often()
    revision = sharing.shared_revision(token)
    if revision is None:
        raise Http404
    return preview(request, revision)


@csrf_exempt  # the secret is in the address; there is no session that could be ridden
@require_http_methods(["GET", "HEAD", "POST"])
def mailed_approval(request, token: str):
    """Ask on a GET, approve on a POST. Off unless the clinic has switched it on."""
    if not settings.APPROVE_FROM_MAIL:
        raise Http404
    if not _is_in_time(token, sharing.APPROVAL):
        return _too_often()
    right = sharing.right_of(token)
    answer = {} if right is None else _posted(right, request.POST) if request.method == "POST" else _asked(right)
    is_open = answer.get("right") or answer.get("done")
    context = {"title": _("Approval"), **answer}
    if right is not None:
        query = f"sent={right.sha256[:8]}"
        context |= {"page": right.revision.page, "desk": mail.desk_address(right.revision.page, "compare", query)}
    response = render(request, "publishing/approval.html", context, status=200 if is_open else 410)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _is_in_time(token: str, salt: str) -> bool:
    """Whether a link is not opened too often; all that are not ours are one."""
    return pacing.links.is_kept((salt, sharing.number_of(token, salt)))


def _too_often() -> HttpResponse:
    said = _("This link was opened very often in the last minute. Please wait a minute, then open it again.")
    answer = HttpResponse(f"{said}\n", status=429, content_type="text/plain; charset=utf-8")
    answer["Retry-After"] = str(int(pacing.links.seconds))
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _asked(right) -> dict:
    """Show what the approval would be about, or why there is nothing to approve."""
    if reason := sharing.refusal(right):
        return {"reason": reason}
    page, revision = right.revision.page, right.revision
    shown = comparing.since_sign_off(page, revision)
    if shown["more_rows"] or shown["is_cut"]:
        return {"reason": _("More has changed than can be shown here.")}
    name, promise = person_name(right.reviewer), deciding.promise(page, revision, right.reviewer)
    since = reviewing.since(page, shown["older"], right.reviewer)
    sent = revision.events.filter(verb="submit").select_related("by__contributor").first()
    signs = pictures.signs_of(revision)
    return {"right": right, "name": name, "promise": promise, "since": since, "sent": sent, "pictures": signs, **shown}


def _posted(right, sent) -> dict:
    """Approve; where a picture changed since the text was shown, show it and ask again."""
    seen = sent.get("pictures", "")
    answer = _approved(right, seen)
    if "done" not in answer and not sharing.refusal(right):
        return _asked(right) | {"replaced": deciding.replaced(right.revision, seen)}
    return answer


def _approved(right, seen: str) -> dict:
    """Use the right and approve: both or, where the text is refused or the database fails, neither. seen: which files
    its pictures had when it was shown.
    """
    try:
        with transaction.atomic():
            if reason := sharing.refusal(right):
                return {"reason": reason}
            if not sharing.use(right):
                right.refresh_from_db()
                return {"reason": sharing.refusal(right)}
            actions.approve(
                revision=right.revision,
                by=right.reviewer,
                sha256=right.sha256,
                note="Approved from a link in a mail, without signing in.",
                seen_pictures=seen,
            )
    except actions.Refused as error:
        right.revision.refresh_from_db()
        return {"reason": sharing.refusal(right) or str(error)}
    right.revision.refresh_from_db()
    event = right.revision.events.filter(verb="approve").first()
    told, _finds = promises.who_reads_of_it(mail.told_of(event, right.revision))
    return {"done": True, "name": person_name(right.reviewer), "told": told}
