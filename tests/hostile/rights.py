"""Who may do what to what stands beside the pages: links, letters, records, pictures, notices, people, notes, reports.

One table of what is read and one of what is done, role by role. The verbs of pages have a table of their own
(tests/publishing/life/test_policy.py).
"""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from publishing.desk.basics.watching import digest_of
from publishing.desk.form.packing import Text, packed
from publishing.desk.letters import sharing
from publishing.desk.staff.persons import Somebody
from publishing.life import actions
from publishing.life.models import (
    AccountEvent,
    Contributor,
    Event,
    Note,
    Page,
    Revision,
    SharedDraft,
    SignIn,
    SiteNotice,
    Source,
)
from publishing.life.states import RevisionState
from search.models import Promoted, Synonym, UnansweredQuery
from tests.articles.editing import edited, page_at
from tests.publishing.at_desk import entered, in_role, url, with_mail
from tests.publishing.uploads import saved, scene

PAGE, PROCEDURE = "articles/how-pain-works", "procedures/epidural-steroid-injection"
AUTHOR, REVIEWER, PUBLISHER, ADMINISTRATOR = "Author", "Clinical reviewer", "Publisher", "Administrator"
#: Who asks: a role, or what is none.
NOBODY = ("a stranger", "no role", "not of the staff", "has left")
EVERYBODY = (AUTHOR, REVIEWER, PUBLISHER, ADMINISTRATOR)
KEEPERS = {PUBLISHER, ADMINISTRATOR}
WRITERS = {AUTHOR, PUBLISHER, ADMINISTRATOR}
SAYS = {
    "shows": "The front door of the clinic.",
    "caption": "The ramp is on the left.",
    "credit": "Example Clinic",
    "license": "made",
    "in_it": "nobody",
    "focus_x": "50",
    "focus_y": "50",
}


@dataclass
class World:
    """What there is to do something to; none of it is of whoever asks."""

    staff: object
    page: object
    shared: SharedDraft
    note: Note
    source: Source
    suggested: Source
    unused: Source
    person: Contributor
    staying: Contributor
    notice: SiteNotice
    picture: object
    twice: object
    approved: object
    sent: Revision
    overdue: object
    clinician: Contributor
    gone: Source
    synonym: Synonym
    promoted: Promoted
    rows: dict[str, object]


def made(staff) -> World:
    """Make it, with a small library before all. staff: who writes, reviews and publishes."""
    for person, role in ((staff.author, AUTHOR), (staff.reviewer, REVIEWER), (staff.publisher, PUBLISHER)):
        in_role(with_mail(person)[0], role)
    page = page_at(PAGE)
    draft = staff.revision(page, RevisionState.DRAFT, title="A draft")
    picture = actions.upload_picture(by=staff.publisher, raw=saved(scene(900, 600)))
    picture = actions.describe_picture(
        picture=picture, says={**SAYS, "is_decoration": False, "focus_x": 50, "focus_y": 50}, by=staff.publisher
    )[0]
    leaving = Contributor.objects.create(id="leaving", name="Leaving", kind="person")
    actions.give_keepers(pages=[page.pk], owner=leaving, deputy=None, by=staff.publisher, until=float("inf"))
    names = {"id": "unused-2026", "title": "Unused", "publisher": "The clinic", "kind": "leaflet"}
    clinician = Contributor.objects.create(id="clinician", name="Rosa Reviewer", kind="person", user=staff.reviewer)
    overdue = page_at("procedures/physical-therapy")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Page.objects.filter(pk=overdue.pk).update(owner=clinician, review_due_on=yesterday)
    return World(
        staff,
        page,
        sharing.share(revision=draft, by=staff.author),
        Note.objects.create(page=page, by=staff.author, text="Look."),
        Source.objects.exclude(pk="unused-2026").first(),
        actions.propose_source(by=staff.author, title="New", publisher="Pain", kind="trial"),
        Source.objects.create(**names),
        leaving,
        Contributor.objects.create(id="staying", name="Staying", kind="person"),
        SiteNotice.objects.create(text="Closed", until=timezone.now() + datetime.timedelta(days=3)),
        picture,
        staff.published(staff.published(page_at("articles/your-first-visit"), title="Once"), title="Twice"),
        staff.revision(page_at("conditions/sciatica"), RevisionState.APPROVED, title="Approved").page,
        staff.revision(page_at(PROCEDURE), RevisionState.IN_REVIEW, title="Sent"),
        overdue,
        clinician,
        Source.objects.create(**names | {"id": "gone-2020"}, left_at=timezone.now()),
        synonym := Synonym.objects.create(language="en", asked="jammed", means="nerve"),
        promoted := Promoted.objects.create(language="en", asked="jammed", page=page),
        {
            "auth_group": Group.objects.first(),
            "auth_user": staff.author,
            "publishing_accountevent": AccountEvent.objects.create(person=staff.author, what="let-in"),
            "publishing_signin": SignIn.objects.create(person=staff.author, what="in"),
            "publishing_contributor": leaving,
            "publishing_event": Event.objects.first(),
            "search_promoted": promoted,
            "search_synonym": synonym,
            "search_unansweredquery": UnansweredQuery.objects.create(
                language="en", text="aura reading", count=7, last_on=timezone.localdate()
            ),
        },
    )


