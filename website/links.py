"""Views behind signed links: a shared draft, and an approval from a mail. Neither needs an account or sets a cookie."""

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from publishing.desk import sharing
from publishing.desk.previewing import preview
from publishing.life import actions, policy
from publishing.life.states import Verb


@require_safe
def shared_draft(request, token: str):
    """Show the revision that a link was made for, as the public would get it."""
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
    right = sharing.approval(token)
    if right is not None and not policy.has_right(right.reviewer, Verb.APPROVE):
        right = None
    context = {"right": right, "title": "Approval"}
    if right is not None and request.method == "POST":
        context = {"title": "Approval", **_approved(right)}
    is_open = context.get("right") or context.get("done")
    response = render(request, "publishing/approval.html", context, status=200 if is_open else 410)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@transaction.atomic
def _approved(right) -> dict:
    """Use the right and approve: both or, where the database fails, neither. A refusal uses the right too."""
    if not sharing.use(right):
        return {}
    try:
        actions.approve(
            revision=right.revision,
            by=right.reviewer,
            sha256=right.sha256,
            note="Approved from a link in a mail, without signing in.",
        )
    except actions.Refused as error:
        return {"reason": str(error)}
    return {"done": True}
