"""Where Django's admin looks for the screens of this app: importing `publishing.desk` registers them."""

from publishing.desk.staff import people  # noqa: F401 (importing registers screens and reports)