def screen(name: str, *arguments) -> str:
    return reverse(f"admin:{name}", args=arguments)


def get(address: Callable[[World], str]):
    return lambda client, world: client.get(address(world))


def post(address: Callable[[World], str], values: Callable[[World], dict] = lambda world: {}, **how: str):
    return lambda client, world: client.post(address(world), values(world), **how)


def row(name: str, view: str):
    """How a screen of one of the rows of the world is asked for."""
    return get(lambda w: screen(f"{name}_{view}", w.rows[name].pk))


def form_of(world: World) -> str:
    return screen("publishing_page_person", f"account-{world.staff.author.pk}")


def both(world: World) -> dict:
    """What the screen of two texts sends: one of them has another summary, the other another title."""
    live, draft = world.page.live_revision, world.page.revisions.open().get()
    mine = edited(world.page, summary="A summary that somebody else has typed, and that is long enough.")
    texts = {"mine": packed(Text(live.slug, mine)), "began_with": packed(Text(live.slug, live.manuscript))}
    return {**texts, "theirs": draft.sha256, "tab": "one"}


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("new.jpg", saved(scene(1000, 700)))


SOURCE = {"id": "ours-2026", "title": "Ours", "publisher": "The clinic", "kind": "leaflet"}
NEXT_WEEK = timezone.now() + datetime.timedelta(days=7)
NOTICE = {"text": "Closed today", "until": f"{NEXT_WEEK:%Y-%m-%dT%H:%M}"}

