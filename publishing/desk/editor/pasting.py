"""What was copied in another program, as a text of this desk: the answer to an editor into which it is pasted.

Writes nothing: the words stand in the box until whoever pasted them saves.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.life import addresses, policy
from publishing.life.models.page import public_address
from publishing.life.states import Verb
from publishing.text import kinds, pasting
from publishing.text.pasting import LeftOut, Pasted, Shape

#: Addresses of this very site that are looked up for one paste, and pieces of each sort that are shown.
LOOKED_UP, SHOWN = 60, 20
PROGRAMS = {
    "word": gettext_lazy("Pasted from Word: %(what)s."),
    "excel": gettext_lazy("Pasted from Excel: %(what)s."),
    "google-docs": gettext_lazy("Pasted from Google Docs: %(what)s."),
    "libreoffice": gettext_lazy("Pasted from LibreOffice: %(what)s."),
}


@dataclass(frozen=True)
class Left:
    """What was left out of one sort: how much of it in words, and each piece."""

    said: str
    pieces: list[str]


def paste_view(request: HttpRequest) -> HttpResponse:
    """Answer a clipboard's HTML with the text that it becomes, and with a message that says what is not in it.

    What is too long to read is answered with 413, and a sentence.
    """
    if not policy.has_right(request.user, Verb.SAVE):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        html = request.body.decode("utf-8", "replace")
        pasted = pasting.convert(html, _shape(request), _page_behind(request))
    except (RequestDataTooBig, pasting.TooMuch):
        return JsonResponse({"said": _too_much()}, status=413)
    except UnreadablePostError:
        return HttpResponse(status=400)
    return JsonResponse({"text": pasted.text, "isInline": _is_inline(pasted), "message": message(pasted)})


def message(pasted: Pasted) -> str:
    """Return what is said below a box, as HTML; empty where a few plain words came, and all of them."""
    left = list(left_out(pasted.left_out))
    if _is_inline(pasted) and not pasted.links and not left:
        return ""
    what = ", ".join(_counted(pasted)) or _("no words")
    said = PROGRAMS.get(pasted.program, gettext_lazy("Pasted: %(what)s.")) % {"what": what}
    context = {
        "said": said,
        "left": ", ".join([*(one.said for one in left), *_looks(pasted.left_out)]),
        "pieces": [(one.said, one.pieces[:SHOWN], len(one.pieces) > SHOWN) for one in left if any(one.pieces)],
    }
    return render_to_string("admin/publishing/pasted.html", context)


def left_out(out: LeftOut) -> Iterator[Left]:
    """Yield what of a paste is not in its text, but for looks, in the words of the desk."""
    if count := len(out.pictures):
        said = ngettext("%(n)s picture (add it as a picture)", "%(n)s pictures (add them as pictures)", count)
        yield Left(said % {"n": count}, [words for words in out.pictures if words])
    yield from _comments(out.comments)
    yield from _pieces(out)
    if out.contents:
        yield Left(_("the list of contents, which comes by itself"), out.contents)
    if count := out.signs:
        said = ngettext("%(n)s sign that only its font can show", "%(n)s signs that only their font can show", count)
        yield Left(said % {"n": count}, [])


def _pieces(out: LeftOut) -> Iterator[Left]:
    sentences = [words for words in out.struck if words.endswith((".", "!", "?"))]
    others = [words for words in out.struck if words not in sentences]
    for pieces, one, many in (
        (sentences, _("%(n)s sentence that was struck out"), _("%(n)s sentences that were struck out")),
        (others, _("%(n)s piece that was struck out"), _("%(n)s pieces that were struck out")),
        (out.hidden, _("%(n)s hidden piece"), _("%(n)s hidden pieces")),
        (out.notes, _("%(n)s footnote"), _("%(n)s footnotes")),
        (out.links, _("%(n)s link that leads nowhere here"), _("%(n)s links that lead nowhere here")),
    ):
        if pieces:
            yield Left((one if len(pieces) == 1 else many) % {"n": len(pieces)}, pieces)


def _comments(comments: list[tuple[str, str]]) -> Iterator[Left]:
    by = Counter(who for who, _words in comments)
    for who, count in by.items():
        pieces = [words for one, words in comments if one == who and words]
        if who:
            said = ngettext("%(n)s comment by “%(who)s”", "%(n)s comments by “%(who)s”", count)
        else:
            said = ngettext("%(n)s comment", "%(n)s comments", count)
        yield Left(said % {"n": count, "who": who}, pieces)


def _looks(out: LeftOut) -> Iterator[str]:
    if out.has_underlines:
        yield _("underlining")
    if out.has_fonts:
        yield _("colors and fonts")


def _counted(pasted: Pasted) -> Iterator[str]:
    for count, said in (
        (pasted.words, ngettext("%(n)s word", "%(n)s words", pasted.words)),
        (pasted.headings, ngettext("%(n)s heading", "%(n)s headings", pasted.headings)),
        (pasted.lists, ngettext("%(n)s list", "%(n)s lists", pasted.lists)),
        (pasted.tables, ngettext("%(n)s table", "%(n)s tables", pasted.tables)),
        (pasted.links, ngettext("%(n)s link", "%(n)s links", pasted.links)),
    ):
        if count:
            yield said % {"n": f"{count:,}"}


def _too_much() -> str:
    return _(
        "This is too much to read at once, so only its words were pasted. "
        "Undo, and paste it in parts: then headings, lists and tables come with it."
    )


def _is_inline(pasted: Pasted) -> bool:
    """Whether a paste is words that go on with a sentence."""
    return "\n" not in pasted.text and not (pasted.headings or pasted.lists)


def _shape(request: HttpRequest) -> Shape:
    sent = request.GET.get("into", "")
    return next((shape for shape in Shape if shape == sent), Shape.SECTION)


def _page_behind(request: HttpRequest) -> Callable[[str], str]:
    """Return what finds the page of this site to which an address leads, as texts of its language name it."""
    language = request.GET.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    hosts = {urlsplit(settings.SITE_URL).netloc, request.get_host()}
    around = {kind: public_address(kind, language, "\0").split("\0") for kind in kinds.public_names()}
    asked: set[str] = set()

    @cache
    def behind(address: str) -> str:
        path = urlsplit(address).path
        if urlsplit(address).netloc not in hosts or len(asked) >= LOOKED_UP:
            return ""
        asked.add(address)
        names = {
            f"{kind}/{path.removeprefix(before).removesuffix(after)}"
            for kind, (before, after) in around.items()
            if path.startswith(before) and path.endswith(after)
        }
        return next((f"../{page.address}.md" for page in addresses.named(language, names).values()), "")

    return behind
