"""What a person is told on the next screen: Django's messages, in a cookie that is bound to the host.

Not in the session: that is a row, and writing it behind what a form has done waits for the same database once more.
Where that was in vain, the answer would say of what was done that it was not.
"""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class Cookie(CookieStorage):
    """Django's own, under the name that browsers take from nobody but this host, and over TLS alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cookie_name = "__Host-messages" if settings.SITE_IS_SECURE else "messages"


class Storage(FallbackStorage):
    """The cookie; in the session stands only what is too long for one."""

    storage_classes = (Cookie, SessionStorage)
