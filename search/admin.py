"""What staff see of the search: their synonyms, the pages that they put first, and what readers looked for in vain."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from publishing.desk.reading import ReadOnlyAdmin
from publishing.desk.records import ContentAdmin
from publishing.life.models.page import texts_of
from search.models import SHOWN_AFTER, Promoted, Synonym, UnansweredQuery


@admin.register(Synonym)
class SynonymAdmin(ContentAdmin):
    list_display = ("asked", "means", "language")
    search_fields = ("asked", "means")


@admin.register(Promoted)
class PromotedAdmin(ContentAdmin):
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
        return UnansweredQuery.objects.filter(count__gte=SHOWN_AFTER)
