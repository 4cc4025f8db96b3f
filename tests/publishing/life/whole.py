"""A site with a row in every table, and every row of a database, to see that another one has the same."""

import datetime

from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing.desk.doors import second_factor
from publishing.life import actions, moving
from publishing.life.models import (
    AccountEvent,
    ClinicProfile,
    Contributor,
    Job,
    KeptText,
    Letter,
    MailedApproval,
    Note,
    Page,
    ReadingTurn,
    Recall,
    Revision,
    SentReminder,
    SharedDraft,
    SignIn,
    SiteNotice,
    Source,
    StoredPicture,
    Writing,
)
from publishing.life.states import RevisionState
from search.models import Promoted, Synonym, UnansweredQuery
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article

ON_SQLITE = settings.DATABASES["default"]["ENGINE"] == moving.SQLITE


def url_of(known: dict, name: str = "") -> str:
    """The DATABASE_URL of a database that is open here."""
    if known["ENGINE"] == moving.SQLITE:
        return f"sqlite:///{name or known['NAME']}"
    who = f"{known['USER']}:{known['PASSWORD']}" if known["PASSWORD"] else known["USER"]
    return f"postgres://{who}@{known['HOST']}:{known['PORT']}/{name or known['NAME']}"


def fill(staff: Staff) -> None:
    """Put a row into every table, with what is hard to move: circles, microseconds, nulls, empty words."""
    now = timezone.now().replace(microsecond=123457)
    _pages(staff, now)
    _people(staff)
    ClinicProfile.objects.create(name="Clínica — “Ñandú”", phone="", logo="logos/one.svg", logo_width=1)
    SiteNotice.objects.create(text="Closed on Friday", until=now)
    Source.objects.filter(pk="koes2007").update(superseded_by="nice-ng59", offered={"b": None, "a": [1.5, "", True]})
    StoredPicture.objects.filter(name="drawings/leg.svg").update(variants=[["image/avif", [["a.avif", 320]]]])
    Job.objects.create(name="publish_due", ran_at=now, outcome="")
    Synonym.objects.create(asked="jammed nerve", means="sciatica")
    Promoted.objects.create(asked="leg", page=page_at("conditions/sciatica"))
    UnansweredQuery.objects.create(language="en", text="gribble", last_on=now.date())
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=now)
    AccessAttempt.objects.create(username="a digest", failures_since_start=3)


def _pages(staff: Staff, now: datetime.datetime) -> None:
    page = staff.published(page_at("articles/how-pain-works"), slug="why-it-hurts", title="Why it hurts")
    open_draft = staff.revision(page, RevisionState.IN_REVIEW, title="Why it hurts you")
    for state in (RevisionState.DRAFT, RevisionState.RETURNED, RevisionState.APPROVED):
        staff.new_page("articles", f"a-page-{state}", article(f"Not public yet, {state}"), state)
    staff.revision(page_at("articles/your-first-visit"), RevisionState.SCHEDULED, title="Your very first visit")
    actions.withdraw(page=page_at("glossary/disc"), by=staff.publisher, note="Unclear.\n")
    assert set(Revision.objects.values_list("state", flat=True)) == set(RevisionState)
    Page.objects.filter(slug="physical-therapy").update(offered="referred")
    Page.objects.filter(pk=page.pk).update(translation_of=page_at("articles/warning-signs").pk, published_at=now)
    share = {"revision": open_draft, "expires_at": now}
    SharedDraft.objects.create(by=staff.author, **share)
    MailedApproval.objects.create(reviewer=staff.reviewer, sha256=open_draft.sha256, **share)
    Note.objects.create(page=page, by=staff.author, text="Line one\r\nline two ")
    Recall.objects.create(page=page, reason="A dose.", since=now.date(), kept_by=staff.publisher, kept_at=now)
    KeptText.objects.create(page=page, by=staff.author, tab="a", fields={"title": ["Wh\u00ff"]}, kept_at=now)
    Writing.objects.create(page=page, by=staff.author, part="Summary", seen_at=now)
    ReadingTurn.objects.create(page=page, person=staff.reviewer, begun_at=now)
    SentReminder.objects.create(page=page, to=staff.author, due_on=now.date(), days_before=30)
    Letter.objects.filter(to=staff.author).delete()
    Letter.objects.create(to=staff.author, about=f"page-{page.pk}", sort="note", due_at=now, body="Line\nline")


def _people(staff: Staff) -> None:
    group = Group.objects.create(name="Front desk")
    group.permissions.add(*Permission.objects.filter(codename__in=["view_source", "write_pages", "add_user"]))
    staff.author.groups.add(group, Group.objects.get_or_create(name="Author")[0])
    staff.author.user_permissions.add(Permission.objects.get(codename="view_logentry"))
    Contributor.objects.create(id="ada", name="Ada", kind="person", user=staff.author)
    AccountEvent.objects.create(person=staff.author, by=staff.publisher, what="address")
    SignIn.objects.create(person=staff.author, what="in", address="2001:db8::7")
    TOTPDevice.objects.create(user=staff.author, name="phone", last_t=59_000_000)
    second_factor.new_codes(staff.author)
    kind = ContentType.objects.get_for_model(Source)
    LogEntry.objects.create(user=staff.author, content_type=kind, object_id="koes2007", action_flag=CHANGE)


def rows(alias: str) -> dict[str, dict]:
    """Every row of every table that is to be moved; what has its own numbers in each database is called by its name."""
    kinds = {kind.pk: kind.natural_key() for kind in ContentType.objects.using(alias)}
    rights = Permission.objects.using(alias).values_list("pk", "content_type_id", "codename")
    names = {Permission: {pk: (kinds[kind], code) for pk, kind, code in rights}, ContentType: kinds}
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in moving.LEFT or model in names:
            continue
        fields = model._meta.local_concrete_fields
        table = found[model._meta.label] = {}
        for row in model._base_manager.using(alias).values(*(field.attname for field in fields)):
            for field in fields:
                if field.related_model in names:
                    row[field.attname] = names[field.related_model].get(row[field.attname])
            table[row[model._meta.pk.attname]] = row
    return found
