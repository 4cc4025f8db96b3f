"""Review: ask for it, send back, sign off, confirm that nothing need change."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.life import authorship, pictures, policy, rendering, writing
from publishing.life.actions.dates import next_review
from publishing.life.actions.steps import locked, moved, page_after, record, saved, without_approval
from publishing.life.announcing import expected
from publishing.life.errors import Refused
from publishing.life.models import Note, Page, Revision, StoredPicture
from publishing.life.models.version import lock, raise_version
from publishing.life.states import Verb
from publishing.life.verbs import does


@does(Verb.SUBMIT)
def submit(*, revision: Revision, by: User, note: str = "", asked: User | None = None) -> Revision:
    """Ask for a review. asked: who is to read it; None where the page's own arrangement says who.

    Raises InvalidManuscript with every fault where the text could not be published, and Refused where whoever is asked
    may not approve it.
    """
    ready = rendering.prepared(revision)
    with expected(Verb.SUBMIT, revision), transaction.atomic():
        revision = moved(revision, Verb.SUBMIT)
        writing.fit_for_the_public(revision, ready)
        if asked is not None:
            _refuse_unable(asked, revision)
        revision.asked = asked
        return saved(revision, Verb.SUBMIT, by, note)


def _refuse_unable(asked: User, revision: Revision) -> None:
    """Raise Refused where somebody may not approve a text, so that it would wait for them for ever."""
    if not policy.has_right(asked, Verb.APPROVE):
        raise Refused(_("Who was chosen does not approve texts any more. Choose another clinician."))
    if asked.pk in authorship.writers(revision):
        raise Refused(_("Who was chosen wrote part of this text by now. Choose another clinician."))


@does(Verb.RETURN)
@transaction.atomic
def return_for_changes(*, revision: Revision, by: User, note: str = "") -> Revision:
    """Send a revision back to its author: with a reason, or with notes at its sentences."""
    if not note.strip() and not Note.objects.open_of(revision.page_id, by).exists():
        raise Refused(_("Say what should be changed, or add a note at a sentence."))
    revision = moved(revision, Verb.RETURN)
    without_approval(revision)
    return saved(revision, Verb.RETURN, by, note)


@does(Verb.APPROVE)
@transaction.atomic
def approve(*, revision: Revision, by: User, sha256: str, note: str = "", seen_pictures: str | None = None) -> Revision:
    """Sign off one exact text. Nobody approves what they wrote, in whole or in part.

    seen_pictures: which files its pictures had when the person had it before them, as `pictures.signs_of` says it; None
    asks nothing. Whoever replaces a picture holds the page as this does, so that none is replaced in between.
    """
    revision = moved(revision, Verb.APPROVE)
    if sha256 != revision.sha256:
        raise Refused(_("The text has changed since you read it. Read it again, then approve."))
    if by.pk in authorship.writers(revision):
        raise Refused(_("Nobody approves their own text. Ask a colleague."))
    if seen_pictures is not None and (other := pictures.replaced_since(revision, seen_pictures)):
        raise Refused(_names_of_replaced(other))
    revision.approved_by, revision.approved_at, revision.approved_sha256 = by, timezone.now(), revision.sha256
    return saved(revision, Verb.APPROVE, by, note)


def _names_of_replaced(found: list[StoredPicture]) -> str:
    names = {"pictures": ", ".join(f"“{str(picture).removesuffix('.')}”" for picture in found)}
    return _("Nothing was approved: %(pictures)s changed after you opened this text. Look at it, then decide.") % names


@does(Verb.TAKE_BACK)
@transaction.atomic
def take_back(*, revision: Revision, by: User, note: str = "") -> Revision:
    """Take one's own approval back while the text is not public: it waits for a review again, and is not planned."""
    approver = Revision.objects.values_list("approved_by", flat=True).get(pk=revision.pk)
    revision = moved(revision, Verb.TAKE_BACK)
    if approver != by.pk:
        raise Refused(_("Only who approved a text can take the approval back."))
    without_approval(revision)
    return saved(revision, Verb.TAKE_BACK, by, note)


@does(Verb.RECALL)
@transaction.atomic
def recall(*, revision: Revision, by: User, note: str = "") -> Revision:
    """Take a text back that waits for a review or is approved, to write on it: it is a draft, and whoever was to read
    it is told that they need not yet. revision: as whoever asks has seen it. Raises Refused where its words are others
    by now, or it stands elsewhere: a plan is ended only by somebody who knew of it.
    """
    Page.objects.hold(revision.page_id)
    if Revision.objects.values_list("state", "sha256").get(pk=revision.pk) != (revision.state, revision.sha256):
        raise Refused(_("Somebody changed it meanwhile. Look again."))
    revision = moved(revision, Verb.RECALL)
    without_approval(revision)
    return saved(revision, Verb.RECALL, by, note)


@does(Verb.CONFIRM_REVIEW)
@transaction.atomic
def confirm_review(*, page: Page, by: User, sha256: str, note: str = "") -> Page:
    """Reviewed, no change needed: the next review moves on, "updated" stays. Bound to the text that is live."""
    lock()
    page = locked(page)
    page_after(page, Verb.CONFIRM_REVIEW)
    live = page.live_revision
    if live is None or live.sha256 != sha256:
        raise Refused(_("The live page has changed since you read it. Read it again, then confirm."))
    if by.pk in authorship.writers(live):
        raise Refused(_("Nobody reviews their own text. Ask a colleague."))
    last = page.events.first()
    if last and (last.verb, last.by_id, page.reviewed_on) == (Verb.CONFIRM_REVIEW, by.pk, timezone.localdate()):
        raise Refused(_("You said so today already."))  # a second click is no second review
    page.reviewed_on, page.reviewed_by = timezone.localdate(), by
    page.review_due_on = next_review(page)
    page.save(update_fields=["reviewed_on", "reviewed_by", "review_due_on"])
    raise_version()
    record(Verb.CONFIRM_REVIEW, page, by, live, note)
    return page
