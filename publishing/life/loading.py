"""Bringing a library into the database. It never fights the staff, nor holds them up.

Texts are made ready outside any transaction, in several processes where there are many, and applied in bites. What was
loaded last is remembered by its hash: a load that was interrupted goes on where it stopped, and a link to a page that
is not there yet prints as text until it is. The same file is unchanged, even after staff have edited the page since.
A newer file meets an edited page as a draft and a reported conflict. An open draft of the staff's is never replaced.
What the library has no more stays, and is reported: `leaving`. What stands beside the pages is met in `entries`.
"""

import multiprocessing
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice

import django
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from publishing.life import actions, entries, leaving, vocabulary
from publishing.life.actions import arrivals, drafts, shared
from publishing.life.actions.arrivals import Arrival
from publishing.life.actions.drafts import Gist
from publishing.life.actions.publication import refuse_unready
from publishing.life.errors import Refused
from publishing.life.known import player_of
from publishing.life.leaving import PageOfFile
from publishing.life.models import Contributor, Event, FormerAddress, Page, Revision, Source, StoredPicture
from publishing.life.models.library import FromLibrary
from publishing.life.models.revision import Origin, approval_digest
from publishing.life.models.version import lock, raise_version
from publishing.life.pictures import store
from publishing.life.states import PageStatus, Verb
from publishing.text import explaining, kinds, library, preparing
from publishing.text.library import Address, Library, name_of
from publishing.text.manuscripts import path_in_library
from publishing.text.preparing import Prepared
from publishing.text.schema import Fault

LOADER = "starter-library"
BITE = 6  # texts in one transaction: about a tenth of a second in which nobody else publishes
NEW = 12  # new texts in one transaction: they are written together, in about the same time
ROWS = 100  # rows made in one transaction
AT_ONCE = 20  # texts handed to another process together
MANY = 200  # texts from which on it is worth the second that other processes take to start


class InvalidLibrary(ValueError):
    """A library that may not be loaded. `faults` has every reason with file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Outcome:
    """What a load did: numbers of pages, and a sentence for each thing where it met the staff's own work.

    left: the names of what the library has no more and the public still reads. recalled: a sentence for each text that
    the library withdrew for safety and that the load withdrew here; urgent: for each of them that is public still.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    records: int = 0
    conflicts: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    recalled: list[str] = field(default_factory=list)
    urgent: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """A load under way: the library, the gist of its texts, the page behind each, in whose name, what was done.

    explained: the terms that are not this library's to change, by language and word.
    """

    found: Library
    gists: dict[Address, Gist]
    pages: dict[Address, PageOfFile]
    loader: User
    outcome: Outcome
    explained: Mapping[tuple[str, str], Page]

    def is_new(self, address: Address) -> bool:
        """Whether a text seems to be one of a page that nobody has touched, which came to the library as it is.

        No shared text is: a draft may have been approved with what puts it in, and is reviewed again.
        """
        page, found = self.pages[address], self.found
        is_met = address in found.recalled or name_of(address) in found.own or address in found.renamed
        is_row = page.status == PageStatus.NEVER_PUBLIC and not page.loaded_sha256
        return is_row and not is_met and not kinds.get(address[1]).is_shared


def load(found: Library, progress: library.Progress = lambda done, total: None) -> Outcome:
    """Bring a library into the database. Raises InvalidLibrary, with the database as before, on any fault.

    Only what is not as it was loaded last is read and checked.
    """
    known = leaving.pages()
    pages = leaving.pages_of(found, known)
    same = _own_as_they_are(found, pages)
    changed = [address for address in found.texts if _is_changed(found, address, pages.get(address), same)]
    gists = make_ready(found, changed)
    if faults := found.check(changed):
        raise InvalidLibrary(faults)
    outcome = Outcome(unchanged=len(found.texts) - len(changed))
    _load_records(found, outcome)
    if changed:
        _load_texts(Run(found, gists, pages, _loader(), outcome, _explained_here(found, pages)), changed, progress)
    _say_offered(found, pages)
    outcome.left += leaving.miss(found, known, pages)
    if found.recalled:
        outcome.recalled, outcome.urgent = leaving.recall(found, pages, _loader())
    return outcome


def _load_texts(run: Run, changed: list[Address], progress: library.Progress) -> None:
    _make_rows(run.found, changed, run.pages)
    vocabulary.dictionary()  # the first time it takes a while, and nobody is to wait for that
    done = 0
    for bite in in_bites(changed, run.found.recalled, run.is_new):
        _load_bite(run, bite)
        done += len(bite)
        progress(done, len(changed))


