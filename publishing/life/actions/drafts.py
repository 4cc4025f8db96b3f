"""Drafts: begin a page, save a text, give it up. They lock their page alone; nothing that the public reads changes."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from publishing.life import addresses, authorship, proof
from publishing.life.actions.steps import (
    STATE,
    after,
    end_approval,
    locked,
    moved,
    record,
    refuse_taken,
    saved,
    without_approval,
)
from publishing.life.errors import Refused, Stale
from publishing.life.joining import join
from publishing.life.models import Mention, Page, Revision
from publishing.life.models.revision import Origin, approval_digest
from publishing.life.states import OPEN, PageStatus, Verb
from publishing.life.verbs import DEEDS, does
from publishing.text import kinds, manuscripts, naming
from publishing.text.manuscripts import Manuscript
from publishing.text.naming import OF_PAGES, Naming
from publishing.text.preparing import renderer_version
from publishing.text.prose import readability
from publishing.text.schema import Findings

TITLE = 70  # characters that a list prints


@dataclass(frozen=True)
class Gist:
    """What was read in a text, before any row is locked: what it names, its title as far as a list prints it, its
    reading grade in US school years, and by which code it was read.
    """

    named: tuple[tuple[Naming, str, str], ...]
    grade: float | None
    title: str = ""
    read_with: str = field(default_factory=renderer_version)


def gist_of(text: str, kind: str, language: str, read: Manuscript | None = None) -> Gist:
    """Read a text, which may be faulty, for its gist. read: the text, where the caller has read it already."""
    manuscript = read or manuscripts.read(text, kind, Findings(""), language=language)
    grade = None
    if manuscript is not None:
        grade = readability.measure(manuscripts.prose_of(manuscript), language).grade
    data = manuscript.data if manuscript is not None and "title" in manuscript.data else manuscripts.read_raw(text)[0]
    title = str(data.get("title", ""))[:TITLE].strip()
    return Gist(tuple(dict.fromkeys(naming.named_in(text, kind, language))), grade, title)


def create_page(
    *,
    by: User,
    kind: str,
    slug: str,
    manuscript: str,
    language: str = settings.LANGUAGE_CODE,
    origin: Origin = Origin.STAFF,
    taken_from: Revision | None = None,
) -> Revision:
    """Begin a page that is not public yet, with its first draft.

    taken_from: the text that it is a copy of. A copy word for word is known for one without that.
    Raises Refused where another page has that name, or had it, and for a text that is too long.
    """
    _refuse_long(manuscript)
    found = gist_of(manuscript, kind, language)
    copied = [*Revision.objects.filter(manuscript=manuscript).only("pk"), *([taken_from] if taken_from else [])]
    try:
        with transaction.atomic():
            if why := addresses.why_taken(kind, language, slug):
                raise Refused(why)
            page = kinds.get(kind).model.objects.create(kind=kind, language=language, slug=slug)
            addresses.claim(page)
            revision = _save(locked(page), by, manuscript, slug, origin, found)
            authorship.add(set().union(*authorship.writers_of(copied).values()), revision)
            return revision
    except IntegrityError as error:  # somebody made it at the same moment
        raise Refused(addresses.why_taken(kind, language, slug)) from error


def save_draft(
    *,
    page: Page,
    by: User,
    manuscript: str,
    slug: str = "",
    based_on_sha256: str | None = None,
    live_sha256: str | None = None,
    origin: Origin = Origin.STAFF,
) -> Revision:
    """Save a text as the page's open revision, making one where there is none.

    based_on_sha256: the open revision that the writer had before them, empty where there was none; None asks nothing.
    live_sha256: the same of the live one.
    Raises Stale where the writer had another text before them than the one that theirs would be put over: the open one,
    or else the live one; and Refused for a text that is too long, and for an address that is another page's.
    A save of the same text changes nothing. A save after approval sends the revision back to review.
    """
    _refuse_long(manuscript)
    found = gist_of(manuscript, page.kind, page.language)
    minor_of = proof.minor_of(page, slug, manuscript)
    with transaction.atomic():
        page = locked(page)
        _refuse_stale(page, based_on_sha256, live_sha256)
        if slug and slug != page.slug:
            refuse_taken(page, slug)
        return _save(page, by, manuscript, slug, origin, found, minor_of)


def take_up(*, version: Revision, by: User, over: Revision | None = None) -> Revision:
    """Take a version of a page up again as its draft; its writers stay the writers of what becomes of it.

    over: the open draft with other words that is put aside for it, as whoever asks has seen it. It is kept as a version
    of its own; where it waited or was approved, that ends.
    Raises Stale where there is an open draft with other words, and it is not that one or stands elsewhere by now; and
    Refused for a text that is too long, and for an address that is another page's.
    """
    text = version.manuscript
    _refuse_long(text)
    found = gist_of(text, version.page.kind, version.page.language)
    minor_of = proof.minor_of(version.page, version.slug, text)
    with transaction.atomic():
        page = locked(version.page)
        draft = page.revisions.open().first()
        if draft is not None and draft.sha256 != version.sha256:
            if over is None or (over.pk, over.state, over.sha256) != (draft.pk, draft.state, draft.sha256):
                raise Stale("Somebody changed it meanwhile. Look again.", draft)
            _put_aside(draft, by, f"Version {version.number} was taken up in its place.")
        if version.slug != page.slug:
            refuse_taken(page, version.slug)
        revision = _save(page, by, text, version.slug, Origin.STAFF, found, minor_of)
        if version.pk != page.live_revision_id:
            authorship.add(authorship.writers(version), revision)
        return revision


def _put_aside(draft: Revision, by: User, note: str) -> None:
    """Give up a draft that another text takes the place of: from wherever it waited, by the ways of the table."""
    if draft.state in DEEDS[Verb.RECALL].revision:
        draft.state = after(draft, Verb.RECALL)
        without_approval(draft)
    draft.state = after(draft, Verb.DISCARD)
    draft.mentions.all().delete()
    saved(draft, Verb.DISCARD, by, note)


def save_followed(*, revision: Revision, by: User, manuscript: str, found: Gist, note: str) -> None:
    """Save a draft in which a name has changed and no word, in the caller's transaction, which holds the page.

    It is reviewed again, since an approval is of one exact text; but nobody has written it who had not before.
    """
    _refuse_long(manuscript)
    end_approval(revision, by)
    revision.state = after(revision, Verb.SAVE)
    with_text(revision, revision.slug, manuscript, found)
    record(Verb.SAVE, revision.page, by, revision, note)


def save_read(*, page: Page, by: User, manuscript: str, found: Gist, origin: Origin, slug: str = "") -> Revision:
    """Save a text that was read before, as `save_draft` does, in the caller's transaction."""
    _refuse_long(manuscript)
    return _save(locked(page), by, manuscript, slug, origin, found)


