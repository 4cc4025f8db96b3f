"""The front matter of an article, as docs/manuscript.md fixes it. Its sections are free."""

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from articles.models import Role, Topic
from publishing.text.groups import WHERE_FOUND
from publishing.text.kinds import Part
from publishing.text.manuscripts import (
    answers,
    first_keys,
    key_points,
    last_keys,
    questions,
    role,
    what_to_bring,
)
from publishing.text.schema import Choice, Findings, Key, Record


def _check_opening(data: dict, line: int, findings: Findings) -> None:
    """The page of warning signs begins with its red card, every other with its key points."""
    is_urgent = data.get("role") == Role.WARNING_SIGNS
    if is_urgent and "key_points" in data:
        said = now("The page of warning signs begins with its red card. Take the key points out.")
        message = "the page of warning signs begins with its red card: it has no 'key_points'"
        findings.fault(line, message, said=said, at="key_points")
    if not is_urgent and "key_points" not in data:
        findings.fault(line, "the key 'key_points' is missing")


SCHEMA = Record(
    {
        **first_keys(),
        **role(Role),
        "topic": Key(
            Choice.of(Topic),
            required=True,
            label=_("Topic"),
            help=_("Under which heading the list of articles has it."),
            place=WHERE_FOUND,
        ),
        **key_points(required=False),
        **what_to_bring(),
        **last_keys("articles", questions_required=False),
    },
    check=_check_opening,
)
SKELETON = (
    Part(
        "what-to-bring",
        _("What to bring"),
        "components/what_to_bring.html",
        ("what_to_bring",),
        is_of_text=True,
        is_written=False,
        asked_as=_("what do I need to take along"),
    ),
    questions(),
    answers(),
)
