"""The form of a page: what it shows, and what becomes of what was typed into it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import OperationalError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import entered
from publishing.desk.basics.clock import hour
from publishing.desk.basics.told import approval_ended
from publishing.desk.form.folds import Fold, Shelf, shelves
from publishing.desk.form.forms import ManuscriptForm, from_text
from publishing.desk.form.packing import Text
from publishing.desk.keeping import kept
from publishing.desk.keeping.merging import Merging
from publishing.desk.letters.hands import Hands, hands_of
from publishing.desk.page import elsewhere
from publishing.desk.review import meanwhile, noting, touched
from publishing.desk.review.next_step import FIX, next_step, standing
from publishing.desk.review.verdicts import Verdict, verdict
from publishing.desk.words import checking
from publishing.desk.words.faults import Placed
from publishing.life import actions, addresses, linking, outage, policy
from publishing.life.models import Event, KeptText, Mention, Page, Revision
from publishing.life.states import PageStatus, Verb
from publishing.life.verbs import DEEDS, Deed
from publishing.text import kinds, manuscripts
from publishing.text.groups import Group

PICTURE = "picture"


class SlugForm(forms.Form):
    """The last part of a page's address."""

    slug = forms.CharField(
        max_length=80,
        label=gettext_lazy("Web address"),
        help_text=gettext_lazy("Lower-case letters, digits and hyphens. The old address leads to the new one."),
    )

    def __init__(self, page: Page, posted: QueryDict | None, slug: str) -> None:
        super().__init__(posted, initial={"slug": slug}, prefix="address")
        self._page = page

    def clean_slug(self) -> str:
        """The slug, in the form that texts have, and no other page's."""
        slug, page = self.cleaned_data["slug"], self._page
        if fault := manuscripts.slug_fault(page.kind, slug):
            raise forms.ValidationError(fault)
        if page.slug != slug and (why := addresses.why_taken(page.kind, page.language, slug, page)):
            raise forms.ValidationError(why)
        return slug


