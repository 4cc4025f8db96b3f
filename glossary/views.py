"""The glossary: every hard word with its plain meaning."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from glossary import structured_data
from glossary.models import Term
from publishing.public import listing


@require_safe
def index(request):
    """Every hard word of the language of the request."""
    terms = list(Term.objects.live().in_language(get_language()).titles())
    if not terms and get_language() != settings.LANGUAGE_CODE:  # as with any list: it is not spoken here yet
        raise Http404
    return _shown(request, terms)


def show(request, term: Term, rows=(), stand=None):
    """One term as the glossary would show it, for a preview."""
    return _shown(request, [term])


def _shown(request, terms: list[Term]):
    letters = listing.by_letter(terms, lambda term: term.title)
    context = {
        "title": _("Glossary"),
        "description": _("Medical words that you may hear at your visit, each with a plain meaning."),
        "letters": letters,
        "structured_data": structured_data.index(term for terms in letters.values() for term in terms),
    }
    return render(request, "glossary/list.html", context)
