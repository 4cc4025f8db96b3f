"""The button "Remind ..." of a page whose review is overdue: one mail a day to its owner, whoever presses it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.desk.letters import mail, once
from publishing.desk.letters.new_address import address_of
from publishing.life import policy
from publishing.life.models import Page
from publishing.life.states import Verb


def remind_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the owner of a page that its review is due, and come back to the first page."""
    if not policy.has_right(request.user, Verb.PUBLISH):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    pages = Page.objects.live().without_texts().select_related("owner__user")
    page = get_object_or_404(pages, pk=pk, review_due_on__isnull=False)
    _remind(request, page)
    return HttpResponseRedirect(reverse("admin:index"))


def _remind(request: HttpRequest, page: Page) -> None:
    person = page.owner.user if page.owner else None
    if page.review_due_on is None or person is None or not (person.is_active and address_of(person)):
        messages.error(request, _("Nobody who can be written to looks after “%(page)s”.") % {"page": page})
        return
    left = (page.review_due_on - timezone.localdate()).days
    days = max(left, -32_000)  # what the column holds
    words = {"person": page.owner, "page": page}
    claim = {"page": page, "to": person, "due_on": page.review_due_on, "days_before": min(days, -1)}
    was_sent = once.sent(partial(mail.review_due, page, person, left), **claim)
    if was_sent is None:
        messages.error(request, _("The email to %(person)s could not be sent. Try again later.") % words)
    elif was_sent:
        messages.success(request, _("%(person)s has been reminded of “%(page)s”.") % words)
    else:
        messages.info(request, _("%(person)s has been reminded of “%(page)s” today already.") % words)
