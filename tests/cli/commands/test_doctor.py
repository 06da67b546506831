"""`clausewise doctor` exits by what it finds."""

import json

import pytest
from typer.testing import CliRunner

from clausewise import app
from tests.agent.judges.shop import CORPUS


@pytest.mark.parametrize(("name", "code"), [("", 0), ("missing", 1)])
def test_the_exit_code_says_whether_a_part_is_broken(name: str, code: int) -> None:
    ran = CliRunner().invoke(app, ["doctor", "--json", "--offline", "--policies", str(CORPUS / name)])
    assert ran.exit_code == code
    told = {symptom["part"]: symptom["health"] for symptom in json.loads(ran.stdout)}
    assert list(told) == ["corpus", "index", "record", "signals", "models"]
    assert ("broken" in told.values()) == bool(code)
