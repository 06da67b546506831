"""The exit code of `clausewise doctor`."""

import json

import pytest
from typer.testing import CliRunner

from clausewise import app
from tests.agent.judges.shop import CORPUS


@pytest.mark.parametrize(("name", "code"), [("", 0), ("missing", 1)])
def test_exit_code_reports_a_failed_component(name: str, code: int) -> None:
    ran = CliRunner().invoke(app, ["doctor", "--json", "--offline", "--policies", str(CORPUS / name)])
    assert ran.exit_code == code
    health = {result["component"]: result["health"] for result in map(json.loads, ran.stdout.splitlines())}
    assert list(health) == ["corpus", "index", "languages", "decision log", "media", "signals", "models"]
    assert ("failed" in health.values()) == bool(code)
