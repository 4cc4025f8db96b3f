"""The kind of text that is used on several pages and has no address of its own."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from publishing.life.models import Snippet
from publishing.text.groups import NAMES
from publishing.text.kinds import Kind
from publishing.text.manuscripts import keeping, written_on
from publishing.text.schema import Key, Record, Text

SCHEMA = Record(
    {
        "title": Key(
            Text(max_length=70),
            required=True,
            is_printed=False,
            label=_("Name of the shared text"),
            help=_("By which colleagues choose it. Patients do not see it. Example: “Before an injection”."),
            place=NAMES,
        ),
        **written_on(),
        **keeping("snippets"),
    }
)


def kind(show: Callable[[Any, Any, list, Any], Any]) -> Kind:
    """Return the kind "snippets". show: answers with a snippet put together, for a preview."""
    return Kind("snippets", Snippet, SCHEMA, opening=(), has_address=False, is_shared=True, show=show)
