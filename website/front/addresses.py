"""Which requests are for a public page, and by which address it stands on the shelf.

An address is its path, and of its query what the public's views read, in the order of its names: what a link from
elsewhere adds (`utm_source`), and a choice that a form leaves empty, makes no other page. Django is asked by this
address too, so that nothing else can matter.
"""

from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from articles.narrowing import ByTopic
from conditions.narrowing import ByAreaAndCategory
from conditions.views import CHOSEN
from procedures.narrowing import ByAreaAndType
from procedures.types import COMPARED
from publishing.life import media
from website.front.answers import Environ
from website.headers import FOR_ONE

#: What the public's views read of a query, but for free words.
KNOWN = frozenset(
    (
        *(name for narrowing in (ByAreaAndCategory, ByAreaAndType, ByTopic) for name in narrowing.base_fields),
        *CHOSEN,
        COMPARED,
        "for",
        "letter",
        "page",
    )
)
#: Free words, which a reader types: no two ask the same, and nothing of them is kept.
FREE = "q"
#: What is no page, or tells of this moment. A drawing is a text, and is coded as pages are.
_NO_PAGES = ("/static/", settings.MEDIA_URL, "/health", "/readyz")
_DRAWING = ".svg"
_IS_DRAWING_NEAR = media.is_here()  # for one in a bucket all who want a page would wait
_LONGEST = 300  # signs of an address
_IS_BEHIND_PROXY = settings.SECURE_PROXY_SSL_HEADER is not None


def address_of(environ: Environ) -> str | None:
    """Return the address of the public page that a request is for; None where it is for something else.

    A request under another name, or one that is sent on to https, is not: Django answers that.
    """
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(FOR_ONE):
        return None
    if path.startswith(_NO_PAGES) and not (_IS_DRAWING_NEAR and _is_drawing(path)):
        return None
    if not is_ours(environ) or len(path) > _LONGEST or "?" in path:
        return None
    if not query:
        return path
    known = _known(query) if len(query) <= _LONGEST else None
    return None if known is None else f"{path}?{known}" if known else path


def _is_drawing(path: str) -> bool:
    return path.startswith(settings.MEDIA_URL) and path.endswith(_DRAWING)


@lru_cache(maxsize=2_000)
def _known(query: str) -> str | None:
    """Return what counts of a query; None where it has free words. Of what is compared also that it is empty: how many
    there are says whether a form has sent it.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(name == FREE for name, _value in pairs):
        return None
    read = [(name, value) for name, value in pairs if name in KNOWN and (value or name == COMPARED)]
    return urlencode(sorted(read, key=lambda pair: pair[0]))


def is_ours(environ: Environ) -> bool:
    """Whether a request is for this site, by its name and by the way that it is served."""
    return _is_name(environ.get("HTTP_HOST", ""), _is_secure(environ))


@lru_cache(maxsize=500)
def _is_name(host: str, is_secure: bool) -> bool:
    domain, _port = split_domain_port(host)
    return (
        bool(domain)
        and validate_host(domain, [name for name in settings.ALLOWED_HOSTS if name])
        and is_secure == settings.SITE_IS_SECURE
    )


def _is_secure(environ: Environ) -> bool:
    if _IS_BEHIND_PROXY:
        return environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip() == "https"
    return environ.get("wsgi.url_scheme") == "https"
