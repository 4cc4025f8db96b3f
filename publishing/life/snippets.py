"""The kind of text that is used on several pages and has no address of its own."""

from publishing.life.models import Snippet
from publishing.text.kinds import Kind
from publishing.text.manuscripts import keeping
from publishing.text.schema import Key, Record, Text


def kind() -> Kind:
    """Return the kind "snippets"."""
    schema = Record({"title": Key(Text(max_length=70), required=True), **keeping("snippets")})
    return Kind("snippets", Snippet, schema, opening=(), has_address=False)
