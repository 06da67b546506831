"""A small sample of an ecosystem, built once."""

import pytest

from warehouse.sample.ecosystem import Ecosystem, build_ecosystem
from warehouse.sample.options import SampleOptions


@pytest.fixture(scope="session")
def ecosystem() -> Ecosystem:
    return build_ecosystem(SampleOptions(creators=200, days=42, seed=3))
