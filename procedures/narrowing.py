"""What the list of procedures is narrowed by."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from conditions.narrowing import ByArea
from procedures.types import ProcedureType
from publishing.public.listing import OfPage
from publishing.public.narrowing import one_of


class ByAreaAndType(ByArea):
    """Narrows procedures by body area and by kind."""

    kind = one_of(_("Kind"), ProcedureType.choices)

    def narrow_kind(self, pages: QuerySet[OfPage], value: str) -> QuerySet[OfPage]:
        """Return the procedures of a kind."""
        return pages.filter(type=value)
