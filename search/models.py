"""What staff add to the search, and what readers asked for in vain. No row says who asked."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.life.models import Page
from publishing.life.states import PageStatus
from publishing.text import kinds
from search.analysis import stems_of, words_of
from search.synonyms import passed_over, told_stems

#: Staff read the words of a search after it has found nothing so many times: what one person typed once stays unread.
SHOWN_AFTER = 3
_MOST_WORDS = 6


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.split(",") if phrase.strip()]


def _check_phrases(text: str, language: str) -> None:
    """Refuse what no question could be compared with. Raises ValidationError."""
    if sign := next((sign for sign in "#>*" if sign in text), ""):
        raise ValidationError(_("Leave out “%(sign)s”: plain words, with commas between."), params={"sign": sign})
    for phrase in _phrases(text):
        words = words_of(phrase)
        if not words or len(words) > _MOST_WORDS:
            raise ValidationError(_("“%(phrase)s”: one to six words."), params={"phrase": phrase})
        if set(words) <= passed_over(language).words:
            raise ValidationError(_("“%(phrase)s” says nothing that could be looked for."), params={"phrase": phrase})
    if not _phrases(text):
        raise ValidationError(_("Enter at least one word."))


class OfSearch(models.Model):
    """Words of readers, in one language."""

    language = models.CharField(_("language"), max_length=8, default=settings.LANGUAGE_CODE)
    asked = models.CharField(
        _("what readers type"),
        max_length=200,
        help_text=_("One word or phrase, or several with commas between, such as: pinched back nerve, jammed nerve."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.asked

    def clean(self) -> None:
        """Refuse words that no question could be compared with, and such as another row has already."""
        try:
            _check_phrases(self.asked, self.language)
            self._refuse_again()
        except ValidationError as error:
            raise ValidationError({"asked": error}) from error

    def _refuse_again(self) -> None:
        """Refuse a phrase that another row has, however it is written: one of the two would win without a word."""
        own = {told_stems(phrase, self.language) for phrase in self.phrases}
        for other in type(self)._default_manager.filter(language=self.language).exclude(pk=self.pk):
            for phrase in other.phrases:
                if told_stems(phrase, self.language) in own:
                    said = {"phrase": phrase, "other": other}
                    raise ValidationError(
                        _("“%(phrase)s” stands already in “%(other)s”. Change that one."), params=said
                    )

    @property
    def phrases(self) -> list[str]:
        """The words or phrases, one by one."""
        return _phrases(self.asked)


class Synonym(OfSearch):
    """That readers who type these words also mean other words, which pages use."""

    means = models.CharField(
        _("what our pages say"),
        max_length=200,
        help_text=_("The words that our pages use. They are looked for instead: herniated disc."),
    )

    class Meta:
        verbose_name = _("word that patients use")
        verbose_name_plural = _("words that patients use")
        ordering = ["asked"]
        constraints = [models.UniqueConstraint(fields=["language", "asked"], name="one_synonym_for_words")]

    def clean(self) -> None:
        """Refuse a synonym of itself, and words that no page could be looked for by."""
        super().clean()
        try:
            _check_phrases(self.means, self.language)
        except ValidationError as error:
            raise ValidationError({"means": error}) from error
        stems = {tuple(stems_of(phrase, self.language)) for phrase in _phrases(self.means)}
        if any(tuple(stems_of(phrase, self.language)) in stems for phrase in self.phrases):
            raise ValidationError({"means": _("That is the same word. The search knows its other forms by itself.")})

    @property
    def line(self) -> str:
        """The two as a line of `search.synonyms`."""
        return f"{self.asked.replace('>', ' ')} > {self.means.replace('>', ' ')}"


class Promoted(OfSearch):
    """That one page stands first for whoever types these words."""

    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+", help_text=_("It must be public.")
    )

    class Meta:
        verbose_name = _("page put first")
        verbose_name_plural = _("pages put first")
        ordering = ["asked"]
        constraints = [models.UniqueConstraint(fields=["language", "asked"], name="one_promoted_page_for_words")]

    def clean(self) -> None:
        """Refuse a page that readers cannot open."""
        super().clean()
        page = Page.objects.titles().filter(pk=self.page_id).first()
        if page is None or page.status != PageStatus.LIVE or not kinds.get(page.kind).has_address:
            raise ValidationError({"page": _("Readers cannot open this page now. Choose one that is public.")})
        if page.language != self.language:
            raise ValidationError({"page": _("This page is in another language.")})


class UnansweredQuerySet(models.QuerySet):
    """Words that readers looked for in vain."""

    def shown(self) -> Self:
        """Those that staff may read."""
        return self.filter(count__gte=SHOWN_AFTER)


class UnansweredQuery(models.Model):
    """Words for which nothing was found, how often, and on which day last. They are kept for 90 days."""

    language = models.CharField(_("language"), max_length=8)
    text = models.CharField(_("words"), max_length=80)
    count = models.PositiveIntegerField(_("times"), default=1)
    last_on = models.DateField(_("last on"))

    objects = UnansweredQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        ordering = ["-count", "text"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["language", "text"], name="one_row_for_unanswered_words")]

    def __str__(self) -> str:
        return self.text
