"""The small shop, built once."""

import pytest

from agent.build import Clausewise
from tests.agent.judges.shop import build_shop


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Clausewise:
    return build_shop(tmp_path_factory.mktemp("shop"))
