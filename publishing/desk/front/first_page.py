"""The desk's first page: what waits for the person who is signed in, and what stands beside it.

Only reads. The groups are in `waiting`, what is whose in `work`, the verbs in `actions`, a page's screens in `pages`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.basics import clock
from publishing.desk.front import menu, waiting
from publishing.desk.front.waiting import Group
from publishing.desk.library import adopting, offers
from publishing.desk.library.adopting import Progress
from publishing.desk.reporting.inventory import Inventory
from publishing.life import jobs, policy
from publishing.life.backups import nightly
from publishing.life.models import Job, SiteNotice
from publishing.life.policy import Person
from publishing.life.states import Verb
from publishing.text import kinds

#: Letters behind a name with which a person is called doctor.
DOCTORS = {"MD", "DO", "M.D.", "D.O.", "MBBS"}


@dataclass(frozen=True)
class JobState:
    """When a job last ran, as a sentence, and whether that is too long ago."""

    title: str
    sentence: str
    is_late: bool


@dataclass(frozen=True)
class Way:
    """A line of "Go to": where it leads, and how many are there or a word."""

    title: str
    url: str
    said: str = ""


def first_page(person: Person) -> dict:
    """Return what the first page shows a person; nothing where they have no right to see drafts."""
    if isinstance(person, AnonymousUser) or not policy.may_see(person):
        return {}
    inventory = Inventory()
    groups = [group for group in waiting.groups(person, inventory) if group.lines]
    states = job_states(tells_failures=has_backups_told(person))
    return {
        "greeting": clock.greeting(called(person)),
        "sentence": summary(groups),
        "groups": groups,
        "first": next((group.name for group in groups if group.is_waiting), ""),
        "library": library(inventory),
        "steps": [step for step in adopting.steps(person) if not step.is_done],
        "queue": reverse("admin:publishing_page_queue") if policy.has_right(person, Verb.CONFIRM_REVIEW) else "",
        "ways": ways(person, inventory),
        "may_write": policy.has_right(person, Verb.SAVE),
        "jobs": states,
        "is_a_job_late": any(state.is_late for state in states),
        "planned": last_run(),
        "backups": backups() if has_backups_told(person) else [],
    }


def called(person: User) -> str:
    """Return how a person is greeted: "Dr. Reyes" with a doctor's letters, else the first name."""
    contributor = getattr(person, "contributor", None)
    letters = {one.strip() for one in contributor.credentials.split(",")} if contributor else set()
    if letters & DOCTORS and person.last_name:
        return _("Dr. %(name)s") % {"name": person.last_name}
    return person.first_name or (contributor.name if contributor else "") or person.get_username()


def summary(groups: list[Group]) -> str:
    """Return the sentence that counts the work."""
    said = [group.said for group in groups if group.is_waiting and group.said]
    return " ".join([*said, _("Nothing else is waiting.")]) if said else ""


def library(inventory: Inventory) -> Progress:
    """Return how much of what the public reads at an address is reviewed here."""
    pages = [page for page in inventory.live if kinds.get(page.kind).has_address]
    return Progress(sum(page.reviewed_on is not None for page in pages), len(pages))


def ways(person: User, inventory: Inventory) -> list[Way]:
    """Return where else a person may go, each with what is there, as far as the inventory knows it for nothing."""
    said = {
        reverse("admin:publishing_page_changelist"): str(
            sum(kinds.get(page.kind).has_address for page in inventory.pages)
        ),
        reverse("admin:publishing_storedpicture_changelist"): str(len(inventory.pictures)),
        reverse("admin:publishing_page_offered"): _offered(inventory),
        reverse("admin:publishing_sitenotice_changelist"): _notices(),
        reverse("admin:publishing_page_report", args=["reviews"]): str(_due(inventory)),
    }
    pages = menu.Link(_("Pages"), reverse("admin:publishing_page_changelist"))
    reviews = menu.Link(_("Reviews due"), reverse("admin:publishing_page_report", args=["reviews"]))
    links = [pages, *menu.more_links(person), reviews]
    found = [Way(link.title, link.url, said.get(link.url, "")) for link in links]
    return [*found, Way(_("How to do it"), reverse("admin:publishing_page_help"), _("help"))]


