"""A library that differs from the small one."""

import copy
import dataclasses

import pytest


@pytest.fixture
def library_with(small_library):
    """The small library with some texts or records put in the place of its own."""

    def changed(texts=(), **records):
        own = {"texts": {**small_library.texts, **dict(texts)}, "ready": copy.deepcopy(small_library.ready)}
        return dataclasses.replace(small_library, **own, **records)

    return changed
