"""A phone with an app for codes, as the staff have one."""

import base64
import re
import time

from django_otp.oath import TOTP


class Phone:
    """What the app knows, and the recovery codes on the paper beside it."""

    recovery: list[str] = []

    def __init__(self, key: str) -> None:
        self.key = key

    def shows(self, later: int = 0) -> str:
        """The code of now, or of so many half minutes later."""
        clock = TOTP(bytes.fromhex(self.key))
        clock.time = time.time() + 30 * later
        return f"{clock.token():06}"


def read_from(screen: str) -> Phone:
    """The phone of somebody who has typed the key that a screen shows, for want of a camera."""
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", screen)[1].replace(" ", "")
    return Phone(base64.b32decode(key).hex())
