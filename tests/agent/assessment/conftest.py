"""The accounts, loaded once, and the assessor over the bundled policies."""

from collections.abc import Iterator

import pytest

from agent.assessment.assessor import AccountAssessor, by_checks_alone
from agent.build import Clausewise, build
from agent.settings import read_settings
from tests.agent.assessment.accounts import accounts
from warehouse.engines.base import Engine


@pytest.fixture(scope="session")
def bundled() -> Clausewise:
    return build(read_settings(), judge="rules")


@pytest.fixture(scope="session")
def assessor(bundled: Clausewise) -> AccountAssessor:
    return AccountAssessor(by_checks_alone(bundled.adjudicator))


@pytest.fixture
def engine() -> Iterator[Engine]:
    with accounts() as warehouse:
        yield warehouse.engine