def in_bites(
    addresses: list[Address],
    recalled: Container[Address] = (),
    is_new: Callable[[Address], bool] = lambda address: False,
) -> Iterator[tuple[Address, ...]]:
    """Yield addresses in bites, from the lowest floor up, since a typed link needs the page it points to.

    What was withdrawn comes first: another page may have its role by now. What is new comes last, in larger bites.
    """
    order = {kind.name: number for number, kind in enumerate(kinds.all_kinds())}
    new = set(filter(is_new, addresses))
    found = sorted(addresses, key=lambda address: (order[address[1]], address not in recalled, address in new, address))
    for all_new, some in groupby(found, new.__contains__):
        yield from _batched(some, NEW if all_new else BITE)


def _batched(items: Iterable[Address], size: int) -> Iterator[tuple[Address, ...]]:
    rest = iter(items)
    while bite := tuple(islice(rest, size)):
        yield bite


def make_ready(found: Library, addresses: list[Address]) -> dict[Address, Gist]:
    """Make texts ready and read what they name, in several processes where there are many.

    Returns their gists; the texts stand in the library's shelf. Few are made ready one by one, when asked for.
    """
    wanted = [address for address in addresses if address not in found.ready]
    if len(wanted) < MANY:
        return {}
    gists = {}
    context = multiprocessing.get_context("spawn")
    work = ((found.texts[address], *address) for address in wanted)
    with ProcessPoolExecutor(mp_context=context, initializer=django.setup) as pool:
        for address, (packed, gist) in zip(wanted, pool.map(_made_ready, work, chunksize=AT_ONCE), strict=True):
            found.ready.put(address, packed)
            gists[address] = gist
    return gists


def _made_ready(work: tuple[str, str, str, str]) -> tuple[bytes, Gist]:
    text, language, kind, slug = work
    prepared = preparing.prepare(text, kind, language=language, slug=slug)
    return library.pack(prepared), drafts.gist_of(text, kind, language, prepared.manuscript)


def _is_changed(found: Library, address: Address, page: PageOfFile | None, same: Container[Address]) -> bool:
    return page is None or (page.loaded_sha256 != found.digest_of(address) and address not in same)


def _own_as_they_are(found: Library, pages: dict[Address, PageOfFile]) -> set[Address]:
    """Return the clinic's own texts that are live just as they stand in the library. One query, where it has any."""
    own = {address: pages[address].pk for address in found.texts if name_of(address) in found.own and address in pages}
    texts = Revision.objects.filter(live_page__in=own.values()).values_list("page_id", "sha256") if own else ()
    live = dict(texts)
    return {
        (language, kind, slug)
        for (language, kind, slug), pk in own.items()
        if live.get(pk) == approval_digest(kind, language, slug, found.texts[language, kind, slug])
    }


def _make_rows(found: Library, changed: list[Address], pages: dict[Address, PageOfFile]) -> None:
    """Make a row for each new address, so that texts may name each other whatever their order.

    So too for what a clinic has begun and not published, and for the names that its pages had before.
    """
    wanted = [*changed, *found.begun]
    for bite in _batched([address for address in wanted if address not in pages], ROWS):
        try:
            with transaction.atomic():
                made = {address: kinds.get(address[1]).model.objects.create(**_at(address)) for address in bite}
        except IntegrityError:  # somebody has made one of them since the load looked
            with transaction.atomic():
                made = {
                    address: kinds.get(address[1]).model.objects.get_or_create(**_at(address))[0] for address in bite
                }
        pages.update((address, PageOfFile.of(page)) for address, page in made.items())
    for (language, kind, slug), now in found.former.items():
        if now in pages and (language, kind, slug) not in pages:
            FormerAddress.objects.get_or_create(
                kind=kind, language=language, slug=slug, defaults={"page_id": pages[now].pk}
            )


def _at(address: Address) -> dict[str, str]:
    """Return the columns by which a page is found."""
    language, kind, slug = address
    return {"language": language, "kind": kind, "slug": slug}


def _load_bite(run: Run, bite: Iterable[Address]) -> None:
    """Publish some texts, or leave them as drafts where staff were at work. One transaction, and where not all can be
    published together one for each few of the rest.
    """
    ready = {address: run.found.prepared(address) for address in bite}
    for address in bite:
        if address not in run.gists:
            text = ready[address]
            run.gists[address] = drafts.gist_of(text.text, address[1], address[0], text.manuscript)
    together = _publish_first(run, {address: text for address, text in ready.items() if run.is_new(address)})
    for some in _batched((address for address in bite if address not in together), BITE):
        with _held(run, some):
            for address in some:
                _load_text(run, address, ready[address])
    for address in bite:
        run.found.ready.drop(address)


