"""What a page is, whatever its kind: its address, its versions, its sources, its history."""

from publishing.models.clinic import ClinicProfile
from publishing.models.desk import Job, MailedApproval, Note, SentReminder, SharedDraft, SiteNotice
from publishing.models.library import Contributor, Source, StoredPicture
from publishing.models.page import Citation, FormerAddress, Page, Snippet
from publishing.models.revision import Event, Revision
from publishing.models.version import ContentVersion

__all__ = [
    "Citation",
    "ClinicProfile",
    "ContentVersion",
    "Contributor",
    "Event",
    "FormerAddress",
    "Job",
    "MailedApproval",
    "Note",
    "Page",
    "Revision",
    "SentReminder",
    "SharedDraft",
    "SiteNotice",
    "Snippet",
    "Source",
    "StoredPicture",
]
