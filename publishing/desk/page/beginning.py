"""A new page: its title, its kind and its group are asked; the rest is made ready to be written in.

Its address is made from its title. Nothing of it is public before it was approved and published.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics.lines import url_of
from publishing.desk.finding import page_list
from publishing.desk.form.fields import OneLineField
from publishing.life import actions, addresses, policy
from publishing.life.models import Page, Revision
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.text import kinds, manuscripts, sections
from publishing.text.kinds import Kind
from publishing.text.schema import Choice

LONGEST = 70  # characters of a title
MOST_TRIED = 30  # addresses that are tried before somebody is asked for another name
GROUP = "group_"


class BeginForm(forms.Form):
    """What is asked of a new page. offered: the kinds to choose from; of one alone nothing is asked."""

    title = OneLineField(
        max_length=LONGEST,
        label=gettext_lazy("What is it called?"),
        help_text=gettext_lazy("As patients say it. It is the heading of the page."),
    )

    def __init__(self, offered: list[Kind], chosen: str, language: str, posted: QueryDict | None = None) -> None:
        super().__init__(posted, initial={"kind": chosen})
        if len(offered) == 1 and offered[0].is_explained:
            self.fields["title"].label = _("Which word?")
            self.fields["title"].help_text = _("As patients meet it in a text.")
        self._offered, self._language = {kind.name: kind for kind in offered}, language
        if len(offered) > 1:
            choices = [(kind.name, kind.model._meta.verbose_name) for kind in offered]
            self.fields["kind"] = forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, label=_("What kind of page?")
            )
        for kind in offered:
            if (choice := _group_of(kind)) is not None:
                labels = list(zip(choice.values, map(capfirst, choice.labels or choice.values), strict=True))
                field = forms.ChoiceField(choices=labels, required=False, widget=forms.RadioSelect)
                field.label = _("Which group does it belong to?")
                self.fields[GROUP + kind.name] = field
        for each in self.fields.values():
            each.must = _("required")  # type: ignore[attr-defined]  # for the template

    @property
    def kind(self) -> Kind:
        """The kind that was chosen. Only after `is_valid`."""
        return self._offered[self.cleaned_data.get("kind") or next(iter(self._offered))]

    @property
    def groups(self) -> list[tuple[Kind, Any]]:
        """The kinds that have groups, with the field of each."""
        return [(kind, self[GROUP + name]) for name, kind in self._offered.items() if GROUP + name in self.fields]

    @property
    def sentences(self) -> list[tuple[Any, Kind]]:
        """The buttons of the kinds, each with its kind."""
        return list(zip(self["kind"], self._offered.values(), strict=True)) if "kind" in self.fields else []

    def clean(self) -> dict[str, Any] | None:
        """Ask for a group where the kind has some, and for a name of which an address can be made."""
        cleaned = super().clean()
        if "title" not in self.cleaned_data or ("kind" in self.fields and "kind" not in self.cleaned_data):
            return cleaned
        name = GROUP + self.kind.name
        if name in self.fields and not self.cleaned_data.get(name):
            self.add_error(name, _("Choose a group. It can be changed later."))
        self.slug = free_slug(self.kind.name, self._language, self.cleaned_data["title"])
        if not self.slug:
            self.add_error("title", _("No web address can be made of this. Use a name with letters from A to Z."))
        return cleaned

    @property
    def first_to_write(self) -> str:
        """The first key that must be written, and of which nothing is known yet. Only after `is_valid`."""
        known = {"title", self.kind.family}
        return next(name for name, key in self.kind.schema.keys.items() if key.required and name not in known)

    def text(self, author: str) -> str:
        """Return the text with which the page begins. author: the id of who writes it, where they have one."""
        key = self.kind.family
        group = {key: self.cleaned_data[GROUP + self.kind.name]} if key else {}
        by = {"authors": [author]} if author else {}
        written = {part.id: part.begins_with for part in self.kind.skeleton if part.is_written}
        given = {"title": self.cleaned_data["title"], **group, **by}
        data = {key: given[key] for key in self.kind.schema.keys if key in given}
        return manuscripts.compose(data, sections.join(written, self.kind.headings(self._language)))


def free_slug(kind: str, language: str, title: str) -> str:
    """Return an address for a title that no page has or had, and the site itself does not use; empty where none is."""
    start = slugify(title)[:70].strip("-")
    tried = [start, *(f"{start}-{number}" for number in range(2, MOST_TRIED))] if start else []
    return next((slug for slug in tried if not _refused(kind, language, slug)), "")


def _refused(kind: str, language: str, slug: str) -> bool:
    return bool(manuscripts.slug_fault(kind, slug) or addresses.why_taken(kind, language, slug))


def _group_of(kind: Kind) -> Choice | None:
    """Return the choice of the key that is asked for at the start."""
    found = kind.schema.keys[kind.family].type if kind.family else None
    return found if isinstance(found, Choice) else None


def begin_view(request: HttpRequest, site: AdminSite, kind: Kind | None = None) -> HttpResponse:
    """Ask for the title of a new page, and begin it. kind: the kind that is chosen already."""
    if not policy.has_right(request.user, Verb.SAVE):
        raise PermissionDenied
    public = [one for one in kinds.all_kinds() if one.family]
    offered = [kind] if kind is not None and kind not in public else public
    language = language_asked(request)
    form = BeginForm(offered, kind.name if kind else "", language, request.POST if request.method == "POST" else None)
    alike = None
    if request.method == "POST" and form.is_valid():
        beginning = _Beginning(policy.signed_in(request.user), form, language)
        if (begun := beginning.begun_already()) is not None:
            return _form_of(request, begun, form, is_new=False)
        alike = _alike(form, language)
        if alike is None or request.POST.get("sure") == form.cleaned_data["title"]:
            return _begun(request, beginning, form)
    only = offered[0] if len(offered) == 1 else None
    context = {
        **site.each_context(request),
        "title": _title(only),
        "list": _list_of(only) if only else None,
        "form": form,
        "alike": alike,
        "language": language,
        "languages": settings.LANGUAGES,
        "only": only,
        "site_address": settings.SITE_URL.partition("://")[2],
    }
    return TemplateResponse(request, "admin/publishing/page_new.html", context)


def _list_of(kind: Kind) -> tuple[str, str]:
    """Return what the list of a kind is called, and its address."""
    return page_list.title_of(kind), f"{reverse('admin:publishing_page_changelist')}?kind={kind.name}"


def _title(kind: Kind | None) -> str:
    if kind is not None and not kind.family:
        return _("Add a word") if kind.is_explained else _("Write a new shared text")
    return _("Write a new page")


def _alike(form: BeginForm, language: str) -> Page | None:
    """Return a page that is already called so."""
    title = form.cleaned_data["title"]
    pages = Page.objects.kept().in_language(language).filter(kind=form.kind.name).titles()
    return pages.filter(Q(title__iexact=title) | Q(also_called__icontains=f'"{title}"')).first()


class _Beginning:
    """A page that somebody begins: the text with which it does, and the page itself once it is made."""

    def __init__(self, by: User, form: BeginForm, language: str) -> None:
        known = getattr(by, "contributor", None)
        self._by, self._kind, self._language, self._slug = by, form.kind.name, language, form.slug
        self._text = form.text(known.pk if known else "")

    def begun_already(self) -> Page | None:
        """Return the page that the same person began so, where nobody wrote in it since: a second click means it."""
        by = Q(created_by=self._by, edited_by=self._by)
        of_kind = Q(page__kind=self._kind, page__language=self._language, page__status=PageStatus.NEVER_PUBLIC)
        same = Revision.objects.filter(by & of_kind, state=RevisionState.DRAFT, number=1, manuscript=self._text)
        found = same.select_related("page").order_by("pk").first()
        return found.page if found else None

    def begin(self) -> Page:
        """Make the page. Raises `actions.Refused`."""
        return actions.create_page(
            by=self._by, kind=self._kind, slug=self._slug, manuscript=self._text, language=self._language
        ).page


def _begun(request: HttpRequest, beginning: _Beginning, form: BeginForm) -> HttpResponse:
    """Make the page, and lead to its form. A second click may come while the first is being answered."""
    try:
        return _form_of(request, beginning.begin(), form)
    except actions.Refused as error:
        if (begun := beginning.begun_already()) is not None:
            return _form_of(request, begun, form, is_new=False)
        messages.error(request, str(error))
        return HttpResponseRedirect(request.get_full_path())


def _form_of(request: HttpRequest, page: Page, form: BeginForm, *, is_new: bool = True) -> HttpResponse:
    said = _("“%(page)s” is begun. All its parts stand here, with a hint in each. Fill them in any order.")
    messages.success(request, (said if is_new else _("“%(page)s” is begun already.")) % {"page": page})
    return HttpResponseRedirect(f"{url_of(page)}#id_{form.first_to_write}")


def language_asked(request: HttpRequest) -> str:
    """Return the language of a page to be written: the main one, unless another of the site's was chosen."""
    asked = (request.POST if request.method == "POST" else request.GET).get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