@contextmanager
def _held(run: Run, addresses: Iterable[Address]) -> Iterator[None]:
    """A transaction that holds the content version's row and some pages, and raises the version at its end."""
    with transaction.atomic():
        lock()
        Page.objects.hold(*(run.pages[address].pk for address in addresses))
        yield
        raise_version()


def _publish_first(run: Run, texts: dict[Address, Prepared]) -> Collection[Address]:
    """Publish together those of some new texts whose pages nobody has touched; return which.

    Not what must wait for somebody, nor a translation, which has something of its original.
    """
    fit = {
        run.pages[address].pk: (address, ready)
        for address, ready in texts.items()
        if "translation_of" not in ready.data and not _is_had(run, run.pages[address].pk, ready)
    }
    if not fit:
        return ()
    with _held(run, (address for address, _ready in fit.values())):
        untouched = arrivals.untouched(fit) - _waiting({pk: ready for pk, (_address, ready) in fit.items()})
        new = [found for pk, found in fit.items() if pk in untouched]
        arrivals.publish_first([_arrival(run, address, ready) for address, ready in new], run.loader)
    run.outcome.new += len(new)
    return {address for address, _ready in new}


def _waiting(texts: Mapping[int, Prepared]) -> set[int]:
    """Return the keys of those texts that name what is not ready for the public. Two queries where all of it is."""
    try:
        refuse_unready(*texts.values())
    except Refused:
        return {key for key, ready in texts.items() if _why_unready(ready)}
    return set()


def _arrival(run: Run, address: Address, ready: Prepared) -> Arrival:
    sha256, written_on = run.found.digest_of(address), ready.data.get("written_on")
    return Arrival(run.pages[address].pk, ready, run.gists[address], sha256, written_on)


def _load_text(run: Run, address: Address, ready: Prepared) -> None:
    page = Page.objects.without_texts().select_related("live_revision").get(pk=run.pages[address].pk)
    if page.loaded_sha256 == run.found.digest_of(address):
        run.outcome.unchanged += 1  # another process has loaded it since this one looked
        return
    if _waits(address, page, ready, run.outcome):
        return
    was_public = page.status != PageStatus.NEVER_PUBLIC
    staff_have = leaving.staff_were_here(page) or _staff_would_lose(page, ready) or _is_had(run, page.pk, ready)
    if why := staff_have or _why_unready(ready):
        _save(run, address, page, ready)
        waits = f"{_called(address, ready)}: {why}; the library's new text is kept as a draft"
        run.outcome.conflicts.append(waits)
        Page.objects.filter(pk=page.pk).update(loaded_sha256=run.found.digest_of(address))
    else:
        _publish(run, address, page, ready)
        run.outcome.new += not was_public
        run.outcome.changed += was_public


def _publish(run: Run, address: Address, page: Page, ready: Prepared) -> None:
    """Make a file what the public reads; a page that comes along withdrawn is never public here, not for a moment.

    Of the clinic's own is remembered what its library had: that is met again, and not what the clinic made of it. What
    nobody at a clinic has changed dates from the day on which it was written, not from the day of the load.
    """
    was_public = page.status != PageStatus.NEVER_PUBLIC
    own = run.found.own.get(name_of(address))
    is_as_it_came = own is None or own.get("library") == run.found.digest_of(address)
    live = actions.publish_from_library(
        revision=_save(run, address, page, ready),
        by=run.loader,
        ready=ready,
        written_on=ready.data.get("written_on") if is_as_it_came else None,
    )
    sha256 = run.found.digest_of(address) if own is None else own.get("library", "")
    Page.objects.filter(pk=page.pk).update(loaded_sha256=sha256, is_own=own is not None)
    if not was_public and (record := run.found.recalled.get(address)):
        actions.withdraw(page=live, by=run.loader, note=record["reason"])


def _save(run: Run, address: Address, page: Page, ready: Prepared) -> Revision:
    """Save a text as the page's draft, in the place of an older one that came with the library."""
    for draft in page.revisions.open().filter(origin=Origin.STARTER_LIBRARY):
        actions.discard(revision=draft, by=run.loader, note="A newer text came with the library.")
    was_renamed = run.found.former.get((address[0], address[1], page.slug)) == address
    return drafts.save_read(
        page=page,
        by=run.loader,
        found=run.gists[address],
        manuscript=ready.text,
        origin=Origin.STARTER_LIBRARY,
        slug=address[2] if was_renamed else "",
    )