class PageForm(Merging):
    """The form, and what its buttons do."""

    def _form_view(self, request: HttpRequest, page: Page) -> HttpResponse:
        """Show the open draft, or else the live page; on a POST save, then do what a button says."""
        kind = kinds.get(self.kind_name)
        revision = self._draft_of(page)
        shown = revision or page.live_revision
        unsaved = kept.unsaved(request, page)
        posted = request.POST if request.method == "POST" else kept.put_back(request, unsaved)
        begun = _begun(request) if posted is None else {}
        form = from_text(kind, page.language, self.admin_site, shown.manuscript if shown else "", posted, **begun)
        slug = SlugForm(page, posted, shown.slug if shown else page.slug)
        status = 200
        if request.method == "POST":
            if form.is_valid() and slug.is_valid():
                typed = (form.text(), slug.cleaned_data["slug"])
                try:
                    answer, status = self._posted_or_busy(request, page, revision, shown, *typed)
                except actions.Stale as error:
                    return self._both_of(request, page, error.theirs, Text(typed[1], typed[0]))
                if answer is not None:
                    return self._led(request, page, answer)
            else:
                messages.error(request, _("Nothing was saved yet. Please correct what is marked below."))
        return self._form_screen(request, page, revision, form, slug, status, posted, unsaved)

    @staticmethod
    def _draft_of(page: Page) -> Revision | None:
        said = Event.objects.filter(revision=OuterRef("pk")).exclude(note="")
        drafts = page.revisions.open().select_related("approved_by__contributor", "edited_by__contributor")
        return drafts.annotate(has_note=Exists(said)).first()

    def _form_screen(
        self,
        request: HttpRequest,
        page: Page,
        revision: Revision | None,
        form: ManuscriptForm,
        slug: SlugForm,
        status: int,
        sent: QueryDict | None,
        unsaved: list[KeptText],
    ) -> HttpResponse:
        checked = checking.of_revision(form, revision) if revision else None
        to_fix = checked.count if checked else 0
        opened = revision or page.live_revision
        return self._screen(
            request,
            "admin/publishing/page_form.html",
            page,
            _title(form, page),
            status=status,
            revision=revision,
            kind_label=self.opts.verbose_name,
            form=form,
            slug_form=slug,
            media=self.media + form.media,
            checklist=checked,
            checklist_url=checking.url_of(form, page),
            fault_count=to_fix,
            errors=_errors(form, slug),
            open_notes=noting.shown_notes(page, opened) if _has_notes(page) else [],
            has_view_permission=True,
            **self._parts(request, page, revision, form, slug),
            **_began_with(page, revision, sent),
            **kept.beside(request, page, opened, sent, unsaved, self.admin_site),
            **self._what_is_next(request, page, revision, form, to_fix),
        )

    def _parts(
        self, request: HttpRequest, page: Page, revision: Revision | None, form: ManuscriptForm, slug: SlugForm
    ) -> dict[str, Any]:
        """Return the groups of a form, with what other texts say of the page."""
        live = page.live_revision.manuscript if revision and page.live_revision else ""
        named = elsewhere.mentions_of(page)
        mentions = linking.by_text(named)
        rows = shelves(form, live, _address_fold(slug, form, mentions))
        return {"shelves": _opened(request, self._with_rows_elsewhere(rows, page, named)), "mentions": mentions}

    def _what_is_next(
        self, request: HttpRequest, page: Page, revision: Revision | None, form: ManuscriptForm, to_fix: int
    ) -> dict[str, Any]:
        """Return what a draft needs, and what stands in the bar."""
        said = verdict(page, revision, request.user)
        offers = policy.offers(request.user, page, revision)
        hands = hands_of(form.raw, revision.writers.all(), revision.asked_id) if revision else hands_of(form.raw, ())
        return {"verdict": said, **self._bar(page, revision, offers, to_fix, said, hands)}

    def _with_rows_elsewhere(self, found: list[Shelf], page: Page, named: list[Mention]) -> list[Shelf]:
        """Put the rows that other texts have about a page first among the evidence of its form."""
        block = elsewhere.block_of(page, named)
        if block is not None:
            shelf = next((one for one in found if one.group == Group.EVIDENCE), None)
            if shelf is None:
                shelf = Shelf(Group.EVIDENCE)
                found.append(shelf)
            shelf.blocks.insert(0, block)
            names = (str(kind.model._meta.verbose_name) for kind in elsewhere.kinds_about(page))
            shelf.ways = [(_("Add a %(kind)s") % {"kind": " / ".join(names)}, self._address(page, "add_row"))]
        return found

    @staticmethod
    def _bar(
        page: Page,
        revision: Revision | None,
        offers: Sequence[Deed],
        to_fix: int,
        said: Verdict | None,
        hands: Hands,
    ) -> dict[str, Any]:
        """Return what stands in the bar: where it is, the next step, and what else can be done."""
        verbs = {offer.verb for offer in offers}
        step = next_step(revision, verbs, to_fix, said, hands)
        clean = next_step(revision, verbs, 0, said, hands) if to_fix else step
        done = {step.verb if step else "", Verb.SCHEDULE if _offers(offers, Verb.PUBLISH) else ""}
        if to_fix or (said is not None and said.is_minor):
            done.add(Verb.SUBMIT)
        others = [offer for offer in offers if offer.verb not in done and offer.verb != Verb.APPROVE]
        if revision is None:
            others = [offer for offer in others if offer.verb != Verb.SUBMIT]
        stands = standing(page, revision, to_fix, said, hands)
        return {"standing": stands, "step": step, "clean_step": clean, "others": others}

    def _posted_or_busy(self, request: HttpRequest, *typed: Any) -> tuple[HttpResponse | None, int]:
        """Save; return where to go, or None, and the status of the form that is shown again."""
        try:
            return self._posted(request, *typed), 200
        except OperationalError as error:
            if not outage.is_busy(error):
                raise
        problem = _("Somebody is publishing. Your text is below and not saved yet. Try again in a moment.")
        messages.error(request, problem)
        return None, 503

    def _posted(
        self,
        request: HttpRequest,
        page: Page,
        revision: Revision | None,
        shown: Revision | None,
        text: str,
        slug: str,
    ) -> HttpResponse | None:
        """Save what was entered, then do the verb; return where to go, or None to show the form again."""
        is_changed = shown is None or text != shown.manuscript or slug != shown.slug
        verb = request.POST.get("verb", "")
        if verb in Verb.values:
            self._refuse_without(request, Verb(verb))
            verb = verb if DEEDS[Verb(verb)].is_offered else ""  # what has changed is saved in any case
        has_ended = False
        try:
            if is_changed:
                self._refuse_without(request, Verb.SAVE)
                before, revision = revision, self._saved(request, page, text, slug)
                page = revision.page
                has_ended = approval_ended(request, before, revision)
                self._say_lost(request, revision)
                # An error from here on must not say that nothing was.
                request.has_saved = True  # type: ignore[attr-defined]  # website.errors asks for it
        except actions.Stale:
            raise
        except actions.Refused as error:
            messages.error(request, str(error))
            return None
        kept.forget(request, page)
        if has_ended and verb in Verb.values:  # it was pressed for another text
            return HttpResponseRedirect(self._address(page))
        if verb in Verb.values:
            return self._verb_of_form(request, Verb(verb), page, revision, is_changed)
        self._say_saved(request, page, revision, is_changed)
        return HttpResponseRedirect(self._after_save(request, page, revision))

    def _verb_of_form(
        self, request: HttpRequest, verb: Verb, page: Page, revision: Revision | None, is_changed: bool
    ) -> HttpResponse:
        """Do a verb to what was just saved, or go and ask first. What was to be sent, and turns out to be a correction
        that its writer may publish, is asked about as that.
        """
        if verb == Verb.SUBMIT and policy.may(request.user, Verb.PUBLISH_MINOR, page, revision):
            verb = Verb.PUBLISH_MINOR
        if late := meanwhile.too_late(verb, page, revision, request.user):
            messages.info(request, " ".join([late.title, *late.says]))
            return HttpResponseRedirect(self._address(page))
        if DEEDS[verb].asks_first and (DEEDS[verb].leaves or not request.POST.get("confirmed")):
            asked = {"verb": verb.value, **{name: request.POST.get(name, "") for name in ("note", "at")}}
            return HttpResponseRedirect(f"{self._address(page, 'do')}?{urlencode(asked)}")
        based_on = revision.sha256 if is_changed and revision else request.POST.get("based_on", "")
        if self._do(request, verb, page, revision, seen=based_on).was_busy:
            if is_changed:
                messages.success(request, _("The draft is saved."))
            return self._later(request, page, self._verb_alone(request, page, based_on))
        return HttpResponseRedirect(self._address(page))

    def _led(self, request: HttpRequest, page: Page, answer: HttpResponse) -> HttpResponse:
        """Tell the script that asks over the form where no question follows: what is said waits for the next screen."""
        is_question = answer.headers.get("Location", "").startswith(self._address(page, "do"))
        if "X-Asks" not in request.headers or answer.status_code != 302 or is_question:
            return answer
        return HttpResponse(status=204, headers={"X-Leads-To": answer.headers["Location"]})

    def _after_save(self, request: HttpRequest, page: Page, revision: Revision | None) -> str:
        """Return where a person is led after a save: back to the form, at what they asked for."""
        address, add = self._address(page), request.POST.get("add", "")
        if request.POST.get("next") == FIX and revision is not None:
            return f"{address}#{self._first_fault(page, revision)}"
        if request.POST.get("next") == PICTURE:
            return f"{reverse('admin:publishing_storedpicture_add')}?{urlencode({'page': page.pk})}"
        if add in kinds.get(page.kind).schema.keys:
            return f"{address}?{urlencode({'add': add})}#part-{add}"
        return address

    def _first_fault(self, page: Page, revision: Revision) -> str:
        form = from_text(kinds.get(page.kind), page.language, self.admin_site, revision.manuscript)
        return checking.of_revision(form, revision).first or "beside-checklist"

    @staticmethod
    def _say_lost(request: HttpRequest, revision: Revision) -> None:
        for said in touched.words_lost(revision):
            messages.warning(request, said)

    @staticmethod
    def _say_saved(request: HttpRequest, page: Page, revision: Revision | None, is_changed: bool) -> None:
        if not is_changed:
            if not request.POST.get("next") and not request.POST.get("add"):
                messages.info(request, _("There was nothing to save."))
            return
        said = verdict(page, revision, request.user)
        is_live = page.status == PageStatus.LIVE
        stands = _("The public page has not changed.") if is_live else _("The page is not public.")
        saved = _("Saved at %(time)s.") % {"time": hour(timezone.now())} + f" {stands}"
        messages.success(request, f"{saved} {said.sentence}" if said else saved)

    @staticmethod
    def _saved(request: HttpRequest, page: Page, text: str, slug: str) -> Revision:
        return actions.save_draft(
            page=page,
            by=policy.signed_in(request.user),
            manuscript=text,
            slug=slug,
            based_on_sha256=request.POST.get("based_on", ""),
            live_sha256=request.POST.get("live_sha256", ""),
        )


