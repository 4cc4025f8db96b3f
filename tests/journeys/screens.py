"""Every screen of the desk: who opens it, by which address, and what has happened before, so that nothing is empty."""

from typing import NamedTuple

#: What the people did before the screens are looked at; prints the keys that addresses name.
BEFORE = """
import datetime, json
from django.contrib.auth.models import Group, User
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from publishing.desk.letters import invitations
from publishing.life import actions, keeping, pictures
from publishing.life.actions import sources
from publishing.life.models import Contributor, Note, Page, SignIn, SiteNotice, Source, StoredPicture
from search.models import Promoted, Synonym, UnansweredQuery
from tests.publishing.uploads import photo
people = {people!r}
ada, rosa, paul, olga = (User.objects.get(username=people[name]) for name in ("ada", "rosa", "paul", "olga"))
tomorrow = timezone.now() + datetime.timedelta(days=1)
found = {{}}

def page_of(address):
    kind, slug = address.split("/")
    return Page.objects.get(kind=kind, slug=slug, language="en")

def draft(name, address, upto="saved", before="\\n\\n## What it is\\n\\n", after=None):
    page = page_of(address)
    text = page.live_revision.manuscript
    after = after or before + "Do not take 5 mg for 2 days before you come.\\n\\n"
    assert before in text, "The text has changed: choose other words."
    revision = actions.save_draft(page=page, by=ada, manuscript=text.replace(before, after, 1), slug=page.slug)
    found[name] = page.pk
    if upto == "saved":
        return revision
    revision = actions.submit(revision=revision, by=ada)
    if upto == "returned":
        return actions.return_for_changes(revision=revision, by=rosa, note="Which medicine is meant?")
    if upto == "sent":
        return revision
    revision = actions.approve(revision=revision, by=rosa, sha256=revision.sha256)
    if upto == "planned":
        actions.schedule(revision=revision, by=paul, at=tomorrow)
    if upto == "published":
        actions.publish(revision=revision, by=paul)
    return revision

drafted = draft("draft", "procedures/prolotherapy")
keeping.keep(by=ada, page=drafted.page, tab="another", turn=1, fields={{"summary": ["Words that nobody saved."]}})
keeping.write(by=olga, page=drafted.page, part="Risks")
Note.objects.create(page=drafted.page, by=rosa, text="Is this figure right?")
found["read"] = draft("sent", "procedures/laser-therapy", "sent").sha256
draft("returned", "procedures/botulinum-toxin-injection", "returned")
draft("approved", "procedures/facet-joint-injection", "approved")
draft("planned", "procedures/radiofrequency-ablation", "planned")
draft("published", "procedures/trigger-point-injection", "published")
draft("correction", "conditions/knee-osteoarthritis", before="swelling", after="sweling")
actions.publish(revision=draft("typo", "conditions/neck-pain", "approved", "\\n\\n## What it is\\n\\n"), by=paul)
leaves = page_of("procedures/interspinous-spacer")
actions.plan_withdrawal(page=leaves, by=paul, at=tomorrow, note="We do not offer it any more.")
gone = page_of("procedures/vertebroplasty-and-kyphoplasty")
actions.withdraw(page=gone, by=paul, note="We do not offer it any more.")
begun = "---\\ntitle: Pain at the tail\\n---\\n"
new = actions.create_page(by=ada, kind="conditions", slug="tail-pain", manuscript=begun)
found |= {{"leaves": leaves.pk, "gone": gone.pk, "new": getattr(new, "page", new).pk}}
for name, address in {{
    "procedure": "procedures/epidural-steroid-injection",
    "condition": "conditions/sciatica",
    "article": "articles/how-pain-works",
    "word": "glossary/mri",
    "shared": "snippets/before-an-injection",
    "about": "about/contact",
}}.items():
    found[name] = page_of(address).pk
source = actions.propose_source(
    by=ada, title="A guide to the tailbone", publisher="A society", year=2026, kind="guideline"
)
found |= {{"source": Source.objects.exclude(pk=source.pk).first().pk, "suggested": source.pk}}
said = {{"shows": "The front door of the clinic, with a ramp on the left.", "in_it": "not-asked"}}
picture = StoredPicture.objects.create(**(pictures.take_in(pictures.new_name(), photo()) | said))
found["picture"] = picture.pk
found["notice"] = SiteNotice.objects.create(text="We are closed on Monday.", until=tomorrow).pk
found["synonym"] = Synonym.objects.create(asked="jammed nerve", means="nerve pain").pk
found["promoted"] = Promoted.objects.create(asked="shot in the back", page_id=found["procedure"]).pk
UnansweredQuery.objects.create(language="en", text="aura reading", count=7, last_on=timezone.localdate())
left = User.objects.create_user("left", is_staff=True, is_active=False, first_name="Maria", last_name="Lopez")
Contributor.objects.create(id="maria-lopez", name="Maria Lopez", credentials="DO", kind="person", user=left)
found["left"] = "maria-lopez"
thea = User.objects.create_user("thea", password={password!r}, is_staff=True, first_name="Thea")
TOTPDevice.objects.create(user=thea, name="phone")
sign_ins = [SignIn(person=thea, what=what, address="192.0.2.7") for what in ("password", "in")]
SignIn.objects.bulk_create(sign_ins)
found["thea"] = thea.pk
found |= dict(zip(("uid", "token"), invitations.address(thea).split("/")[-3:-1], strict=True))
found |= {{"user": ada.pk, "group": Group.objects.first().pk}}
print(json.dumps(found))
"""


