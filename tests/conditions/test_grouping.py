"""Emergency signs put together: each once, in the order of what was asked, and none lost."""

from conditions.grouping import Sign, Signs, grouped


def test_a_sign_of_several_pages_stands_once_and_the_commonest_first():
    one, other = (Sign("<b>Fever</b>"), Sign("Numb")), (Sign("Numb"), Sign("Fall"))
    assert grouped([one, other], {}) == [Signs("", ["Numb", "<b>Fever</b>", "Fall"])]


def test_what_is_closest_to_what_was_asked_stands_first_with_its_lead():
    page = (Sign("Numb", card=1), Sign("Fever", "After a fall:", card=2))
    assert grouped([page, (Sign("Numb", card=1),)], {2: 2.0, 1: 1.0})[0] == Signs("After a fall:", ["Fever"])


def test_a_sign_that_holds_anyway_is_not_said_again_under_a_condition():
    led, plain = (Sign("Numb", "After a fall:"), Sign("Fever", "After a fall:")), (Sign("Numb"),)
    assert grouped([led, plain], {}) == [Signs("", ["Numb"]), Signs("After a fall:", ["Fever"])]


def test_signs_that_differ_in_marks_and_large_letters_stand_once():
    assert grouped([(Sign("<b>Chest pain,</b> fever."), Sign("chest pain fever"))], {}) == [
        Signs("", ["<b>Chest pain,</b> fever."])
    ]


def test_a_sign_whose_sentences_all_stand_in_another_is_not_said_again():
    assert grouped([(Sign("You fall."), Sign("You fall. Keep still."))], {}) == [Signs("", ["You fall. Keep still."])]


def test_a_wider_sign_stays_beside_a_narrower_one_that_has_its_words():
    page = (Sign("Fever"), Sign("Fever with a stiff neck"))
    assert grouped([page], {}) == [Signs("", ["Fever", "Fever with a stiff neck"])]


def test_a_sign_that_holds_anyway_stays_where_a_longer_one_holds_only_under_a_condition():
    page = (Sign("You fall."), Sign("You fall. Keep still.", "After surgery:"))
    assert [group.signs for group in grouped([page], {})] == [["You fall."], ["You fall. Keep still."]]
