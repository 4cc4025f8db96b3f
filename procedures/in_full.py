"""The evidence for each condition in full, as its page prints it.

Not a template: a page has twenty conditions, and a template takes longer over these than all the rest of the page.
"""

from collections.abc import Iterable, Iterator
from html import escape

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from procedures.models import Indication
from publishing.public import rated


def sections(links: Iterable[Indication]) -> SafeString:
    """Return the sections of links that are put together, each with its condition as heading."""
    return mark_safe("\n".join([*map(_section, links), ""]))  # noqa: S308 (of bound HTML, and of parts that are escaped)


def _section(link: Indication) -> str:
    title, shown = escape(link.condition.title), link.shown
    rating = rated.rating(link.effect_label, link.certainty_label, is_disputed=link.is_disputed)
    place = f'{escape(str(link.place.label))}: <a href="{escape(link.condition.get_absolute_url())}">{title}</a>'
    drawn = "".join(_drawn(number) for number in shown.get("numbers", ()))
    checked = escape(_("checked %(on)s")) % {"on": escape(date_format(link.checked_on, "DATE_FORMAT"))}
    return (
        f'<section class="part"><h2 id="{escape(link.anchor)}">{title}</h2>\n'
        f'<p><span class="message">{escape(shown.get("verdict", ""))}</span></p>\n{rating}\n'
        f'<p class="link-place">{place}</p>\n'
        f'<dl class="facts">\n{"".join(_facts(link))}\n</dl>\n'
        f"{drawn}\n{_two_views(shown.get('disagreement', {}))}\n"
        f'<p class="link-sources">{_("Sources")} {shown.get("sources", "")} {checked}</p>\n</section>'
    )


def _facts(link: Indication) -> Iterator[str]:
    """Yield what is said of a link, a question and its answer each; a line of its own for whom, how long, and why."""
    shown, who = link.shown, _("Who this is about") if link.is_not_for else _("Who it is for")
    for title, says in ((who, shown.get("who")), (_("How long"), shown.get("relief"))):
        yield f"{_fact(title, says) if says else ''}\n"
    yield from (_fact(escape(detail["name"]), detail["says"]) for detail in shown.get("details", ()))
    yield "\n"
    yield _fact(_("Why we think so"), shown.get("evidence", ""))


def _fact(title: str, says: str) -> str:
    return f"<div><dt>{title}</dt><dd>{says}</dd></div>"


def _drawn(number: dict) -> str:
    return render_to_string("components/number.html", {"number": number, "what": number.get("counts") or "benefit"})


def _two_views(sides: dict) -> str:
    """Return both sides of a disagreement, and what they mean for a reader; empty where experts agree."""
    if not sides:
        return ""
    views = "".join(
        f"<p><strong>{title}</strong> {side.get('says', '')}{side.get('sources', '')}</p>"
        for title, side in ((_("For:"), sides.get("in_favor", {})), (_("Against:"), sides.get("against", {})))
    )
    means = f"<p><strong>{_('For you:')}</strong> {sides.get('means', '')}</p>"
    return f'<section class="dispute"><h3>{_("Two views")}</h3>{views}{means}</section>'