#: What a page that was thrown away has in its address, in place of a name.
THROWN_AWAY = "thrown-away"


@does(Verb.DISCARD)
@transaction.atomic
def discard(*, revision: Revision, by: User, note: str = "") -> Revision:
    """Give up an open revision. It is kept, and can be taken up again as a new draft.

    Of a page that was never public nothing else is left, so that another one can have its address.
    """
    revision = moved(revision, Verb.DISCARD)
    revision.mentions.all().delete()
    page = revision.page
    if page.status == PageStatus.NEVER_PUBLIC and revision.origin == Origin.STAFF:
        page.slug = f"{THROWN_AWAY}-{page.pk}"
        page.save(update_fields=["slug"])
    return saved(revision, Verb.DISCARD, by, note)


def _refuse_long(text: str) -> None:
    """Refuse what nobody could read, check, render or compare."""
    if why := manuscripts.why_too_long(text):
        raise Refused(why)


def _refuse_stale(page: Page, based_on: str | None, live: str | None) -> None:
    """Raise Stale where a writer had another text before them than the one that theirs would be put over."""
    theirs = page.revisions.open().first()
    if theirs is not None:
        if based_on is not None and based_on != theirs.sha256:
            raise Stale("Somebody else has saved this draft since you opened it.", theirs)
    elif live is not None and page.live_revision is not None and page.live_revision.sha256 not in {based_on, live}:
        raise Stale("Somebody else has published another text since you opened this one.", page.live_revision)


