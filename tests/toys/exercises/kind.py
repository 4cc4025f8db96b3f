"""All that the house knows of exercises, wired together."""

from publishing.text.kinds import Kind
from tests.toys.exercises import views
from tests.toys.exercises.manuscripts import SCHEMA, SKELETON
from tests.toys.exercises.models import Exercise


def kind() -> Kind:
    """Return the kind "exercises"."""
    return Kind(
        "exercises",
        Exercise,
        SCHEMA,
        SKELETON,
        list_title="Exercises",
        needs_emergency_card=lambda data: True,
        fill=_fill,
        show=views.show,
    )


def _fill(page: Exercise, data: dict) -> None:
    page.effort = data["effort"]
