"""Lists from A to Z: one alphabet for all of them."""

from publishing.public import listing


def test_accents_and_case_do_not_scatter_the_alphabet_and_what_begins_with_no_letter_comes_last():
    assert list(listing.by_letter(["zebra", "épine", "Edema", "3D scan", "eddy"], str).items()) == [
        ("E", ["eddy", "Edema", "épine"]),
        ("Z", ["zebra"]),
        ("#", ["3D scan"]),
    ]
