"""What somebody sent that could not be saved, as a form to send again.

Asks no database: it must work while there is none. Whether our own form sent it is for the caller to know.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

#: Characters from which a text is shown, to be copied, rather than carried along unseen. A SHA-256 has 64.
LONG = 80


@dataclass(frozen=True)
class Field:
    """One value as it was sent."""

    name: str
    value: str

    @property
    def is_long(self) -> bool:
        """Whether somebody would miss it. What a program packed has no white space."""
        return "\n" in self.value or (len(self.value) >= LONG and " " in self.value)


@dataclass(frozen=True)
class Again:
    """A form that sends the same once more."""

    action: str
    fields: tuple[Field, ...]
    had_files: bool = False


def sent(request: HttpRequest) -> Again | None:
    """Return what was sent to the desk; None where there is nothing to send again, or a password in it."""
    if request.method != "POST" or not request.path_info.startswith("/admin/"):
        return None
    lists = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    if not lists or request.path == reverse("admin:login") or any("password" in name.lower() for name, _ in lists):
        return None
    fields = tuple(Field(name, value) for name, values in lists for value in values)
    return Again(request.get_full_path(), fields, had_files=bool(request.FILES))
