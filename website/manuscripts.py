"""The front matter of a trust or contact page, as docs/manuscript.md fixes it."""

from django.utils.translation import gettext_lazy as _

from publishing.text.groups import IN_SUMMARY, NAMES
from publishing.text.manuscripts import keeping, role, written_on
from publishing.text.schema import Key, Record, Text
from website.models import Role

SCHEMA = Record(
    {
        "title": Key(
            Text(max_length=70),
            required=True,
            label=_("Title"),
            help=_("As the menu has it, at most 70 letters. Example: “How we write”."),
            place=NAMES,
        ),
        "summary": Key(
            Text(min_length=50, max_length=200),
            required=True,
            label=_("Summary"),
            help=_("One or two sentences of 50 to 200 letters, for Google. Example: “How to reach us, and when.”"),
            place=IN_SUMMARY,
        ),
        **written_on(),
        **role(Role),
        **keeping("about"),
    }
)