def _save(
    page: Page, by: User, text: str, slug: str, origin: Origin, found: Gist, minor_of: int | None = None
) -> Revision:
    slug = slug or page.slug
    sha256 = approval_digest(page.kind, page.language, slug, text)
    revision = page.revisions.open().first()
    if revision is None:
        revision = new_revision(page, by, origin)
    elif revision.sha256 == sha256:
        return revision
    else:
        end_approval(revision, by)
        revision.state = after(revision, Verb.SAVE)
        if origin == Origin.STAFF:
            revision.origin = origin  # what staff have touched is theirs, and no newer library file discards it
    revision.edited_by, revision.edited_at, revision.minor_of_id = by, timezone.now(), minor_of
    with_text(revision, slug, text, found)
    authorship.add({by.pk, *authorship.writers_of_words(page, sha256), *_translated_writers(page, found)}, revision)
    record(Verb.SAVE, page, by, revision)
    return revision


def _translated_writers(page: Page, found: Gist) -> set[int]:
    """Return the ids of the writers of what a text is a translation of, until the translation is approved itself."""
    if page.live_revision_id is not None:
        return set()
    names = [(language, name) for what, language, name in found.named if what == Naming.TRANSLATION]
    originals = [original.pk for language, name in names for original in addresses.named(language, [name]).values()]
    texts = Revision.objects.filter(Q(live_page__in=originals) | Q(page__in=originals, state__in=OPEN)).only("pk")
    return set().union(*authorship.writers_of(texts).values()) if originals else set()


def new_revision(page: Page, by: User, origin: Origin) -> Revision:
    """Return the next revision of a page, not saved yet."""
    return Revision(
        page=page,
        number=(page.revisions.aggregate(Max("number"))["number__max"] or 0) + 1,
        created_by=by,
        edited_by=by,
        edited_at=timezone.now(),
        origin=origin,
        based_on=page.live_revision,
    )


def with_text(revision: Revision, slug: str, text: str, found: Gist) -> None:
    """Save a revision with a text, and what the text names."""
    page = revision.page
    revision.slug, revision.manuscript = slug, text
    revision.sha256 = approval_digest(page.kind, page.language, slug, text)
    revision.grade, revision.read_with = found.grade, found.read_with
    revision.save(update_fields=None if revision.pk is None else [*TEXT, *STATE])
    remember([(revision, found)])
    if (
        page.status == PageStatus.NEVER_PUBLIC
        and revision.origin == Origin.STAFF
        and found.title not in {"", page.title}
    ):
        page.title = found.title  # by which the desk's lists and mails call it; no public query sees the row
        page.save(update_fields=["title"])


#: What a save changes of a revision that is there, beside its state.
TEXT = ["slug", "manuscript", "sha256", "grade", "read_with", "origin", "edited_by", "edited_at", "minor_of"]


def unread() -> list[int]:
    """Return the ids of the current revisions that were read by the code of another release."""
    current = Revision.objects.filter(Q(live_page__isnull=False) | Q(state__in=OPEN))
    return list(current.exclude(read_with=renderer_version()).order_by("pk").values_list("pk", flat=True))


def read_again(pk: int) -> bool:
    """Read a revision's text by the code of this release; return whether it still was as it was read."""
    revision = Revision.objects.select_related("page").get(pk=pk)
    found = gist_of(revision.manuscript, revision.page.kind, revision.page.language)
    with transaction.atomic():
        locked(revision.page)
        read_now = {"grade": found.grade, "read_with": found.read_with}
        is_same = bool(Revision.objects.filter(pk=pk, sha256=revision.sha256).update(**read_now))
        if is_same:
            remember([(revision, found)])
    return is_same


def remember(texts: list[tuple[Revision, Gist]]) -> None:
    """Keep what texts name, and nothing else of them. Two queries, and two at most for each language."""
    Mention.objects.filter(revision__in=[revision for revision, _found in texts]).delete()
    named = {one for _revision, found in texts for one in found.named}
    targets: dict[tuple[str, str], int] = {}
    for language in {language for _what, language, _name in named}:
        names = [name for what, spoken, name in named if spoken == language and what in OF_PAGES]
        targets |= {(language, name): page.pk for name, page in addresses.named(language, names).items()}
    columns = ("revision", "what", "language", "name", "target")
    named_in = ((revision.pk, one) for revision, found in texts for one in found.named)
    join(
        Mention,
        columns,
        (
            (pk, str(what), language, name, targets.get((language, name)) if what in OF_PAGES else None)
            for pk, (what, language, name) in named_in
        ),
    )
