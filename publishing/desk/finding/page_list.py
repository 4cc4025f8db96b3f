"""All pages in one list: what each is called, where it stands, when it was reviewed, who looks after it. Only reads."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing.desk.basics import clock, entered, lines
from publishing.desk.reporting.reports import person_name
from publishing.life import policy
from publishing.life.models import Mention, Page, Revision
from publishing.life.models.page import PageQuerySet
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.text import kinds
from publishing.text.kinds import Kind
from publishing.text.naming import Naming

LONG = 50  # pages of the list on one screen
DRAFTS, NEW, OFF = "drafts", "new", "off"


@dataclass(frozen=True)
class Pill:
    """A filter above a list, with how many rows it leaves."""

    title: str
    query: str
    count: int
    is_here: bool


@dataclass(frozen=True)
class Tag:
    """Where a page stands, in words. look: "good", "wait", "wrong", "plan" or ""."""

    words: str
    look: str = ""


@dataclass(frozen=True)
class Line:
    """A page in the list. texts: of a shared text, how many public texts have it in them."""

    page: Page
    tags: list[Tag]
    reviewed: str
    is_overdue: bool
    texts: int = 0

    @property
    def kind(self) -> str:
        """What people call one page of its kind."""
        return lines.one_of(self.page)


def list_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The list, narrowed to a kind, to where pages stand, or to words of their names."""
    if not policy.may_see(request.user):
        raise PermissionDenied
    kind = next((kind for kind in kinds.all_kinds() if kind.name == request.GET.get("kind")), None)
    stands = request.GET.get("stands", "")
    words = entered.without_nul(request.GET.get("q", ""))[:200]
    pages = _narrowed(_of_kind(kind), stands, words)
    part = Paginator(pages, LONG).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": title_of(kind),
        "kind": kind,
        "pills": _pills(kind, stands),
        "words": words,
        "part": part,
        "lines": _lines(list(part), kind),
        "may_write": policy.has_right(request.user, Verb.SAVE),
        "new_url": add_url(kind) if kind and policy.has_right(request.user, Verb.SAVE) else "",
        "main_language": settings.LANGUAGE_CODE,
    }
    return TemplateResponse(request, "admin/publishing/page_list.html", context)


def title_of(kind: Kind | None) -> str:
    """Return what the list of a kind is called, and of all kinds that have an address."""
    if kind is None or kind.has_address:
        return _("Pages")
    if kind.is_explained:
        return _("Glossary")
    return _("Shared texts") if kind.is_shared else str(capfirst(kind.model._meta.verbose_name_plural))


def add_url(kind: Kind) -> str:
    """Return the address of a kind's form for a new page."""
    options = kind.model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_add")


# Which pages


def _of_kind(kind: Kind | None) -> PageQuerySet[Page]:
    """The pages of a list: one kind, or all that have an address."""
    names = [kind.name] if kind else kinds.public_names()
    open_one = Revision.objects.open().filter(page=OuterRef("pk"))
    return Page.objects.kept().filter(kind__in=names).annotate(has_draft=Exists(open_one))


_STANDS = {
    DRAFTS: Q(has_draft=True),
    NEW: Q(status=PageStatus.NEVER_PUBLIC),
    OFF: Q(status=PageStatus.WITHDRAWN),
}


def _narrowed(pages: PageQuerySet[Page], stands: str, words: str) -> QuerySet[Page]:
    for word in words.split()[:8]:
        pages = pages.filter(Q(title__icontains=word) | Q(also_called__icontains=word) | Q(slug__icontains=word))
    drafts = Prefetch(
        "revisions", Revision.objects.open().without_text().select_related("edited_by__contributor"), to_attr="drafts"
    )
    columns = ("reviewed_on", "reviewed_by", "review_due_on", "owner")
    found = pages.filter(_STANDS.get(stands, Q())).titles(*columns).order_by(Lower("title"), "slug", "pk")
    return found.select_related("owner", "reviewed_by__contributor").prefetch_related(drafts)


def _pills(kind: Kind | None, stands: str) -> list[Pill]:
    """Return the filters: kinds, where all kinds are in the list, and where pages stand. Two queries."""
    is_one = kind is not None and not kind.has_address
    counted = _of_kind(kind if is_one else None).order_by()
    of_kind = dict(counted.values_list("kind").annotate(Count("pk")))
    of_stand = counted.aggregate(**{name: Count("pk", filter=which) for name, which in _STANDS.items()})
    base = f"kind={kind.name}" if is_one and kind else ""
    pills = [Pill(_("All"), base, sum(of_kind.values()), not stands and (is_one or kind is None))]
    if not is_one:
        listed = [one for one in kinds.all_kinds() if one.has_address and of_kind.get(one.name)]
        pills += [
            Pill(_called(one), f"kind={one.name}", of_kind[one.name], not stands and one == kind) for one in listed
        ]
    said = {DRAFTS: _("Drafts"), NEW: _("New, never public"), OFF: _("Off the site")}
    more = [(name, title, of_stand[name]) for name, title in said.items() if of_stand[name] or stands == name]
    return pills + [
        Pill(title, f"{base}&stands={name}".lstrip("&"), count, stands == name) for name, title, count in more
    ]


def _called(kind: Kind) -> str:
    return str(capfirst(kind.model._meta.verbose_name_plural))


# What a line says


def _lines(pages: list[Page], kind: Kind | None) -> list[Line]:
    texts: dict[int, int] = {}
    if kind is not None and kind.is_shared:
        found = Mention.objects.live().filter(what=Naming.SNIPPET, target__in=[page.pk for page in pages])
        texts = dict(found.order_by().values_list("target").annotate(Count("revision", distinct=True)))
    return [Line(page, tags_of(page), _reviewed(page), page.is_review_overdue, texts.get(page.pk, 0)) for page in pages]


def tags_of(page: Any) -> list[Tag]:
    """Return where a page with its open `drafts` stands."""
    draft = next(iter(page.drafts), None)
    public = {PageStatus.LIVE: [Tag(_("Public"), "good")], PageStatus.WITHDRAWN: [Tag(_("Off the site"), "wrong")]}
    found = public.get(PageStatus(page.status), [Tag(_("New, never public"))])
    return [*found, _of_draft(draft)] if draft else found


def _of_draft(draft: Revision) -> Tag:
    if draft.state == RevisionState.SCHEDULED and draft.scheduled_for:
        return Tag(_("Planned for %(day)s") % {"day": clock.day(draft.scheduled_for.date())}, "plan")
    return {
        RevisionState.DRAFT: Tag(_("Draft of %(who)s") % {"who": person_name(draft.edited_by)}),
        RevisionState.IN_REVIEW: Tag(_("Waiting for a clinician"), "wait"),
        RevisionState.RETURNED: Tag(_("Sent back to %(who)s") % {"who": person_name(draft.edited_by)}, "wrong"),
        RevisionState.APPROVED: Tag(_("Approved, not published"), "wait"),
    }[RevisionState(draft.state)]


def _reviewed(page: Page) -> str:
    if page.status != PageStatus.LIVE:
        return _("Not yet")
    if page.is_review_overdue:
        return _("Overdue since %(day)s") % {"day": clock.short(page.review_due_on)}
    if page.reviewed_on is None:
        return _("Not yet by our clinic")
    return _("%(day)s, %(who)s") % {"day": clock.short(page.reviewed_on), "who": person_name(page.reviewed_by)}
