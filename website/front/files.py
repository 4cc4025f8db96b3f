"""Static files that never change, since their name would (`immutable`): kept as they were sent first.

A release has so many of them and no more, three megabytes in all codings: they stay for as long as the process lives.
"""

from django.conf import settings

from website.front import addresses, codings
from website.front.answers import Answer, Environ

#: Path and coding.
Key = tuple[str, str]
#: What asks for a part of a file, or whether it has changed.
_NOT_ALL = ("HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


class Files:
    """What was sent."""

    def __init__(self) -> None:
        self._kept: dict[Key, Answer] = {}

    def get(self, key: Key) -> Answer | None:
        """Return what was sent before."""
        return self._kept.get(key)

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep what was sent, if it is the whole of a file that never changes, in the coding asked for or in none."""
        is_whole = answer.code == 200 and answer.rest is None
        is_for_all = answer.header("content-encoding") in ("", key[1])
        if is_whole and is_for_all and "immutable" in answer.header("cache-control"):
            self._kept[key] = answer


def key_of(environ: Environ) -> Key | None:
    """Return by what a file is kept that is asked for; None where less than the whole of it is, or something else."""
    path = environ["PATH_INFO"]
    is_all = environ["REQUEST_METHOD"] == "GET" and not any(name in environ for name in _NOT_ALL)
    if not path.startswith(settings.STATIC_URL) or not is_all or not addresses.is_ours(environ):
        return None
    return path, codings.accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
