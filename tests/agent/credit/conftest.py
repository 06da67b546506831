"""A store with decisions for credit, and the bundled policies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from policies.corpus_path import BUNDLED_CORPUS
from policies.library import Library, load_library
from store.decisions import DecisionStore, open_store
from tests.agent.credit.stored import Decide, fill
from tests.store.conftest import case, decide

__all__ = ["case", "decide"]


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(BUNDLED_CORPUS)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/clausewise.db"


@pytest.fixture
def store(url: str, decide: Decide) -> Iterator[DecisionStore]:
    with open_store(url) as opened:
        fill(opened, decide)
        yield opened
