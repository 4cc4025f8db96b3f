"""What a person is told of a verb that they tried, and of nothing else."""

from collections.abc import Callable
from types import TracebackType

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from publishing.life import actions, outage
from publishing.life.errors import InvalidManuscript
from publishing.life.models import Revision
from publishing.life.states import Verb
from publishing.life.verbs import DEEDS


def approval_ended(request: HttpRequest, before: Revision | None, after: Revision) -> bool:
    """Say that a save ended an approval, and return whether it did. before: the draft as it was, if there was one."""
    has_ended = before is not None and before.state in DEEDS[Verb.REOPEN].revision and before.sha256 != after.sha256
    if has_ended:
        messages.warning(request, _("The text had been approved. What you changed is reviewed again."))
    return has_ended


class Told:
    """Around a verb: says what came of it, in the person's messages, whatever it raised of what we know.

    already: says that the person has done it before, where it was refused; then it is as good as done. A second click
    reaches the server as well as the first, and its answer is the one that is shown.
    """

    def __init__(self, request: HttpRequest, done: str, already: Callable[[], str] = str) -> None:
        self._request, self._done, self._already = request, done, already
        self.was_busy = self.was_done = False

    def __enter__(self) -> "Told":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            self.was_done = True
            messages.success(self._request, self._done)
        elif isinstance(error, InvalidManuscript):
            said = _("Not done: something must be put right first. The checklist beside the form leads to it.")
            messages.error(self._request, said)
        elif isinstance(error, actions.Refused):
            if said := self._already():
                self.was_done = True
                messages.info(self._request, f"{said} {self._done}")
            else:
                messages.error(self._request, str(error))
        elif outage.is_busy(error):
            self.was_busy = True
            messages.error(self._request, _("Somebody is publishing, so this was not done. Try again in a moment."))
        else:
            return False
        return True
