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


def executable() -> str | None:
    """Return the path of Chromium or Chrome, or None where the machine has none.

    Last the same engine without windows (`CHROMIUM=chromium-headless-shell`): a page costs it a third, and the audit of
    every page does not always come to an end with it.
    """
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chromium-headless-shell")
    asked = os.environ.get("CHROMIUM")
    return next((path for name in ([asked] if asked else names) if (path := shutil.which(name))), None)
