"""Where Django's admin looks for the screens of this app: importing `publishing.desk` registers them."""

from publishing.desk.registry import clinic, records  # noqa: F401 (importing registers screens)
from publishing.desk.reporting import library_reports  # noqa: F401 (importing makes its reports known)
from publishing.desk.staff import people  # noqa: F401 (importing registers screens)
