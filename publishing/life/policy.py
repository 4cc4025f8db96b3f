"""Who may do what: which verbs a person has on a page at this moment.

`actions` refuses what must hold for everybody; this module knows persons and rights. The table is in `verbs`. A right
is three things at once, whatever door a person comes by: an account that is on, staff status, and the permission.
"""

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied

from publishing.life import authorship, history
from publishing.life.models import Mention, Page, Revision, StoredPicture
from publishing.life.models.revision import Origin
from publishing.life.proof import is_minor
from publishing.life.states import Verb
from publishing.life.verbs import DEEDS, PUBLISH, REVIEW, WRITE, Deed, offered

#: Whoever asks, signed in or not.
Person = User | AnonymousUser


def has_right(person: Person, verb: Verb) -> bool:
    """Whether a person's roles include a verb, whatever the page."""
    right = DEEDS[verb].right
    return bool(right) and _has_perm(person, right)


def _has_perm(person: Person, right: str) -> bool:
    return person.is_active and person.is_staff and person.has_perm(right)


def signed_in(person: Person) -> User:
    """Return whoever does something on the desk, signed in. Raises PermissionDenied for a stranger."""
    if isinstance(person, AnonymousUser):
        raise PermissionDenied
    return person


def may_see(person: Person) -> bool:
    """Whether a person may look at drafts and their history."""
    return any(_has_perm(person, right) for right in (WRITE, REVIEW, PUBLISH))


def may_change(person: Person, picture: StoredPicture) -> bool:
    """Whether a person may change, replace or throw away a picture: who publishes, or who put it in for as long as it
    is in their hands alone. Then no draft that shows it was sent to a clinician, and no version was ever public, since
    one that was can come back with the approval that it had.
    """
    if has_right(person, Verb.REPLACE_PICTURE):
        return True
    if picture.uploaded_by_id != person.pk or not has_right(person, Verb.SAVE):
        return False
    return picture.is_staged or not (Mention.objects.of_pictures(picture.name).sent().exists() or _was_public(picture))


def _was_public(picture: StoredPicture) -> bool:
    """Whether a version showed a picture that the public has read. Such a version has no mentions once another came."""
    since = Revision.objects.filter(published_at__gte=picture.uploaded_at) if picture.uploaded_at else Revision.objects
    return since.filter(published_at__isnull=False, manuscript__contains=picture.file_in_texts).exists()


def offers(person: Person, page: Page, revision: Revision | None) -> list[Deed]:
    """Return the verbs that a person has on a page now, in the order of the work."""
    return [deed for deed in offered() if may(person, deed.verb, page, revision)]


def may(person: Person, verb: Verb, page: Page, revision: Revision | None) -> bool:
    """Whether a person may do a verb to a page now."""
    return has_right(person, verb) and _fits(person, DEEDS[verb], page, revision)


def _fits(person: Person, deed: Deed, page: Page, revision: Revision | None) -> bool:
    """Whether the page is in a state for a verb, and the person not in its way."""
    if deed.is_of_pages:
        return page.status in deed.page and _fits_page(person, deed.verb, page)
    if revision is None:
        return deed.verb == Verb.SUBMIT  # what is typed is saved first, and that makes the draft
    if revision.state not in deed.revision:
        return False
    if deed.verb == Verb.APPROVE:
        return person.pk not in authorship.writers(revision)
    if deed.verb == Verb.TAKE_BACK:
        return person.pk == revision.approved_by_id
    return deed.verb != Verb.PUBLISH_MINOR or is_minor(page, revision)


def _fits_page(person: Person, verb: Verb, page: Page) -> bool:
    if verb == Verb.CONFIRM_REVIEW:
        return page.live_revision is not None and person.pk not in authorship.writers(page.live_revision)
    if verb == Verb.UNDO:
        # What came with the library replaced nobody's words, and most pages are of it: no question is spent on them.
        is_ours = page.live_revision is not None and page.live_revision.origin != Origin.STARTER_LIBRARY
        return is_ours and history.has_earlier(page)
    if verb == Verb.PLAN_WITHDRAWAL:
        return page.withdrawal_due_at is None
    return verb != Verb.CANCEL_WITHDRAWAL or page.withdrawal_due_at is not None
