"""The page of results, and the suggestions while a reader types.

Neither is kept by anybody: what a person asks for is theirs.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import emergencies, results, suggesting, unanswered, ways
from search.emergencies import Sounds

#: Seconds after which to ask again while the first index is being made.
_SOON = 5


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """What the site has for a reader's words, the number to call first where they sound like an emergency."""
    typed, language = request.GET.get("q", ""), get_language() or ""
    answer = results.answer(typed, language, request.GET.get("page"))
    if language != settings.LANGUAGE_CODE and answer.is_ready and not results.is_spoken(language):
        raise Http404
    sounds = emergencies.sounds_like(typed, language)
    question = answer.question
    if question.typed and answer.is_missing and answer.is_ready and sounds == Sounds.CALM and request.method == "GET":
        unanswered.note(typed, language)
    context = {
        "title": _("Search"),
        "heading": _("Results for “%(words)s”") % {"words": question.typed} if question.typed else _("Search"),
        "answer": answer,
        "sounds": sounds,
        "elsewhere": ways.elsewhere(language),
        "is_unlisted": True,
        "previous_url": _address(question.typed, answer.turn.number - 1),
        "next_url": _address(question.typed, answer.turn.number + 1),
    }
    response = render(request, "search/results.html", context, status=200 if answer.is_ready else 503)
    if not answer.is_ready:
        response["Retry-After"] = _SOON
        response._has_been_logged = True  # type: ignore[attr-defined]  # no outage, as the log takes any other 503
    return _unkept(response)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Names that a reader may be typing, as JSON: what they are, what to see for them, where they lead."""
    suggested = suggesting.suggested(request.GET.get("q", ""), get_language() or "")
    return _unkept(JsonResponse({"suggestions": [one._asdict() for one in suggested]}))


def _address(words: str, number: int) -> str:
    query: dict[str, str | int] = {"q": words, "page": number}
    return f"{reverse('search:results')}?{urlencode(query)}"


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
