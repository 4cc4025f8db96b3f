"""What a page is, whatever its kind: its address, its versions, its sources, its history."""

from publishing.life.models.clinic import ClinicProfile
from publishing.life.models.desk import (
    AccountEvent,
    Job,
    Letter,
    MailedApproval,
    Note,
    ReadingTurn,
    SentReminder,
    SentText,
    SharedDraft,
    SignIn,
    SiteNotice,
)
from publishing.life.models.kept import KeptText, Writing
from publishing.life.models.library import Contributor, Source, StoredPicture
from publishing.life.models.mention import Mention
from publishing.life.models.page import Citation, FormerAddress, Page, RareWord, Recall, Snippet
from publishing.life.models.revision import Event, Revision
from publishing.life.models.version import ContentVersion

__all__ = [
    "AccountEvent",
    "Citation",
    "ClinicProfile",
    "ContentVersion",
    "Contributor",
    "Event",
    "FormerAddress",
    "Job",
    "KeptText",
    "Letter",
    "MailedApproval",
    "Mention",
    "Note",
    "Page",
    "RareWord",
    "ReadingTurn",
    "Recall",
    "Revision",
    "SentReminder",
    "SentText",
    "SharedDraft",
    "SignIn",
    "SiteNotice",
    "Snippet",
    "Source",
    "StoredPicture",
    "Writing",
]