def _offered(inventory: Inventory) -> str:
    offered = offers.said_of(inventory.live)
    return _("%(said)s of %(of)s said") % {"said": offered.said, "of": offered.of}


def _notices() -> str:
    count = SiteNotice.objects.filter(until__gt=timezone.now()).count()
    return str(count) if count else _("none")


def _due(inventory: Inventory) -> int:
    soon = inventory.today + datetime.timedelta(days=60)
    return sum(page.review_due_on is not None and page.review_due_on <= soon for page in inventory.live)


# Work that runs by itself


def last_run() -> str:
    """Return when planned work last ran, as a sentence; empty where it never did."""
    ran = Job.objects.filter(pk="publish_due").values_list("ran_at", flat=True).first()
    if ran is None:
        return ""
    seconds = (timezone.now() - ran).total_seconds()
    minutes = int(seconds // 60)
    if minutes < 1:
        return _("Planned work last ran a moment ago. All is well.")
    said = ngettext(
        "Planned work last ran %(n)s minute ago. All is well.",
        "Planned work last ran %(n)s minutes ago. All is well.",
        minutes,
    )
    return said % {"n": minutes}


def job_states(*, tells_failures: bool = False) -> list[JobState]:
    """Return when each piece of work that runs by itself last ran.

    tells_failures: whether what failed since then is late already, with the reason.
    """
    ran = jobs.moments()
    states = [_job_state(work, ran) for work in jobs.all_work()]
    return [*states, *(_failures(ran) if tells_failures else [])]


def _job_state(work: jobs.Work, ran: Mapping[str, datetime.datetime | None]) -> JobState:
    ran_at, is_late = ran.get(work.name), jobs.is_late(work, ran)
    if ran_at is None:
        return JobState(work.title, _("has never run.") if is_late else _("has not run yet."), is_late)
    return JobState(work.title, _("last ran %(at)s.") % {"at": clock.moment(ran_at)}, is_late)


def _failures(ran: Mapping[str, datetime.datetime | None]) -> list[JobState]:
    """Return the work that failed after it last was done."""
    found = []
    for work in jobs.all_work():
        done_at, failed_at = ran.get(work.name), ran.get(jobs.FAILED % work.name)
        if failed_at and (done_at is None or failed_at > done_at):
            why = Job.objects.get(pk=jobs.FAILED % work.name).outcome
            said = _("failed %(at)s: %(why)s") % {"at": clock.moment(failed_at), "why": why}
            found.append(JobState(work.title, said, is_late=True))
    return found


# Backups


def has_backups_told(person: User) -> bool:
    """Whether a person is told of backups: whoever may add people looks after the machine, or knows who does."""
    return person.has_perm("auth.add_user")


def backups() -> list[str]:
    """Return what is to be known of the nightly backups, in sentences."""
    if not settings.BACKUP_DAYS:
        return [_("None are made by themselves: BACKUP_DAYS is 0.")]
    rows = {job.pk: job for job in Job.objects.filter(pk__in=[nightly.NAME, jobs.FAILED % nightly.NAME])}
    made, failed = rows.get(nightly.NAME), rows.get(jobs.FAILED % nightly.NAME)
    said = [_("None was made yet.")]
    if made:
        said = [_("Last made %(at)s: %(what)s.") % {"at": clock.moment(made.ran_at), "what": made.outcome}]
        if not nightly.is_there(made.outcome):
            said.append(_("That file is not in its folder any more."))
    if failed:
        said.append(_("Last failed %(at)s: %(why)s") % {"at": clock.moment(failed.ran_at), "why": failed.outcome})
    if nightly.is_on_the_disk_of_the_site():
        said.append(_("They are on the disk of the site: copy one elsewhere each week, or set BACKUP_DIR."))
    return said
