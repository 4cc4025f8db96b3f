"""Where Django looks for the models of this app. They live in `publishing.life.models`."""

from publishing.life.models import *  # noqa: F403 (all that its __all__ names)
