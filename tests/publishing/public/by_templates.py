"""A main page as templates print it at a request, from its HTML and without its stencil: what a stencil must equal.

The site itself prints pages of kinds without a stencil so (`publishing/page.html`). What a kind adds stands here.
"""

from contextlib import contextmanager
from unittest import mock

from django.http import HttpResponse
from django.template import Engine, engines
from django.template.loader import render_to_string

from publishing.public import finding, shells, sources

ROWS = """{% if is_folded %}<details><summary><h3 id="{{ name }}">{{ title }} ({{ rows|length }})</h3></summary>\
{% else %}<h3 id="{{ name }}">{{ title }}</h3>{% endif %}
<ul class="rows" role="list" data-related="{{ name }}">{{ rows|as_rows:4 }}</ul>{% if is_folded %}</details>{% endif %}
"""
OPTIONS = (
    """{% load i18n publishing %}<ul class="rows" role="list" data-related="treated-by">{{ options|as_rows:3 }}</ul>
{% include "components/rows_note.html" with how_we_write="" %}
{% for place in places %}{% with is_folded=place.is_folded name=place.id title=place.title rows=place.options %}"""
    + ROWS
    + """{% endwith %}{% endfor %}{% if second_url %}<p class="onward"><a href="{{ second_url }}">\
{% translate "Compare side by side" %}</a></p>{% endif %}
"""
)
INDICATIONS = (
    """{% load i18n publishing %}{% for place in places %}\
{% with is_folded=place.is_folded name=place.id title=place.title rows=place.rows %}"""
    + ROWS
    + """{% endwith %}{% if forloop.first %}{% include "components/rows_note.html" with how_we_write="" %}{% endif %}\
{{ place.number|safe }}{% endfor %}
{% if not places %}<p>{% translate "No condition on this site is linked with it now." %}</p>{% endif %}
{% if shown.dispute %}{% include "components/dispute.html" with dispute=shown.dispute %}{% endif %}
{% if second_url %}<p class="onward"><a href="{{ second_url }}">\
{% translate "The evidence in full" %}</a></p>{% endif %}
"""
)
FACTS = """{% load i18n %}{% with facts=shown.facts %}{% if facts or page.offered %}<dl class="facts">
{% include "components/offered_fact.html" %}{% if facts.duration %}<div><dt>{% translate "How long it takes" %}</dt>\
<dd>{{ facts.duration|safe }}</dd></div>{% endif %}
{% if facts.hurts %}<div><dt>{% translate "How much it hurts" %}</dt><dd>{{ facts.hurts|safe }}</dd></div>{% endif %}
{% if facts.anesthesia %}<div><dt>{% translate "Numbing and sedation" %}</dt>\
<dd>{{ facts.anesthesia|safe }}</dd></div>{% endif %}
{% if facts.back_to_normal %}<div><dt>{% translate "Back to normal" %}</dt>\
<dd>{{ facts.back_to_normal|safe }}</dd></div>{% endif %}
</dl>{% endif %}{% endwith %}
"""
WARNING_SIGNS = """{% extends "publishing/page.html" %}{% load i18n %}\
{% block before_contents %}{{ block.super }}{% if parts|length > 1 %}<p class="contents-title">\
{% translate "More signs, by place" %}</p>{% endif %}{% endblock %}{% block under_title %}{% endblock %}"""
#: The sections of a kind behind which it prints more.
OWN = {"conditions": {"your-options": OPTIONS}, "procedures": {"how-well-it-works": INDICATIONS, "the-day": FACTS}}


@contextmanager
def by_templates():
    """Let every main page be printed by templates alone for as long as this lasts."""
    with mock.patch.object(finding, "printed", _context), mock.patch.object(shells, "answer", _answer):
        yield


def _context(page, rows=(), stand=None, *, but=()) -> dict:
    context = finding.context(page, rows, stand)
    context["shown"] = {key: html for key, html in context["shown"].items() if key not in but}
    for part in context["parts"]:
        if source := OWN.get(page.kind, {}).get(part.id):
            part.template = Engine.get_default().from_string(source)
    return context


def _answer(request, context: dict) -> HttpResponse:
    if context["page"].role == "warning-signs":
        return HttpResponse(engines["django"].from_string(WARNING_SIGNS).render(context, request))
    return HttpResponse(sources.in_order(render_to_string("publishing/page.html", context, request)))
