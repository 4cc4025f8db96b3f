"""Lists from A to Z: one alphabet for all of them."""

from publishing.public import listing


def test_accents_and_case_do_not_scatter_the_alphabet():
    assert listing.by_letter(["zebra", "épine", "Edema", "3D scan", "eddy"], str) == {
        "#": ["3D scan"],
        "E": ["eddy", "Edema", "épine"],
        "Z": ["zebra"],
    }
