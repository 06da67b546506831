"""The last day of the sample that the tests of insights share."""

import pytest

from warehouse.engines.base import Engine
from warehouse.jobs.reading import computed_day


@pytest.fixture(scope="session")
def insight_last_day(insight_engine: Engine) -> int:
    day = computed_day(insight_engine)
    assert day is not None
    return day