#: what -> how it is asked for, and which roles may.
READING = {
    "the list of pages": (get(lambda w: screen("publishing_page_changelist")), set(EVERYBODY)),
    "what changed": (get(lambda w: url(w.page, "compare")), set(EVERYBODY)),
    "the history": (get(lambda w: url(w.page, "history")), set(EVERYBODY)),
    "a preview of a draft": (get(lambda w: url(w.page, "preview", w.shared.revision.number)), set(EVERYBODY)),
    "links to a draft": (get(lambda w: url(w.page, "share")), set(EVERYBODY)),
    "the people of the clinic": (get(lambda w: screen("auth_user_changelist")), {ADMINISTRATOR}),
    "an account": (get(lambda w: screen("auth_user_change", w.staff.author.pk)), {ADMINISTRATOR}),
    "the password of an account": (
        get(lambda w: screen("auth_user_password_change", w.staff.author.pk)),
        set(),
    ),
    "who signed in": (get(lambda w: screen("publishing_signin_changelist")), {ADMINISTRATOR}),
    "the sources": (get(lambda w: screen("publishing_source_changelist")), set(EVERYBODY)),
    "the notices": (get(lambda w: screen("publishing_sitenotice_changelist")), KEEPERS),
    "the settings of the clinic": (get(lambda w: screen("publishing_clinicprofile_add")), {ADMINISTRATOR}),
    "the pictures": (get(lambda w: screen("publishing_storedpicture_changelist")), set(EVERYBODY)),
    "what can be put into a text": (get(lambda w: screen("publishing_page_picks", "pages")), set(EVERYBODY)),
    "the reports": (get(lambda w: screen("publishing_page_reports")), set(EVERYBODY)),
    "finding": (get(lambda w: screen("publishing_page_find")), set(EVERYBODY)),
    "the people": (get(lambda w: screen("publishing_page_people")), set(EVERYBODY)),
    "the roles": (get(lambda w: screen("auth_group_changelist")), {ADMINISTRATOR}),
    "a role": (row("auth_group", "change"), {ADMINISTRATOR}),
    "what was done to accounts": (get(lambda w: screen("publishing_accountevent_changelist")), {ADMINISTRATOR}),
    "what was done to an account": (row("publishing_accountevent", "change"), {ADMINISTRATOR}),
    "a sign-in": (row("publishing_signin", "change"), {ADMINISTRATOR}),
    "all that happened": (get(lambda w: screen("publishing_event_changelist")), set(EVERYBODY)),
    "something that happened": (row("publishing_event", "change"), set(EVERYBODY)),
    "words of the search": (get(lambda w: screen("search_synonym_changelist")), set(EVERYBODY)),
    "pages put first": (get(lambda w: screen("search_promoted_changelist")), set(EVERYBODY)),
    "searches in vain": (get(lambda w: screen("search_unansweredquery_changelist")), set(EVERYBODY)),
    "a search in vain": (row("search_unansweredquery", "change"), set(EVERYBODY)),
    "the screens of an app": (get(lambda w: screen("app_list", "publishing")), set(EVERYBODY)),
    "what is done here": (get(lambda w: screen("publishing_page_offered")), KEEPERS),
    "one report": (get(lambda w: screen("publishing_page_report", "never-reviewed")), set(EVERYBODY)),
    "the library": (get(lambda w: screen("publishing_page_library")), set(EVERYBODY)),
    "the queue": (get(lambda w: screen("publishing_page_queue")), {REVIEWER}),
    "a page of the queue": (get(lambda w: screen("publishing_page_queue_page", w.page.pk)), {REVIEWER}),
    "help": (get(lambda w: screen("publishing_page_help")), set(EVERYBODY)),
    "what to put in": (get(lambda w: screen("publishing_page_pick")), set(EVERYBODY)),
    "names of what is put in": (get(lambda w: screen("publishing_page_names")), set(EVERYBODY)),
    "rows of a picker": (
        get(lambda w: f"{screen('autocomplete')}?app_label=publishing&model_name=citation&field_name=page"),
        set(EVERYBODY),
    ),
    "the checklist of a form": (
        post(
            lambda w: f"{screen('publishing_page_checklist')}?kind=articles&page={w.page.pk}", lambda w: entered(w.page)
        ),
        WRITERS,
    ),
    "the preview of a form": (
        post(lambda w: screen("publishing_page_live", w.page.pk), lambda w: entered(w.page)),
        WRITERS,
    ),
    "what was pasted": (post(lambda w: screen("publishing_page_paste"), lambda w: {"html": "<p>Words</p>"}), WRITERS),
    "a version": (get(lambda w: url(w.page, "version", 1)), set(EVERYBODY)),
    "a page on a day": (get(lambda w: url(w.page, "on_day", timezone.localdate())), set(EVERYBODY)),
    "what was decided": (get(lambda w: url(w.page, "reviewed")), set(EVERYBODY)),
    "what an undo would do": (get(lambda w: url(w.twice, "undo")), KEEPERS),
    "where a row may stand": (get(lambda w: url(w.approved, "add_row")), WRITERS),
    "the history of a page of any kind": (get(lambda w: screen("publishing_page_history", w.page.pk)), set(EVERYBODY)),
    "the history of a source": (get(lambda w: screen("publishing_source_history", w.source.pk)), set(EVERYBODY)),
    "the history of a notice": (get(lambda w: screen("publishing_sitenotice_history", w.notice.pk)), KEEPERS),
    **{
        f"the history of {name}": (row(name, "history"), {ADMINISTRATOR})
        for name in ("auth_group", "auth_user", "publishing_accountevent", "publishing_signin")
    },
    **{
        f"the history of {name}": (row(name, "history"), set(EVERYBODY))
        for name in (
            *("publishing_contributor", "publishing_event", "search_promoted", "search_synonym"),
            "search_unansweredquery",
        )
    },
}

