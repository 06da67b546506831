"""`clausewise insights tradeoffs`: promotion, choices, exposure and the judge's thresholds, with what can go wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from clausewise import app

BASELINE = Path(__file__).parents[4] / "eval" / "baselines" / "creator_governance.jsonl.gz"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ("insights", "tradeoffs", *arguments))


def words(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a warehouse with a small ecosystem, all days computed."""
    from tests.warehouse.warehouses import load_columns, run_jobs
    from warehouse.connection import open_warehouse
    from warehouse.sample.ecosystem import build_ecosystem
    from warehouse.sample.options import SampleOptions

    url = f"duckdb:///{tmp_path_factory.mktemp('tradeoffs')}/events.duckdb"
    with open_warehouse(url) as warehouse:
        load_columns(warehouse, build_ecosystem(SampleOptions(creators=300, days=60, seed=5)).tables)
        run_jobs(warehouse)
    return url


def judged(folder: Path) -> str:
    """600 cases whose probabilities are right."""
    random = np.random.default_rng(1)
    probability = random.beta(0.5, 1, 600)
    truth = random.random(600) < probability
    rows = [f"{one:.4f},{int(label)},0.5" for one, label in zip(probability.tolist(), truth.tolist(), strict=True)]
    path = folder / "judged.csv"
    path.write_text("\n".join(["probability,truth,threshold", *rows]))
    return str(path)


def test_thresholds_by_cost(data: Path) -> None:
    shown = run("judge", judged(data), "--cost", "missed=50,accused=20,minute=1")
    assert shown.exit_code == 0, shown.output
    current = next(line for line in shown.stdout.splitlines() if line.startswith("current"))
    assert current.split()[1:3] == ["0.420", "0.580"]
    assert "the chosen thresholds cost less; saving for 100 cases +" in shown.stdout
    report = json.loads(run("judge", judged(data), "--current", "review=0.06,violation=0.85", "--json").stdout)
    assert report["better"] is False
    rare = json.loads(run("judge", judged(data), "--violation-share", "0.02", "--json").stdout)
    assert rare["chosen"]["point"]["review_from"] > report["chosen"]["point"]["review_from"]


def test_thresholds_of_a_stored_run() -> None:
    shown = run("judge", str(BASELINE))
    assert shown.exit_code == 0, shown.output
    assert "cases without a probability or a label are left out" in words(shown)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("judge", "none.csv"), "does not exist"),
        (("judge", str(BASELINE), "--cost", "missed=50"), "costs are missed, accused and minute"),
        (("judge", str(BASELINE), "--cost", "missed=much,accused=1,minute=1"), "no name with a number"),
        (("judge", str(BASELINE), "--cost", "missed=0,accused=1,minute=1"), "are above 0"),
        (("judge", str(BASELINE), "--current", "review=0.9,violation=0.2"), "not below the former"),
        (("judge", str(BASELINE), "--violation-share", "2"), "between 0 and 1"),
        (("promotion", "--cap", "complaints"), "no name with a number"),
        (("promotion",), "load events first"),
        (("exposure",), "load events first"),
    ],
)
def test_what_a_person_can_do_wrong(arguments: tuple[str, ...], message: str, data: Path) -> None:
    result = run(*arguments)
    assert (result.exit_code, message in words(result)) == (2, True), result.output


def test_no_choice_yet(data: Path) -> None:
    assert "no point was chosen yet" in run("choices").stdout
    assert run("choices", "--json").stdout == ""


@pytest.mark.slow
def test_promotion_is_chosen_with_a_reason(data: Path, sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", sample)
    out = data / "multiples.csv"
    common = ("promotion", "--cap", "complaints=500", "--following", "14")
    shown = run(*common, "--out", str(out), "--choose", "--author", "Ada", "--reason", "Fewer complaints.")
    assert shown.exit_code == 0, shown.output
    assert "value at each cap on complaints per 1,000 orders" in shown.stdout
    assert out.read_text().startswith("creator_id,multiple\n")
    assert "Ada, as of 2026-07-30: at most 500 complaints per 1,000 orders: Fewer complaints." in run("choices").stdout
    (choice,) = map(json.loads, run("choices", "--json").stdout.splitlines())
    assert choice["point"]["caps"] == {"complaints": 500.0}


@pytest.mark.slow
def test_caps_that_cannot_be_satisfied(data: Path, sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", sample)
    none = run(
        "promotion", "--cap", "violations=1", "--following", "14", "--choose", "--author", "Ada", "--reason", "x"
    )
    assert (none.exit_code, "the caps cannot be satisfied on the measured days" in none.stdout) == (2, True)
    assert "is the lowest that can" in none.stdout
    assert "choose caps that can" in words(none)
    unknown = run("promotion", "--cap", "likes=1")
    assert (unknown.exit_code, "caps are on complaints, refunds, violations" in words(unknown)) == (2, True)


@pytest.mark.slow
def test_exposure_of_a_warehouse(data: Path, sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", sample)
    shown = run("exposure", "--simulations", "2")
    assert shown.exit_code == 0, shown.output
    names = [line.split("  ")[0] for line in shown.stdout.splitlines()]
    assert [name for name in names if name in ("as it is today", "by past clicks", "Thompson")] == [
        "as it is today",
        "by past clicks",
        "Thompson",
    ]
    report = json.loads(run("exposure", "--simulations", "2", "--json").stdout)
    assert report["policies"][1]["measures"]["clicks"]["value"] > 0


@pytest.mark.slow
def test_fairness_of_a_warehouse(data: Path, sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", sample)
    before = str(data / "before.json")
    shown = CliRunner().invoke(app, ("insights", "fairness", "--save", before))
    assert shown.exit_code == 0, shown.output
    assert "Violations found that people confirmed, by market" in shown.stdout
    assert "What these data cannot say" in shown.stdout
    same = CliRunner().invoke(app, ("insights", "fairness", "--compare", before))
    assert (same.exit_code, "passed: no gap widened" in same.stdout) == (0, True)
