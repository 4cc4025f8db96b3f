"""What staff see of the search: their synonyms, the pages that they put first, and what readers looked for in vain."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics.reading import ReadOnlyAdmin
from publishing.desk.basics.watching import WatchedForm
from publishing.desk.front import menu
from publishing.desk.registry.records import ContentAdmin
from publishing.desk.review import touched
from publishing.life.models import Page
from publishing.life.models.page import texts_of
from search.models import Promoted, Synonym, UnansweredQuery


class OfSearchForm(WatchedForm):
    """Words of readers, in one of the languages that the site knows."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


@admin.register(Synonym)
class SynonymAdmin(ContentAdmin):
    form = OfSearchForm
    list_display = ("asked", "means", "language")
    search_fields = ("asked", "means")


@admin.register(Promoted)
class PromotedAdmin(ContentAdmin):
    form = OfSearchForm
    list_display = ("asked", "page", "language")
    search_fields = ("asked", "page__title")
    autocomplete_fields = ("page",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Promoted]:
        """Fetch along the title of the page, and nothing of its text."""
        return Promoted.objects.select_related("page").defer(*texts_of("page"))


@admin.register(UnansweredQuery)
class UnansweredQueryAdmin(ReadOnlyAdmin):
    list_display = ("text", "count", "last_on", "language")

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnansweredQuery]:
        """What fewer have looked for than one may read of is not shown."""
        return UnansweredQuery.objects.shown()


menu.register(gettext_lazy("Words that patients use"), "admin:search_synonym_changelist", "search.view_synonym")
menu.register(gettext_lazy("Pages put first"), "admin:search_promoted_changelist", "search.view_promoted")


def _put_first(page: Page) -> list[str]:
    """Say for which words the search puts a page first, which it cannot while that is off the site."""
    said = _("The search puts it first for “%(words)s”. While it is off the site, nothing stands first there.")
    asked = Promoted.objects.filter(page_id=page.pk).values_list("asked", flat=True)
    return [said % {"words": ", ".join(words.split("\n"))} for words in asked]


touched.register(_put_first)
