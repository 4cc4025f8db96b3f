"""What the start page leads to, the same for all its readers until the content version changes."""

from dataclasses import dataclass, field

from articles.models import Article, Topic
from conditions.models import Condition
from procedures import rows
from procedures.models import Procedure
from publishing.life.models import Page
from publishing.life.models.version import per_version
from publishing.public import listing, plates
from publishing.text.offered import Offered

#: How many procedures the start page names.
NAMED = 4


@dataclass(frozen=True)
class Beginning:
    """procedures: those that are named. number: how many there are in all. services: those that the clinic has said it
    does itself. visit: the article about a first visit.
    """

    has_conditions: bool = False
    procedures: list[Procedure] = field(default_factory=list)
    number: int = 0
    services: list[Procedure] = field(default_factory=list)
    visit: Page | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to lead to."""
        return not (self.has_conditions or self.number or self.visit)


@per_version
def beginning(language: str) -> Beginning:
    """Return what the start page of a language leads to. Eight queries at most, once per content version.

    Procedures are named by `rows.most_used`; the first visit is what the first article about visits is about.
    """
    procedures = Procedure.objects.published().in_language(language)
    named = rows.most_used(procedures, NAMED)
    rows.put_leading_on(plates.put_on(named))
    visits = Article.objects.published().in_language(language).filter(topic=Topic.YOUR_VISIT).titles()
    return Beginning(
        has_conditions=Condition.objects.published().in_language(language).exists(),
        procedures=named,
        number=procedures.count(),
        services=listing.by_title(procedures.filter(offered=Offered.HERE).titles("type")),
        visit=next(iter(listing.by_title(visits)), None),
    )
