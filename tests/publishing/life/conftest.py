"""A library that differs from the small one."""

import dataclasses

import pytest


@pytest.fixture
def library_with(small_library):
    """The small library with some texts or records put in the place of its own."""

    def changed(texts=(), **records):
        return dataclasses.replace(small_library, texts={**small_library.texts, **dict(texts)}, **records)

    return changed
