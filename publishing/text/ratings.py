"""How good something is, as two answers that are never mixed: what it does, and how sure we are of that.

Both come from what guidelines and reviews say; where they differ, from the cautious reading (docs/manuscript.md).
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from publishing.text.schema import Choice, Findings, Key


class Certainty(models.TextChoices):
    """How sure we are, after the four steps of GRADE."""

    HIGH = "high", _("high")
    MODERATE = "moderate", _("moderate")
    LOW = "low", _("low")
    VERY_LOW = "very-low", _("very low")


class Effect(models.TextChoices):
    """What a treatment does, against what it was compared with; or how well a test tells."""

    HELPS = "helps", _("Helps")
    HELPS_A_LITTLE = "helps-a-little", _("Helps a little")
    NO_BETTER = "no-better", _("No better")
    NOT_KNOWN = "not-known", _("Not known")
    HARM_OUTWEIGHS = "harm-outweighs", _("Harm outweighs")
    TELLS_WELL = "tells-well", _("Tells well")
    TELLS_PARTLY = "tells-partly", _("Tells partly")
    TELLS_POORLY = "tells-poorly", _("Tells poorly")

    @property
    def sign(self) -> str:
        """The name of its sign: each differs from the others in shape."""
        return self.value


class Course(models.TextChoices):
    """What tends to happen with no procedure for now."""

    MOST_GET_BETTER = "most-get-better", _("Most get better")
    MANY_GET_BETTER = "many-get-better", _("Many get better")
    COMES_AND_GOES = "comes-and-goes", _("Comes and goes")
    OFTEN_STAYS = "often-stays", _("Often stays")
    NOT_KNOWN = "not-known", _("Not known")

    @property
    def sign(self) -> str:
        """The name of its sign: a clock, but where nothing is known."""
        return self.value if self is Course.NOT_KNOWN else "course"


#: What can be said of a treatment, and of a test.
OF_TREATMENTS = (Effect.HELPS, Effect.HELPS_A_LITTLE, Effect.NO_BETTER, Effect.NOT_KNOWN, Effect.HARM_OUTWEIGHS)
OF_TESTS = (Effect.TELLS_WELL, Effect.TELLS_PARTLY, Effect.TELLS_POORLY, Effect.NOT_KNOWN)
#: What speaks for a treatment, the most first.
HELPING = (Effect.HELPS, Effect.HELPS_A_LITTLE)


#: What whoever rates a treatment or a test is asked for.
ASKED_OF_CARE = _("what does it do?")
#: Certainty, in the words of whoever chooses it.
SURE = Choice(tuple(Certainty.values), (_("Very sure"), _("Moderately sure"), _("Not very sure"), _("Hardly sure")))


def rating(effects: type[models.TextChoices] | tuple[Effect, ...], asks: Any = ASKED_OF_CARE) -> dict[str, Key]:
    """Return the two keys of a rating. effects: what may be said. asks: what whoever rates is asked for."""
    of = effects if isinstance(effects, tuple) else tuple(effects)
    choice = Choice(tuple(effect.value for effect in of), tuple(effect.label for effect in of))
    return {
        "effect": Key(
            choice,
            required=True,
            part_label=asks,
            alarm=_("what it does"),
            help=_("Against what it was compared with. Where guidelines differ, the careful reading counts."),
        ),
        "certainty": Key(
            SURE,
            required=True,
            part_label=_("how sure are we?"),
            alarm=_("certainty"),
            help=_("As the guideline or the review says it: “high” is very sure, “very low” is hardly sure."),
        ),
    }


def check(rated: Mapping[str, Any], line: int, findings: Findings) -> None:
    """Report a rating that makes no sense: nobody is sure of what is not known."""
    sure = {Certainty.LOW, Certainty.VERY_LOW}
    if rated.get("effect") == Effect.NOT_KNOWN and rated.get("certainty", Certainty.LOW) not in sure:
        said = now("If we do not know what it does, we cannot be sure. Choose “Not very sure” or “Hardly sure”.")
        message = "where 'effect' is not-known, 'certainty' is low or very-low"
        findings.fault(line, message, said=said, at="certainty")
