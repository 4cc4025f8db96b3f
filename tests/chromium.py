"""The browser of the suite: the system's Chromium, without a network of its own."""

import os
import shutil

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


#: The same engine without windows. A page costs it half, and the audit of every page does not always come to an end
#: with it.
SHELL = ("chromium-headless-shell",)
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable(is_quick: bool = False) -> str | None:
    """Return the path of Chromium or Chrome, or None where the machine has none. CHROMIUM names another one.

    is_quick: rather the one without windows.
    """
    names = (*SHELL, *WHOLE) if is_quick else (*WHOLE, *SHELL)
    asked = os.environ.get("CHROMIUM")
    return next((path for name in ([asked] if asked else names) if (path := shutil.which(name))), None)