LATER = "Words that somebody typed."
DOING = {
    "beginning a page": (
        post(
            lambda w: screen("publishing_page_new"),
            lambda w: {"title": "A page of ours", "kind": "articles", "group_articles": "your-visit"},
        ),
        WRITERS,
    ),
    "beginning an article": (
        post(
            lambda w: screen("articles_article_add"),
            lambda w: {"title": "An article of ours", "kind": "articles", "group_articles": "your-visit"},
        ),
        WRITERS,
    ),
    "saving a draft": (post(lambda w: url(w.page), lambda w: entered(w.page, title="Otherwise")), WRITERS),
    "saving what two have typed": (post(lambda w: url(w.page, "merge"), lambda w: both(w)), WRITERS),
    "keeping what is typed": (
        post(
            lambda w: screen("publishing_page_kept"),
            lambda w: json.dumps({"page": w.page.pk, "tab": "one", "turn": 1, "fields": {"summary": [LATER]}}),
            content_type="application/json",
        ),
        WRITERS,
    ),
    "taking an earlier version up": (post(lambda w: url(w.twice, "version", 2)), WRITERS),
    "taking another's text back for a row": (
        post(
            lambda w: f"{url(w.sent.page, 'row')}?about={w.approved.pk}",
            lambda w: {"seen": w.sent.sha256, "state": w.sent.state},
        ),
        WRITERS,
    ),
    "asking for a publication": (post(lambda w: url(w.approved, "ask")), set(EVERYBODY)),
    "putting the text before back": (
        post(
            lambda w: url(w.twice, "do"),
            lambda w: {
                "verb": "undo",
                "confirmed": "yes",
                "note": "It was wrong.",
                "live_sha256": w.twice.live_revision.sha256,
            },
        ),
        KEEPERS,
    ),
    "beginning to read the library": (post(lambda w: screen("publishing_page_queue")), {REVIEWER}),
    "saying what is done here": (
        post(
            lambda w: screen("publishing_page_offered"),
            lambda w: {f"page-{w.overdue.pk}": "here", f"initial-page-{w.overdue.pk}": ""},
        ),
        KEEPERS,
    ),
    "saying who looks after the library": (
        post(lambda w: screen("publishing_page_library"), lambda w: {"owner-all": w.clinician.pk}),
        KEEPERS,
    ),
    "keeping what left the library": (
        post(lambda w: screen("publishing_page_report", "left-the-library"), lambda w: {"keep": f"source:{w.gone.pk}"}),
        KEEPERS,
    ),
    "reminding an owner": (post(lambda w: screen("publishing_page_remind", w.overdue.pk)), KEEPERS),
    "sharing a draft": (post(lambda w: url(w.page, "share")), set(EVERYBODY)),
    "revoking a link": (post(lambda w: url(w.page, "share"), lambda w: {"revoke": w.shared.pk}), set(EVERYBODY)),
    "writing a note": (post(lambda w: url(w.page, "notes"), lambda w: {"text": "A note."}), set(EVERYBODY)),
    "closing a note": (post(lambda w: url(w.page, "notes"), lambda w: {"close": w.note.pk}), set(EVERYBODY)),
    "adding a source": (post(lambda w: screen("publishing_source_add"), lambda w: SOURCE), KEEPERS),
    "changing a source": (
        post(
            lambda w: screen("publishing_source_change", w.unused.pk),
            lambda w: SOURCE | {"id": w.unused.pk, "title": "Otherwise", "seen": digest_of(w.unused)},
        ),
        KEEPERS,
    ),
    "deleting a source": (
        post(lambda w: screen("publishing_source_delete", w.unused.pk), lambda w: {"post": "yes"}),
        {ADMINISTRATOR},
    ),
    "accepting a source": (post(lambda w: screen("publishing_source_accept", w.suggested.pk)), KEEPERS),
    "suggesting a source": (
        post(lambda w: screen("publishing_page_suggest"), lambda w: SOURCE | {"title": "Suggested"}),
        WRITERS,
    ),
    "adding a person of the texts": (
        post(
            lambda w: screen("publishing_contributor_add"),
            lambda w: {"id": "new", "name": "New Name", "kind": "person"},
        ),
        KEEPERS,
    ),
    "changing a person": (
        post(
            lambda w: screen("publishing_page_person", w.staying.pk),
            lambda w: {"name": "Otherwise", "can_sign_in": "no", "seen": Somebody(w.staying).digest()},
        ),
        KEEPERS,
    ),
    "handing pages over": (
        post(lambda w: screen("publishing_contributor_hand_over", w.person.pk), lambda w: {"to": w.staying.pk}),
        KEEPERS,
    ),
    "posting a notice": (post(lambda w: screen("publishing_sitenotice_add"), lambda w: NOTICE), KEEPERS),
    "changing a notice": (
        post(
            lambda w: screen("publishing_sitenotice_change", w.notice.pk),
            lambda w: NOTICE | {"seen": digest_of(w.notice)},
        ),
        KEEPERS,
    ),
    "removing a notice": (
        post(lambda w: screen("publishing_sitenotice_delete", w.notice.pk), lambda w: {"post": "yes"}),
        KEEPERS,
    ),
    "the settings of the clinic": (
        post(lambda w: screen("publishing_clinicprofile_add"), lambda w: {"name": "Another Clinic"}),
        {ADMINISTRATOR},
    ),
    "a word of the search": (
        post(lambda w: screen("search_synonym_add"), lambda w: {"language": "en", "asked": "frozen", "means": "knee"}),
        KEEPERS,
    ),
    "another word of the search": (
        post(
            lambda w: screen("search_synonym_change", w.synonym.pk),
            lambda w: {"language": "en", "asked": "frozen", "means": "knee", "seen": digest_of(w.synonym)},
        ),
        KEEPERS,
    ),
    "taking a word of the search away": (
        post(lambda w: screen("search_synonym_delete", w.synonym.pk), lambda w: {"post": "yes"}),
        KEEPERS,
    ),
    "putting a page first": (
        post(
            lambda w: screen("search_promoted_add"),
            lambda w: {"language": "en", "asked": "shot", "page": w.page.pk},
        ),
        KEEPERS,
    ),
    "putting another page first": (
        post(
            lambda w: screen("search_promoted_change", w.promoted.pk),
            lambda w: {"language": "en", "asked": "shot", "page": w.approved.pk, "seen": digest_of(w.promoted)},
        ),
        KEEPERS,
    ),
    "putting a page first no more": (
        post(lambda w: screen("search_promoted_delete", w.promoted.pk), lambda w: {"post": "yes"}),
        KEEPERS,
    ),
    "sending a picture": (post(lambda w: screen("publishing_storedpicture_add"), lambda w: {"file": file()}), WRITERS),
    "describing another's picture": (
        post(
            lambda w: screen("publishing_storedpicture_change", w.picture.pk),
            lambda w: SAYS | {"shows": "Another door of the clinic.", "seen": w.picture.said_sha256},
        ),
        KEEPERS,
    ),
    "another file for another's picture": (
        post(lambda w: screen("publishing_storedpicture_file", w.picture.pk), lambda w: SAYS | {"file": file()}),
        KEEPERS,
    ),
    "throwing another's picture away": (
        post(lambda w: screen("publishing_storedpicture_delete", w.picture.pk), lambda w: {"confirmed": "yes"}),
        KEEPERS,
    ),
    "taking a picture away for good": (
        post(lambda w: screen("publishing_storedpicture_remove", w.picture.pk), lambda w: {"confirmed": "yes"}),
        KEEPERS,
    ),
    "a new person": (
        post(
            lambda w: screen("publishing_page_person_new"),
            lambda w: {"name": "New Name", "email": "new@clinic.example", "may": [AUTHOR], "can_sign_in": "yes"},
        ),
        KEEPERS,
    ),
    "sending another the link for a password": (post(form_of, lambda w: {"link": "yes"}), {ADMINISTRATOR}),
    "what a role may do": (post(lambda w: screen("auth_group_change", w.rows["auth_group"].pk), lambda w: {}), set()),
    "an account's rights": (
        post(
            lambda w: screen("auth_user_change", w.staff.author.pk),
            lambda w: {
                "username": "author",
                "is_active": "on",
                "date_joined_0": "2026-01-01",
                "date_joined_1": "10:00",
            },
        ),
        {ADMINISTRATOR},
    ),
    "ending another's wait": (post(form_of, lambda w: {"let-in": "yes"}), {ADMINISTRATOR}),
    "taking another's lost phone away": (post(form_of, lambda w: {"forget-phone": "yes"}), {ADMINISTRATOR}),
    "another's password": (
        post(
            lambda w: screen("auth_user_password_change", w.staff.author.pk),
            lambda w: dict.fromkeys(("password1", "password2"), "a long enough password"),
        ),
        set(),
    ),
}

