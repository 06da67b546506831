"""The small shop, installed once."""

import pytest

from agent.build import Clausewise
from tests.agent.judges.shop import install


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Clausewise:
    return install(tmp_path_factory.mktemp("shop"))
