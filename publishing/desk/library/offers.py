"""The screen on which a clinic says what it does itself, refers for, or does not offer: many pages, one form.

Each page is sent with what stood there when the form was shown. So two people who save undo nothing of each other, and
whoever says something else of the same page sees what the other has said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics.told import Told
from publishing.life import actions, outage, policy
from publishing.life.models import Page
from publishing.life.policy import Person
from publishing.life.states import PageStatus, Verb
from publishing.public.listing import by_title
from publishing.text import kinds
from publishing.text.offered import Offered

CHOICES = [("", gettext_lazy("Nothing said")), *Offered.choices]


@dataclass(frozen=True)
class Said:
    """How much a clinic has said: of how many pages that the public reads, and of how many it could."""

    said: int
    of: int


@dataclass(frozen=True)
class Row:
    """One page on the screen. theirs: what somebody else has said of it meanwhile; empty where nobody has."""

    page: Page
    field: forms.BoundField
    theirs: str = ""

    @property
    def is_live(self) -> bool:
        """Whether the public reads the page."""
        return self.page.status == PageStatus.LIVE


class OfferedForm(forms.Form):
    """A choice for each page, sent with the one that stood there before.

    chosen: what a person has chosen and could not save, by the page's id; it is chosen still.
    """

    def __init__(
        self, pages: Iterable[Page], posted: QueryDict | None = None, chosen: Mapping[int, str] | None = None
    ) -> None:
        super().__init__(posted)
        self._pages = {f"page-{page.pk}": page for page in pages}
        for name, page in self._pages.items():
            self.fields[name] = forms.ChoiceField(
                choices=CHOICES,
                initial=(chosen or {}).get(page.pk, page.offered),
                required=False,
                widget=forms.RadioSelect,
                show_hidden_initial=True,
            )

    @property
    def chosen(self) -> dict[int, str]:
        """What was chosen of the pages of which something else stood there, by id."""
        return {self._pages[name].pk: self.cleaned_data[name] for name in self.changed_data}

    @property
    def seen(self) -> dict[int, str]:
        """What stood at these pages when the person looked, by id."""
        return {self._pages[name].pk: self.data.get(self[name].html_initial_name, "") for name in self.changed_data}

    def rows(self, seen: Mapping[int, str]) -> list[Row]:
        """Return the pages in order. seen: what stood at those that could not be saved when the person looked."""
        return [Row(page, self[name], _theirs(page, seen, self[name].value())) for name, page in self._pages.items()]


def _theirs(page: Page, seen: Mapping[int, str], chosen: str) -> str:
    is_other = page.offered not in {seen.get(page.pk, page.offered), chosen}
    return str(dict(CHOICES)[page.offered]) if is_other else ""


def said_of(pages: Iterable[Page]) -> Said:
    """Return how much the clinic has said of these pages; of translations nothing is said."""
    names = kinds.offered_names()
    found = [page for page in pages if page.kind in names and page.translation_of_id is None]
    return Said(sum(bool(page.offered) for page in found), len(found))


def may_say(person: Person) -> bool:
    """Whether a person may say what the clinic offers."""
    return policy.has_right(person, Verb.SAY_OFFERED)


def offered_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show what is said of each page, and save all that a person has changed, or nothing."""
    if not may_say(request.user):
        raise PermissionDenied
    form = OfferedForm(_pages(), request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _screen(request, site)
    if not form.has_changed():
        messages.info(request, _("There was nothing to save."))
        return HttpResponseRedirect(request.path)
    with Told(request, _("Saved. Patients read it from now on.")) as told:
        actions.say_offered(said=form.chosen, seen=form.seen, by=policy.signed_in(request.user))
        return HttpResponseRedirect(request.path)
    return _screen(request, site, form, 503 if told.was_busy else 200)


def _screen(
    request: HttpRequest, site: AdminSite, unsaved: OfferedForm | None = None, status: int = 200
) -> HttpResponse:
    """Show what stands. unsaved: the form with what a person has chosen and could not save."""
    pages = _pages()
    form = OfferedForm(pages, chosen=unsaved.chosen if unsaved else None)
    context = {
        **site.each_context(request),
        "title": _("What is done here"),
        "rows": form.rows(unsaved.seen if unsaved else {}),
        "said": said_of(page for page in pages if page.status == PageStatus.LIVE),
    }
    headers = {"Retry-After": outage.RETRY_AFTER} if status == 503 else None
    return TemplateResponse(request, "admin/publishing/offered.html", context, status=status, headers=headers)


def _pages() -> list[Page]:
    return by_title(Page.objects.offerable().titles("translation_of").defer("also_called", "summary"))
