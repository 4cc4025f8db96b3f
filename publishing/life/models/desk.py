"""What the desk keeps beside the pages: notes, a notice for the public, links, what was done to accounts, jobs."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.life.models.page import Page
from publishing.life.models.record import Record, RecordQuerySet
from publishing.life.models.revision import Revision


class NoteQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Notes that nobody has done with yet."""
        return self.filter(closed_at=None)

    def open_of(self, page: int, by: User) -> Self:
        """The open notes that a person left at a page; answers to others are none."""
        return self.open().filter(page=page, by=by, answers=None)


class Note(models.Model):
    """A word between colleagues about a page. It never reaches the public, and is closed rather than deleted.

    part: the part of the page's form that it stands at, such as text__risks or indications; quote: the sentence. Both
    are empty where it is about the page. answers: the note that it answers.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(_("note"), max_length=2000)
    part = models.CharField(max_length=120, blank=True)
    quote = models.CharField(max_length=400, blank=True)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]


class ReadingTurn(models.Model):
    """A page of the reading queue that a person has before them, or has put behind the others.

    begun_at: when it was given to them; for some minutes nobody else gets it. skipped_at: when they passed it over.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    skipped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="one_turn_for_each_reader")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.person} reads {self.page}"


class SiteNotice(models.Model):
    """A line on top of every public page until a moment that is set from the start."""

    text = models.CharField(_("text"), max_length=240)
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("notice on the site")
        verbose_name_plural = _("notices on the site")
        ordering = ["until"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.until <= timezone.now()


class SharedDraft(models.Model):
    """A link that shows one revision to whoever has it, until it expires or is revoked."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="shares")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.revision} until {self.expires_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether the link still shows anything: it is not over, and whoever made it is still one of the staff."""
        is_over = self.revoked_at is not None or self.expires_at <= timezone.now()
        return not is_over and self.by.is_active and self.by.is_staff


class MailedApproval(models.Model):
    """The right of one person to approve one text from a mail, once, for some hours."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="mailed_approvals")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.revision}"


class SentText(models.Model):
    """A text as it was sent to a clinician, kept while its revision is open: who read it once then sees what is new."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="sent_texts")
    sha256 = models.CharField(max_length=64)
    manuscript = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["revision", "sha256"], name="a_sent_text_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.revision} at {self.at:%Y-%m-%d}"


class AccountEvent(Record):
    """What was done to an account, which lets somebody sign as the person, lets them in again, or changes what they may
    do and under which name: by whom, how, when. Append-only, as events of pages are. by: None for whoever runs the
    server.

    `note` says what was changed: "given: Publish", "Ann Moss → Ann Moss, MD", or from which address to which. `mark` is
    the digest of a password that another person set, as it is stored: it tells whether it still is in use. Of a changed
    address it says whether that waits for links (`letters.new_address`).
    """

    class What(models.TextChoices):
        PASSWORD = "password", _("password set by another person")
        TAKEN = "taken", _("password taken away by another person")
        ADDRESS = "address", _("mail address changed")
        SIGN_IN = "sign-in", _("signed in with a password that another person set")
        FACTOR = "factor", _("codes from the phone taken away by another person")
        LET_IN = "let-in", _("wait after too many tries ended by another person")
        NEW = "new", _("account made")
        ROLES = "roles", _("what the person may do changed")
        ON = "on", _("switched on")
        OFF = "off", _("switched off")
        NAME = "name", _("name changed")
        LINKED = "linked", _("name that pages print linked")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("what"), max_length=10, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    mark = models.CharField(max_length=64, blank=True)
    note = models.CharField(_("what exactly"), max_length=600, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("what was done to an account")
        verbose_name_plural = _("what was done to accounts")
        ordering = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.person}: {self.get_what_display()}"


class SignIn(models.Model):
    """That somebody signed in, or tried to: who, when, from where. Nothing of what was typed.

    person: None where the name was nobody's. address: None where the server knows none.
    """

    class What(models.TextChoices):
        IN = "in", _("signed in")
        RECOVERED = "recovered", _("signed in with a recovery code")
        PASSWORD = "password", _("wrong password")
        CODE = "code", _("wrong code")
        WAITS = "waits", _("has to wait after too many tries")
        LINK = "link", _("asked for a link for a new password")
        CHOSEN = "chosen", _("chose a new password by the link")
        CHANGED = "changed", _("changed the password")
        OUT = "out", _("signed out everywhere")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="sign_ins", verbose_name=_("person")
    )
    what = models.CharField(_("what"), max_length=10, choices=What.choices)
    address = models.GenericIPAddressField(_("from"), null=True)
    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.person or '-'}: {self.get_what_display()}"


class Job(models.Model):
    """A piece of work that runs by itself: when it last did, so that its silence can be seen."""

    name = models.CharField(max_length=40, primary_key=True)
    ran_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class SentReminder(models.Model):
    """That somebody was reminded: once for each page, due day and distance, and one digest a week for each person.

    taken_until: until when the letter is in the hands of who sends it; empty once it is sent.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    days_before = models.SmallIntegerField()
    sent_at = models.DateTimeField(auto_now_add=True)
    taken_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["page", "to", "due_on", "days_before"],
                condition=Q(page__isnull=False),
                name="one_reminder_per_page_day_and_distance",
            ),
            models.UniqueConstraint(
                fields=["to", "due_on"], condition=Q(page__isnull=True), name="one_digest_per_person_and_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.page or 'digest'}"


class Letter(models.Model):
    """What is remembered of the letters to one person about one thing, of one sort: when one went out last, and what
    waits to go in the next.

    about: what they are about, such as page-12. sort: what they tell, such as a verb. due_at: when what waits may go,
    or, while somebody sends it, when it goes once more if they are never through; empty where nothing waits.
    waits_since: the first of it. subject, body, by: what waits, and in whose name. address: where it goes if not to the
    person's own, such as to the one that they had before.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=80)
    sort = models.CharField(max_length=20)
    address = models.EmailField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    waits_since = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["to", "about", "sort"], name="one_row_per_person_thing_and_sort")
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.sort}, {self.about}"