def _address_fold(slug: SlugForm, form: ManuscriptForm, mentions: Sequence) -> Fold:
    """Return the row of the address. What leads to the page stands in it."""
    box = slug["slug"]
    words = f"/{form.kind.name}/{box.value() or ''}/" if form.kind.has_address else str(box.value() or "")
    fold = Fold("address", str(box.label), [box], words=words)
    fold.after = "admin/publishing/linked.html" if mentions else ""
    return fold


def _began_with(page: Page, revision: Revision | None, sent: QueryDict | None) -> dict[str, Any]:
    """Return which texts a form was begun on: what it says itself, where it was sent."""
    before = QueryDict() if sent is None else sent
    return {
        "based_on": before.get("based_on", revision.sha256 if revision else ""),
        "live_sha256": before.get("live_sha256", _sha256_of_live(page)),
    }


def _title(form: ManuscriptForm, page: Page) -> str:
    """Return what a page is called in its draft."""
    title = form.raw.get("title")
    return title if isinstance(title, str) and title.strip() else page.title or page.slug


def _begun(request: HttpRequest) -> dict[str, Any]:
    """Return which list is to have a new row, and about which page."""
    about = entered.number(request.GET.get("about", ""))
    page = Page.objects.kept().titles().filter(pk=about).first() if about else None
    return {"add": request.GET.get("add", ""), "about": page}


def _opened(request: HttpRequest, found: list[Shelf]) -> list[Shelf]:
    """Return the groups of a form with the row open that the address asks for."""
    asked = request.GET.get("row")
    for fold in (fold for shelf in found if asked for block in shelf.blocks for fold in block.folds):
        fold.is_open |= fold.name == asked
    return found


def _has_notes(page: Page) -> bool:
    return bool(getattr(page, "has_notes", True))


def _errors(form: ManuscriptForm, slug: SlugForm) -> list[Placed]:
    """Return what of a form could not be written down at all, each with its field."""
    of_address = [
        Placed(str(error), slug["slug"].id_for_label, str(slug["slug"].label)) for error in slug["slug"].errors
    ]
    return [*checking.refused(form), *of_address]


def _offers(offers: Sequence[Deed], verb: Verb) -> bool:
    return any(offer.verb == verb for offer in offers)


def _sha256_of_live(page: Page) -> str:
    return page.live_revision.sha256 if page.live_revision is not None else ""
