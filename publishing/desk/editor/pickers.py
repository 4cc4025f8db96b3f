"""The answers to the pickers of an editor: what can be put into a text, what its marks stand for, a suggested source.

Who may look at drafts may ask; who may write may suggest. With a script the answers are JSON, and without one a screen.
"""

from collections.abc import Iterable
from dataclasses import asdict

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import entered
from publishing.desk.editor import picks
from publishing.desk.editor.picks import FINDERS, Pick
from publishing.desk.reporting import suggested  # noqa: F401 (makes its report known)
from publishing.life import actions, addresses, outage, policy
from publishing.life.models import Page, Source
from publishing.life.states import Verb
from publishing.text import kinds, records
from publishing.text.records import SourceKind

LONG = 100  # characters of what is looked for
ASKED = 60  # names of one sort in one question
#: What the screen without a script looks for, and what it calls it.
TITLES = {
    "pages": gettext_lazy("Pages"),
    "sources": gettext_lazy("Sources"),
    "words": gettext_lazy("Explained words"),
    "shared": gettext_lazy("Shared texts"),
    "pictures": gettext_lazy("Pictures"),
}


class SuggestForm(forms.Form):
    """A source that a writer misses in the list."""

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=400)
    publisher = forms.CharField(
        label=gettext_lazy("Who published it?"),
        max_length=300,
        help_text=gettext_lazy("The journal, the society or the office."),
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False)
    url = forms.CharField(
        label=gettext_lazy("Web address"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Such as example.org/guideline. The https:// in front may be left out."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=SourceKind.choices)

    def clean_url(self) -> str:
        """Complete what was typed without https://."""
        return entered.web_address(self.cleaned_data["url"])

    def clean(self) -> dict:
        """Refuse, at its field, what the library's reader would."""
        cleaned = super().clean() or {}
        says = {key: value for key, value in cleaned.items() if value not in (None, "")}
        for key, problem in records.problems_of({"id": "new", **says}, records.SOURCE).items():
            if key in self.fields and key not in self.errors:
                self.add_error(key, f"{capfirst(problem)}.")
        return cleaned


def pick_view(request: HttpRequest, what: str) -> HttpResponse:
    """Answer with the things of one sort that have the words."""
    _refuse_strangers(request)
    if what not in FINDERS:
        raise Http404
    return JsonResponse({"found": [asdict(pick) for pick in _asked(request, what)]})


def screen_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The same without a script: a box to search in, and what to copy into the text."""
    _refuse_strangers(request)
    what = request.GET.get("what", "")
    what = what if what in TITLES else "pages"
    return _screen(request, site, what, SuggestForm())


def names_view(request: HttpRequest) -> HttpResponse:
    """Answer with what people call the pages, sources and shared texts that the marks of a text name."""
    _refuse_strangers(request)
    language = _language(request)
    keys = {what: request.GET.getlist(what)[:ASKED] for what in ("source", "page", "shared")}
    found = Source.objects.select_related("superseded_by", "proposed_by__contributor").in_bulk(
        [entered.without_nul(key) for key in keys["source"]]
    )
    shared = addresses.shared_texts(language, ["title"], [entered.without_nul(key) for key in keys["shared"]])
    return JsonResponse(
        {
            "source": {
                key: {"name": source.short_name, "said": source.title, "warning": picks.source_warning(source)}
                for key, source in found.items()
            },
            "page": _pages(language, [entered.without_nul(key) for key in keys["page"]]),
            "shared": {slug: {"name": page.title, "said": "", "warning": ""} for slug, page in shared.items()},
        }
    )


def suggest_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Add a source that nobody has checked yet, and answer with it as a pick."""
    if not policy.has_right(request.user, Verb.SAVE):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = SuggestForm(request.POST)
    source = _suggested(request, form)
    if request.headers.get("Accept") == "application/json":
        if source is None:
            faults = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
            return JsonResponse({"faults": faults}, status=422)
        return JsonResponse({"found": [asdict(picks.of_source(source))]})
    if source is None:
        return _screen(request, site, "sources", form, status=422)
    messages.success(request, _("“%(name)s” is in the list. A publisher checks it.") % {"name": source.short_name})
    return HttpResponseRedirect(f"{reverse('admin:publishing_page_pick')}?what=sources&q={source.pk}")


def accept_view(request: HttpRequest, pk: str) -> HttpResponse:
    """Say that a suggested source was checked."""
    if not request.user.has_perm("publishing.change_source"):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    source = get_object_or_404(Source, pk=pk)
    actions.accept_source(source=source)
    messages.success(request, _("“%(name)s” is accepted. Pages that name it can be published.") % {"name": source})
    return HttpResponseRedirect(reverse("admin:publishing_source_change", args=[pk]))


def _suggested(request: HttpRequest, form: SuggestForm) -> Source | None:
    """Return the source that was added; None where it was not, with the reason in the form."""
    if not form.is_valid():
        return None
    says = {key: value for key, value in form.cleaned_data.items() if value not in (None, "")}
    try:
        return actions.propose_source(by=policy.signed_in(request.user), **says)
    except actions.Refused as error:
        form.add_error(None, str(error))
    except OperationalError as error:
        if not outage.is_busy(error):
            raise
        form.add_error(None, _("Somebody is publishing. Try again in a moment."))
    return None


def _screen(request: HttpRequest, site: AdminSite, what: str, form: SuggestForm, status: int = 200) -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": _("Find what to put into a text"),
        "what": what,
        "titles": TITLES,
        "words": request.GET.get("q", "")[:LONG],
        "language": _language(request),
        "found": [(pick, _to_copy(what, pick)) for pick in _asked(request, what)],
        "form": form,
        "may_suggest": policy.has_right(request.user, Verb.SAVE),
    }
    return TemplateResponse(request, "admin/publishing/pick.html", context, status=status)


def _to_copy(what: str, pick: Pick) -> str:
    """Return what stands in a text for a pick, where nothing in it is marked."""
    if what == "pages":
        return f"[{pick.name}]({pick.text})"
    if what == "sources":
        return f"[@{pick.text}]"
    return f"![{_('What it shows')}]({pick.text})" if what == "pictures" else pick.text


def _asked(request: HttpRequest, what: str) -> list[Pick]:
    """Return what was found, but for the page that is written: nobody links a page to itself."""
    found = FINDERS[what](entered.without_nul(request.GET.get("q", ""))[:LONG], _language(request))
    key = entered.number(request.GET.get("page", ""))
    own = Page.objects.without_texts().filter(pk=key).first() if key and what == "pages" else None
    return [pick for pick in found if own is None or pick.text != picks.link_to(own)]


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _pages(language: str, names: Iterable[str]) -> dict[str, dict[str, str]]:
    named = {name: page for name, page in addresses.named(language, names).items() if page.kind in kinds.public_names()}
    titles = dict(Page.objects.filter(pk__in=[page.pk for page in named.values()]).values_list("pk", "title"))
    return {
        name: {"name": titles[page.pk] or page.slug, "said": "", "warning": picks.page_warning(page.status)}
        for name, page in named.items()
    }


def _refuse_strangers(request: HttpRequest) -> None:
    if not policy.may_see(request.user):
        raise PermissionDenied
