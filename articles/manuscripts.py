"""The front matter of an article, as docs/manuscript.md fixes it. Its sections are free."""

from django.utils.translation import gettext_lazy as _

from articles.models import Role, Topic
from publishing.text.kinds import Part
from publishing.text.manuscripts import first_keys, key_points, last_keys, role, what_to_bring
from publishing.text.schema import Choice, Key, Record

SCHEMA = Record(
    {
        **first_keys(),
        **role(Role),
        "topic": Key(Choice.of(Topic), required=True),
        **key_points(),
        **what_to_bring(),
        **last_keys("articles", questions_required=False),
    }
)
SKELETON = (
    Part("what-to-bring", _("What to bring"), "components/what_to_bring.html", ("what_to_bring",), is_of_text=True),
    Part(
        "questions-to-ask",
        _("Questions to ask"),
        "components/questions_to_ask.html",
        ("questions_to_ask",),
        is_of_text=True,
    ),
    Part(
        "questions-and-answers",
        _("Questions and answers"),
        "components/answers.html",
        ("questions_and_answers",),
        is_of_text=True,
    ),
)