#: Addresses of which neither table speaks, by reason. `page_` stands for every kind.
_REASONS = {
    "one's own: nobody else has it, and each test of it signs somebody in": """
        index logout password_change password_change_done page_kept publishing_page_carried publishing_page_account
        publishing_page_own_address publishing_page_phone publishing_page_sign_out
    """,
    "before anybody is signed in: tests/publishing/desk, test_braking, test_forgotten and test_second_factor": "login",
    "says the same to everybody": "jsi18n",
    "there is nothing": "view_on_site",
    "leads to an address of the tables, and does nothing": """
        page_changelist publishing_page_change publishing_contributor_changelist publishing_contributor_change
        publishing_clinicprofile_changelist
    """,
    "the form, and the right, of the one that is added": """
        publishing_clinicprofile_change publishing_clinicprofile_history
    """,
    "refused to every role": """
        auth_group_add auth_group_delete auth_user_add auth_user_delete page_delete publishing_page_add
        publishing_page_delete publishing_accountevent_add publishing_accountevent_delete publishing_signin_add
        publishing_signin_delete publishing_event_add publishing_event_delete publishing_clinicprofile_delete
        publishing_contributor_delete search_unansweredquery_add search_unansweredquery_delete
    """,
}
SPOKEN_OF_ELSEWHERE = {name: reason for reason, names in _REASONS.items() for name in names.split()}
REFUSED_TO_ALL = _REASONS["refused to every role"].split()
