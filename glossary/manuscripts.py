"""The fields of a term, as docs/manuscript.md fixes them. All terms of a language share one file."""

from publishing.text.manuscripts import written_on
from publishing.text.schema import ADDRESS, SOURCE, Key, ListOf, Record, Text

SCHEMA = Record(
    {
        "title": Key(Text(max_length=70), required=True, is_printed=False),
        "also_called": Key(ListOf(Text(max_length=80)), is_printed=False),
        "definition": Key(Text(max_length=400), required=True),
        **written_on(),
        "page": Key(ADDRESS, is_printed=False),
        "sources": Key(ListOf(SOURCE), is_printed=False),
    }
)