class Screen(NamedTuple):
    """person: who opens it, empty for nobody who is signed in. address: where it is, the keys of `BEFORE` in braces.
    status: what it answers.
    """

    person: str
    address: str
    status: int = 200


#: Somebody who has sent the right password, and not yet the code.
HALFWAY = "thea"
DESK = "/admin/publishing/"
LIST = f"{DESK}page/"
PROCEDURE, CONDITION = "/admin/procedures/procedure/{%s}/", "/admin/conditions/condition/{%s}/"


def _of(page: str, person: str, **views: str) -> dict[str, Screen]:
    """The screens of a procedure: what each is called, and what stands behind the procedure's address."""
    return {name.replace("_", " "): Screen(person, PROCEDURE % page + view) for name, view in views.items()}


def _asked(page: str, person: str, *verbs: str, start: str = PROCEDURE) -> dict[str, Screen]:
    """The questions before verbs."""
    return {f"{verb} {page}": Screen(person, f"{start % page}do/?verb={verb}") for verb in verbs}


#: Every screen, by what it is called.
SCREENS = {
    # The first page, lists, what was found, help
    "first page of an author": Screen("ada", "/admin/"),
    "first page of a reviewer": Screen("rosa", "/admin/"),
    "first page of a publisher": Screen("paul", "/admin/"),
    "first page of an administrator": Screen("olga", "/admin/"),
    "first page of an app": Screen("olga", "/admin/search/"),
    "pages": Screen("ada", LIST),
    "drafts": Screen("ada", f"{LIST}?stands=drafts"),
    "no page": Screen("ada", f"{LIST}?q=zzzz"),
    "glossary": Screen("ada", f"{LIST}?kind=glossary"),
    "shared texts": Screen("paul", f"{LIST}?kind=snippets"),
    "found": Screen("ada", f"{LIST}find/?q=pain"),
    "found nowhere": Screen("ada", f"{LIST}find/?q=zzzz"),
    "help": Screen("ada", f"{LIST}help/"),
    "reports": Screen("paul", f"{LIST}reports/"),
    "a report": Screen("paul", f"{LIST}reports/never-reviewed/"),
    "a report of nothing": Screen("paul", f"{LIST}reports/reviews/"),
    "library": Screen("paul", f"{LIST}library/"),
    "library, to read": Screen("rosa", f"{LIST}library/"),
    "queue": Screen("rosa", f"{LIST}queue/"),
    "what is done here": Screen("olga", f"{LIST}offered/"),
    # Forms of pages
    "new page": Screen("ada", f"{LIST}new/"),
    "new condition": Screen("ada", "/admin/conditions/condition/add/"),
    "form of a new page": Screen("ada", CONDITION % "new" + "change/"),
    "form of a condition": Screen("ada", CONDITION % "condition" + "change/"),
    "form of an article": Screen("ada", "/admin/articles/article/{article}/change/"),
    "form of an explained word": Screen("ada", "/admin/glossary/term/{word}/change/"),
    "form of a shared text": Screen("ada", f"{DESK}snippet/{{shared}}/change/"),
    "form of a page about us": Screen("ada", "/admin/website/aboutpage/{about}/change/"),
    **_of("procedure", "ada", form_of_a_procedure="change/"),
    **_of("draft", "ada", form_with_unsaved_text_and_somebody_else="change/"),
    **_of("returned", "ada", form_of_what_came_back="change/"),
    **_of("sent", "ada", form_of_what_waits="change/"),
    **_of("planned", "paul", form_of_what_is_planned="change/"),
    **_of("gone", "paul", form_of_what_is_off_the_site="change/"),
    **_of("draft", "ada", unsaved="kept/?tab=another", thrown_away="kept/?tab=another&throw", note="notes/"),
    **_of("draft", "ada", shared="share/"),
    "row, in which page": Screen("ada", CONDITION % "condition" + "add-row/"),
    **_of("sent", "ada", row_that_waits="row/?about={condition}"),
    **_of("approved", "ada", row_that_is_approved="row/?about={condition}"),
    "what to put in": Screen("ada", f"{LIST}pick/"),
    "sources to put in": Screen("ada", f"{LIST}pick/?what=sources&q=sciatica"),
    # What changed, and what is asked
    **_of("draft", "ada", compared="compare/", previewed="versions/2/preview/"),
    **_of("procedure", "ada", nothing_to_compare="compare/"),
    **_of("sent", "rosa", to_review="compare/"),
    **_of("approved", "rosa", reviewed="reviewed/"),
    **_of("planned", "paul", what_is_planned="compare/"),
    **_of("gone", "paul", what_is_off_the_site="compare/"),
    **_of("published", "ada", history="history/?on={day}", version="versions/1/", on_a_day="on/{day}/"),
    **_asked("draft", "ada", "submit", "discard"),
    **_asked("new", "ada", "discard", start=CONDITION),
    **_asked("sent", "rosa", "return"),
    "approve sent": Screen("rosa", PROCEDURE % "sent" + "do/?verb=approve&seen={read}"),
    **_asked("approved", "paul", "publish"),
    **_asked("approved", "rosa", "take-back"),
    **_asked("planned", "paul", "unschedule"),
    **_asked("correction", "paul", "publish-minor", start=CONDITION),
    **_asked("procedure", "paul", "withdraw", "plan-withdrawal"),
    **_asked("leaves", "paul", "cancel-withdrawal"),
    **_asked("gone", "paul", "restore"),
    **_asked("condition", "rosa", "confirm-review", start=CONDITION),
    **_of("published", "paul", undo="undo/"),
    **_of("procedure", "paul", nothing_to_undo="undo/"),
    # Sources, pictures, people
    "sources": Screen("paul", f"{DESK}source/"),
    "source": Screen("paul", f"{DESK}source/{{source}}/change/"),
    "source, to read": Screen("ada", f"{DESK}source/{{source}}/change/"),
    "suggested source": Screen("paul", f"{DESK}source/{{suggested}}/change/"),
    "new source": Screen("paul", f"{DESK}source/add/"),
    "history of a source": Screen("paul", f"{DESK}source/{{source}}/history/"),
    "pictures": Screen("ada", f"{DESK}storedpicture/"),
    "new picture": Screen("ada", f"{DESK}storedpicture/add/"),
    "picture": Screen("paul", f"{DESK}storedpicture/{{picture}}/change/"),
    "picture, to read": Screen("ada", f"{DESK}storedpicture/{{picture}}/change/"),
    "another file of a picture": Screen("paul", f"{DESK}storedpicture/{{picture}}/file/"),
    "throw a picture away": Screen("paul", f"{DESK}storedpicture/{{picture}}/delete/"),
    "take a picture away": Screen("paul", f"{DESK}storedpicture/{{picture}}/remove/"),
    "people": Screen("olga", f"{LIST}people/"),
    "new person": Screen("olga", f"{LIST}person/"),
    "person with a phone": Screen("olga", f"{LIST}person/account-{{thea}}/"),
    "person who left": Screen("olga", f"{LIST}person/{{left}}/"),
    "hand over": Screen("paul", f"{DESK}contributor/{{left}}/hand-over/"),
    # The clinic, the search, accounts, what was done
    "clinic": Screen("olga", f"{DESK}clinicprofile/add/"),
    "notices": Screen("olga", f"{DESK}sitenotice/"),
    "new notice": Screen("olga", f"{DESK}sitenotice/add/"),
    "notice": Screen("olga", f"{DESK}sitenotice/{{notice}}/change/"),
    "take a notice away": Screen("olga", f"{DESK}sitenotice/{{notice}}/delete/"),
    "words that patients use": Screen("olga", "/admin/search/synonym/"),
    "new word that patients use": Screen("olga", "/admin/search/synonym/add/"),
    "word that patients use": Screen("olga", "/admin/search/synonym/{synonym}/change/"),
    "take a word away": Screen("olga", "/admin/search/synonym/{synonym}/delete/"),
    "pages put first": Screen("olga", "/admin/search/promoted/"),
    "new page put first": Screen("olga", "/admin/search/promoted/add/"),
    "page put first": Screen("olga", "/admin/search/promoted/{promoted}/change/"),
    "searches without a result": Screen("olga", "/admin/search/unansweredquery/"),
    "accounts": Screen("olga", "/admin/auth/user/"),
    "account": Screen("olga", "/admin/auth/user/{user}/change/"),
    "password of another": Screen("olga", "/admin/auth/user/{user}/password/", 403),
    "roles": Screen("olga", "/admin/auth/group/"),
    "role": Screen("olga", "/admin/auth/group/{group}/change/"),
    "all that happened": Screen("olga", f"{DESK}event/"),
    "what was done to accounts": Screen("olga", f"{DESK}accountevent/"),
    "who signed in": Screen("olga", f"{DESK}signin/"),
    # Oneself, and what is refused
    "own account": Screen("ada", f"{LIST}account/"),
    "own address": Screen("ada", f"{LIST}account/address/"),
    "own phone": Screen("ada", f"{LIST}account/phone/"),
    "own password": Screen("ada", "/admin/password_change/"),
    "own password, changed": Screen("ada", "/admin/password_change/done/"),
    "sign in": Screen("", "/admin/"),
    "sign in, the code": Screen(HALFWAY, "/admin/login/code/"),
    "a new password": Screen("", "/admin/forgotten/"),
    "a new password, asked for": Screen("", "/admin/forgotten/sent/"),
    "a new password, chosen": Screen("", "/admin/password/{uid}/{token}/"),
    "a new password, set": Screen("", "/admin/forgotten/chosen/"),
    "a password's link that is over": Screen("", "/admin/password/x/y/"),
    "not allowed": Screen("ada", f"{DESK}clinicprofile/", 403),
    "not allowed to publish": Screen("ada", PROCEDURE % "approved" + "do/?verb=publish", 403),
    "nothing there": Screen("ada", "/admin/nothing/", 404),
}
#: Names of addresses that are no screen, or none of their own, each with its reason. `page_` stands for every kind.
_REASONS = {
    "a script reads its answer": """
        autocomplete jsi18n publishing_page_checklist publishing_page_kept publishing_page_carried
        publishing_page_live publishing_page_paste publishing_page_names publishing_page_picks
    """,
    "only a POST does something, and leads on": """
        logout publishing_page_suggest publishing_page_remind page_ask publishing_source_accept publishing_page_sign_out
    """,
    "refused to everybody": """
        auth_group_add auth_group_delete auth_user_delete page_delete publishing_page_add publishing_page_delete
        publishing_accountevent_add publishing_accountevent_delete publishing_signin_add publishing_signin_delete
        publishing_event_add publishing_event_delete
        publishing_clinicprofile_delete search_unansweredquery_add search_unansweredquery_delete
    """,
    "from the same template as the one of another model, which is visited": """
        auth_group_history auth_user_history publishing_accountevent_history publishing_signin_history
        publishing_page_history publishing_signin_change
        publishing_contributor_history publishing_event_history publishing_clinicprofile_history
        publishing_sitenotice_history search_synonym_history search_promoted_history search_unansweredquery_history
        publishing_source_delete publishing_contributor_delete search_promoted_delete publishing_clinicprofile_change
        publishing_contributor_add publishing_accountevent_change publishing_event_change
        search_unansweredquery_change
    """,
    "leads to a screen that is visited": """
        page_changelist publishing_page_change publishing_contributor_changelist publishing_contributor_change login
        auth_user_add
    """,
    "a page as patients read it, inside the frame of another screen": "publishing_page_queue_page",
    "what two people typed: test_kept types it, and asks axe": "page_merge",
    "there is nothing": "view_on_site",
}
NO_SCREEN = {name: reason for reason, names in _REASONS.items() for name in names.split()}
