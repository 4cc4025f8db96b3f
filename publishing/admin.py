"""Where Django's admin looks for the screens of this app: importing `publishing.desk` registers them."""

from publishing.desk import people, records  # noqa: F401 (importing registers the screens)
