"""Files that a browser sends: to a disk and not into the memory, up to a size, and with a sentence for what is refused.

Of a file that is too large no more than that is written, and its size says so; one for which there is no room is passed
over. The other fields of the form arrive.
"""

import errno
import logging
from typing import Any

from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from publishing.text.images.photographs import MAX_BYTES

log = logging.getLogger(__name__)
#: What is still read of a file that is too large, so that a browser shows the answer and not that it was cut off.
PATIENCE = 4 * MAX_BYTES
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LARGE, NO_ROOM = "large", "no room"
_REFUSED = "_refused_upload"


class Bounded(TemporaryFileUploadHandler):
    """Writes a file to the disk as it comes. One that is refused leaves nothing there."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file. Raises SkipFile where there is no room."""
        self._came = 0
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._refuse_full(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece in, as long as the file is not too large and there is room."""
        self._came += len(raw_data)
        if self._came > PATIENCE:
            setattr(self.request, _REFUSED, LARGE)
            raise StopUpload(connection_reset=True)
        if self._came > MAX_BYTES:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self.file.close()  # a temporary file is gone with that
            self._refuse_full(error)

    def _refuse_full(self, error: OSError) -> None:
        if error.errno not in FULL:
            raise error
        log.error("There is no room on the disk for a file that somebody sends: %s", error)
        setattr(self.request, _REFUSED, NO_ROOM)
        raise SkipFile from error


def is_full(error: OSError) -> bool:
    """Whether something could not be written because the disk is full."""
    return error.errno in FULL


def refused(request: HttpRequest) -> str:
    """Return why a file of a request was not taken in, LARGE or NO_ROOM; empty where none was refused."""
    return getattr(request, _REFUSED, "")


def no_room() -> str:
    """Return what is said where a file cannot be written."""
    return _("There is no room on the site’s disk. Nothing was changed. Tell whoever runs the server, then try again.")
