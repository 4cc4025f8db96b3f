"""The front matter of a trust or contact page, as docs/manuscript.md fixes it."""

from publishing.text.manuscripts import keeping, role, written_on
from publishing.text.schema import Key, Record, Text
from website.models import Role

SCHEMA = Record(
    {
        "title": Key(Text(max_length=70), required=True),
        "summary": Key(Text(min_length=50, max_length=200), required=True),
        **written_on(),
        **role(Role),
        **keeping("about"),
    }
)
