"""The bundled policies, and a trainer with an empty store and a clock that is set by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from policies.corpus_path import BUNDLED_CORPUS
from policies.library import Library, load_library
from store.decisions import DecisionStore, open_store


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(BUNDLED_CORPUS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DecisionStore]:
    with open_store(f"sqlite:///{tmp_path}/clausewise.db") as opened:
        yield opened