def _staff_would_lose(page: Page, ready: Prepared) -> str:
    """Return which page of the clinic's would lose a warning card by a shared text's new words; empty for none."""
    return shared.lost_card(page, ready, Page.objects.live().filter(live_revision__origin=Origin.STAFF)).removesuffix(
        "."
    )


def _why_unready(ready: Prepared) -> str:
    """Return why what a text names is not ready for the public; empty where it is."""
    try:
        refuse_unready(ready)
    except Refused as error:
        return str(error).removesuffix(".")
    return ""


def _explained_here(found: Library, pages: dict[Address, PageOfFile]) -> dict[tuple[str, str], Page]:
    """Return by language and word the live terms that are the clinic's, or are in this library no more. One query."""
    here = {pages[address].pk for address in found.texts if address in pages and kinds.get(address[1]).is_explained}
    terms = Page.objects.live().filter(kind__in=kinds.explained_names())
    columns = ("language", "title", "also_called", "is_own", "reviewed_on", "live_revision__origin")
    return {
        (term.language, compared): term
        for term in terms.select_related("live_revision").only(*columns)
        if term.pk not in here or leaving.staff_were_here(term)
        for compared in explaining.spellings({"title": term.title, "also_called": term.also_called})
    }


def _explained(run: Run, pk: int, ready: Prepared) -> str:
    """Return which word of a term is explained here by a term that the load leaves as it is; empty for none."""
    words = explaining.spellings(ready.data) if ready.kind.is_explained else {}
    for compared, word in words.items():
        term = run.explained.get((ready.language, compared))
        if term is not None and term.pk != pk:
            return explaining.fault(word, term.title)
    return ""


def _is_had(run: Run, pk: int, ready: Prepared) -> str:
    """Return what of a text another page of the site has, a word or a role; empty for nothing."""
    role = ready.data.get("role", "")
    other = player_of(role, ready.language, besides=pk)
    return _explained(run, pk, ready) or (f"“{other}” has the role '{role}' here" if other else "")


def _waits(address: Address, page: Page, ready: Prepared, outcome: Outcome) -> bool:
    """Whether staff have an open draft. It is never replaced: the file stays unloaded, and is met again next time."""
    is_theirs = page.revisions.open().filter(origin=Origin.STAFF).exists()
    if is_theirs:
        waits = "staff have an open draft; the library's new text waits for the next load"
        outcome.conflicts.append(f"{_called(address, ready)}: {waits}")
    return is_theirs


def _called(address: Address, ready: Prepared) -> str:
    return f"{path_in_library(*address)} ({address[2]})" if ready.kind.file else path_in_library(*address)


def _say_offered(found: Library, pages: dict[Address, PageOfFile]) -> None:
    """Say what a clinic's own library says of the clinic, of the pages of which its staff have said nothing here."""
    said = {pages[address].pk: offered for address, offered in found.offered.items() if address in pages}
    if not said:
        return
    loader = _loader()
    with transaction.atomic():
        lock()
        by_staff = Event.objects.filter(verb=Verb.SAY_OFFERED, page__in=said).exclude(by=loader)
        free = Page.objects.offerable().filter(pk__in=said).exclude(pk__in=by_staff.values("page"))
        seen = dict(free.values_list("pk", "offered"))
        actions.say_offered(said={pk: said[pk] for pk in seen}, seen=seen, by=loader)


# Records


def _load_records(found: Library, outcome: Outcome) -> None:
    """Bring in what pages refer to. One transaction, and a new content version only where rows changed."""
    said = {credit["name"]: entries.as_said(credit) for credit in found.credits}
    pictures = [store(name, raw, found.sizes[name], said.get(name, {})) for name, raw in found.pictures.items()]
    lists: list[tuple[type[FromLibrary], list[dict]]] = [
        (Source, found.sources),
        (Contributor, found.contributors),
        (StoredPicture, pictures),
    ]
    with transaction.atomic():
        lock()
        met = [entries.meet(model, listed, found.own) for model, listed in lists]
        outcome.records = sum(one.changed for one in met)
        if outcome.records:
            raise_version()
    for one in met:
        outcome.conflicts += one.conflicts
        outcome.left += one.left


def _loader() -> User:
    """The account in whose name the library is loaded. Nobody can sign in with it."""
    user, made = User.objects.get_or_create(
        username=LOADER, defaults={"is_active": False, "first_name": "Starter library"}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
