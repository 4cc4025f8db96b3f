"""The front matter and the sections of an exercise."""

from publishing.text.kinds import Part
from publishing.text.manuscripts import first_keys, key_points, last_keys, questions
from publishing.text.schema import ADDRESS, Choice, Key, Record
from tests.toys.exercises.models import Effort

SCHEMA = Record(
    {
        **first_keys(),
        "effort": Key(Choice.of(Effort), required=True, label="How hard it is"),
        "helps_with": Key(ADDRESS),
        **key_points(),
        **last_keys("exercises", questions_required=False),
    }
)
SKELETON = (
    Part("how-to-do-it", "How to do it"),
    Part("when-to-stop", "When to stop", has_care_card=True),
    questions(),
)
