"""What the comparison on the desk knows of the pages behind the names in two texts."""

import pytest

from publishing.desk.basics import comparing
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, edited, page_at

pytestmark = pytest.mark.both_databases

CARD = "/// snippet | warning-signs\n///"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def reasons(staff, *names: str) -> set[str]:
    """The alarms of a change of the shared text that holds a page's warning signs."""
    page = page_at("conditions/sciatica")
    texts = [edited(page).replace(CARD, CARD.replace("warning-signs", name)) for name in names]
    return {alarm.reason for alarm in comparing.of_texts(page.kind, page.language, *texts)["summary"].alarms}


def test_a_shared_text_that_was_renamed_is_the_same_shared_text(staff):
    staff.published(page_at("snippets/warning-signs"), slug="red-flags")
    assert reasons(staff, "warning-signs", "red-flags") == set()


def test_another_shared_text_with_warning_signs_is_an_alarm(staff):
    text = "---\ntitle: Other signs\nauthors:\n- starter-library\n---\n\n/// emergency\nYou fall.\n///\n"
    staff.new_page("snippets", "other-signs", text, RevisionState.PUBLISHED)
    assert reasons(staff, "warning-signs", "other-signs") == {"the level of a warning changed"}
