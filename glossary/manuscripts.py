"""The fields of a term, as docs/manuscript.md fixes them. All terms of a language share one file."""

from django.utils.translation import gettext_lazy as _

from publishing.text.groups import NAMES, WHERE_FOUND
from publishing.text.manuscripts import written_on
from publishing.text.schema import ADDRESS, SOURCE, Key, ListOf, Record, Text

SCHEMA = Record(
    {
        "title": Key(
            Text(max_length=70),
            required=True,
            is_printed=False,
            label=_("Word"),
            help=_("The word to be explained, as texts write it. Example: “nerve root”."),
            place=NAMES,
        ),
        "also_called": Key(
            ListOf(Text(max_length=80)),
            is_printed=False,
            label=_("Other spellings"),
            help=_("Each is explained too, wherever a page has it. One on each line. Example: “root of the nerve”."),
            place=NAMES,
        ),
        "definition": Key(
            Text(max_length=400),
            required=True,
            label=_("What it means"),
            help=_("One or two short sentences. Example: “The place where a nerve leaves the spine.”"),
        ),
        **written_on(),
        "page": Key(
            ADDRESS,
            is_printed=False,
            label=_("Page about it"),
            help=_("Where readers learn more. Leave it empty if there is none."),
            place=WHERE_FOUND,
        ),
        "sources": Key(
            ListOf(SOURCE),
            is_printed=False,
            label=_("Sources"),
            help=_("Where you read the meaning, if it is not common knowledge."),
            place=WHERE_FOUND,
        ),
    }
)
