"""`clausewise insights experiments`: from a definition to an effect, from the warehouse and from files."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from clausewise import app
from tests.insights.experiments.letters_warehouse import ARMS, COMPLAINTS, CREATORS, LATER, START, Events
from tests.warehouse.warehouses import load_rows, run_jobs
from warehouse.connection import open_warehouse

DEFINITION = """\
id = "letters"
version = 1
owner = "trust science"
hypothesis = "An example in the letter makes fewer complaints."
start = 2026-07-01
end = 2026-07-20
metric = "complaint_rate"
outcome_days = 5
covariate_days = 10

[[arms]]
name = "control"
share = 0.5

[[arms]]
name = "treatment"
share = 0.5

[[guardrails]]
metric = "refund_rate"
margin = 0.05
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["insights", "experiments", *arguments])


@pytest.fixture
def definition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path / "data"))
    path = tmp_path / "letters.toml"
    path.write_text(DEFINITION)
    return path


@pytest.fixture
def loaded(definition: Path, tmp_path: Path) -> Path:
    """The definition, with the warehouse of letters computed until its last complaint."""
    (tmp_path / "data").mkdir()
    with open_warehouse(f"sqlite:///{tmp_path}/data/warehouse.db") as warehouse:
        load_rows(warehouse, Events([*COMPLAINTS, *LATER], ARMS).rows())
        run_jobs(warehouse)
    return definition


def customers(folder: Path, lost: float = 0.0) -> Path:
    """1,200 customers of two arms; a share of the treated who visited is lost."""
    random = np.random.default_rng(8)
    path = folder / "mail.csv"
    lines = ["unit,arm,visit,before,spend,ring,kind"]
    for i in range(1_200):
        treated, before = i % 2 == 1, random.random()
        visit = random.random() < 0.2 + 0.3 * before + 0.15 * treated
        if treated and visit and random.random() < lost:
            continue
        arm = ("control", "treatment")[treated]
        lines.append(
            f"u{i},{arm},{visit},{before:.4f},{random.random() + 5:.4f},r{i // 4 * 2 + treated},{'ab'[i % 3 > 0]}"
        )
    path.write_text("\n".join(lines))
    return path


SPLIT = ("--split", "control=0.5,treatment=0.5", "--outcome", "visit")


def test_a_file_has_an_effect_with_both_intervals(tmp_path: Path) -> None:
    shown = run("analyse", str(customers(tmp_path)), *SPLIT, "--covariate", "before", "--guardrail", "spend=0.3")
    assert shown.exit_code == 0, shown.output
    assert "split: as intended" in shown.stdout
    assert "at any time" in shown.stdout
    assert "adjusted by 1 covariate" in shown.stdout
    assert "within margin" in shown.stdout
    report = json.loads(run("analyse", str(tmp_path / "mail.csv"), *SPLIT, "--json").stdout)
    (effect,) = report["effects"]
    assert effect["anytime_low"] < effect["low"] < 0.15 < effect["high"] < effect["anytime_high"]


def test_a_broken_split_shows_no_effect_and_fails(tmp_path: Path) -> None:
    broken = customers(tmp_path, lost=0.5)
    shown = run("analyse", str(broken), *SPLIT)
    assert shown.exit_code == 1
    assert "problem: the split is not the intended one" in shown.stdout
    assert "not shown" in shown.stdout
    forced = run("analyse", str(broken), *SPLIT, "--despite-problems", "--json")
    assert forced.exit_code == 1
    assert json.loads(forced.stdout)["effects"][0]["difference"] is not None
    checked = run("check", str(broken), "--split", "control=0.5,treatment=0.5")
    assert (checked.exit_code, "broken" in checked.stdout) == (1, True)
    assert run("check", str(customers(tmp_path)), "--split", "control=0.5,treatment=0.5").exit_code == 0


def test_a_unit_in_two_arms_and_a_missing_outcome_are_told(tmp_path: Path) -> None:
    path = customers(tmp_path)
    path.write_text(path.read_text() + "\nu0,treatment,True,0.5,5,r9,a\nu9999,treatment,,0.5,5,r8,a\n")
    shown = run("analyse", str(path), *SPLIT)
    assert shown.exit_code == 1
    assert "1 units are in two arms, such as u0" in shown.stdout
    assert "visit is missing for 1 units (0 in control, 1 in treatment)" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--split names the intended share of each arm"),
        (("--split", "control=0.5,other=0.5", "--outcome", "visit"), "the arm 'treatment' has no intended share"),
        (("--split", "control=0.5,treatment=0.5", "--outcome", "vist"), "has no column vist: did you mean visit?"),
        ((*SPLIT, "--guardrail", "spend"), "--guardrail 'spend' is not of the form COLUMN=MARGIN"),
        ((*SPLIT, "--control", "nobody"), "the control nobody is no arm of the split"),
    ],
)
def test_bad_input_of_files(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("analyse", str(customers(tmp_path)), *arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_rings_features_and_a_running_experiment(tmp_path: Path) -> None:
    path = str(customers(tmp_path))
    rings = run("analyse", path, *SPLIT, "--cluster", "ring", "--running")
    assert "clusters" in rings.stdout
    assert "the end is still to come" in rings.stdout
    assert "groups need about 800 units" in run("analyse", path, *SPLIT, "--feature", "kind,before").stdout


def test_a_plan_from_a_file(tmp_path: Path) -> None:
    path = str(customers(tmp_path))
    shown = run("plan", path, *SPLIT, "--covariate", "before", "--effect", "0.05")
    assert shown.exit_code == 0, shown.output
    assert "power 80%" in shown.stdout
    plan = json.loads(run("plan", path, *SPLIT, "--units", "2400", "--json").stdout)
    assert plan["arms"][0]["units"] == 1_200
    assert "--effect is the difference" in run("plan", path, *SPLIT, "--effect", "0").output


def test_from_a_definition_to_an_effect(loaded: Path) -> None:
    assigned = run("assign", str(loaded))
    assert assigned.exit_code == 0, assigned.output
    rows = [*csv.DictReader(io.StringIO(assigned.stdout))]
    assert {row["creator_id"]: row["arm"] for row in rows} == ARMS
    assert {int(row["at"]) for row in rows} == {START * 86_400}
    checked = run("check", str(loaded))
    assert (checked.exit_code, "nothing found against" in checked.stdout) == (0, True)
    analysed = run("analyse", str(loaded))
    assert analysed.exit_code == 0, analysed.output
    assert "at least 10 are needed" in analysed.stdout
    assert "refund_rate" in analysed.stdout
    assert "the end is still to come" in analysed.stdout  # refunds of the last unit are not complete
    loaded.write_text(DEFINITION.replace("2026-07-20", "2026-07-02"))
    assert "the end is still to come" not in run("analyse", str(loaded)).stdout
    assert "at least 30 are needed" in run("plan", str(loaded)).output
    early = run("analyse", str(loaded), "--as-of", "2026-07-02")
    assert (early.exit_code, "no unit's 5 days are over" in early.output) == (2, True)
    file_option = run("analyse", str(loaded), *SPLIT)
    assert "--split is for CSV files" in file_option.output


def test_an_experiment_is_assigned_loaded_and_checked_before_its_start(loaded: Path) -> None:
    later = DEFINITION.replace('"letters"', '"next"').replace("2026-07-", "2126-07-")
    loaded.write_text(later)
    assignments = loaded.with_name("assignments.csv")
    assignments.write_text(run("assign", str(loaded)).stdout)
    stored = CliRunner().invoke(app, ["warehouse", "load", str(assignments)])
    assert (stored.exit_code, "set aside" in stored.stderr) == (0, False)
    checked = run("check", str(loaded))
    assert (checked.exit_code, "nothing found against" in checked.stdout) == (0, True), checked.output
    assert "since none was assigned by" in run("check", str(loaded), "--as-of", "2026-07-10").output
    assert CliRunner().invoke(app, ["warehouse", "run"]).stdout == "Nothing to compute: every day is up to date.\n"


def test_a_definition_needs_a_metric_and_protects_people(loaded: Path) -> None:
    loaded.write_text(DEFINITION.replace('"complaint_rate"', '"complaint_rat"'))
    assert "did you mean complaint_rate?" in run("analyse", str(loaded)).output
    severe = 'clauses = ["ENG-1.1"]\n\n[[arms]]\nname = "control"\nshare = 0.5\nunenforced = ["ENG-1.1"]'
    changed = DEFINITION.replace('\n[[arms]]\nname = "control"\nshare = 0.5', severe)
    loaded.write_text(
        changed.replace('name = "treatment"\nshare = 0.5', 'name = "treatment"\nshare = 0.5\nunenforced = []')
    )
    for command in ("assign", "check"):
        refused = run(command, str(loaded))
        assert refused.exit_code == 2
        assert "protection from severe harm is not taken away" in refused.output


def test_units_of_a_file_are_assigned(definition: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("unit\n" + "\n".join(CREATORS))
    assert run("assign", str(definition), "--units", str(units)).stdout.count("letters,") == 8


def panel(folder: Path) -> Path:
    random = np.random.default_rng(9)
    lines = ["unit,day,treated,refunds"]
    for unit in range(40):
        for day in range(1, 29):
            treated = unit % 2
            value = random.normal(unit % 5, 0.3) + 0.5 * (treated and day > 14)
            lines.append(f"u{unit},2026-06-{day:02},{treated},{value:.4f}")
    path = folder / "panel.csv"
    path.write_text("\n".join(lines))
    return path


def test_a_change_has_an_effect_and_its_placebos(tmp_path: Path) -> None:
    path = str(panel(tmp_path))
    shown = run("effect", path, "--outcome", "refunds", "--from", "2026-06-15")
    assert shown.exit_code == 0, shown.output
    assert "difference in differences from 2026-06-15 on" in shown.stdout
    assert "Changes that never were" in shown.stdout
    report = json.loads(run("effect", path, "--outcome", "refunds", "--from", "2026-06-15", "--json").stdout)
    assert report["low"] < 0.5 < report["high"]
    early = run("effect", path, "--outcome", "refunds", "--from", "2026-06-22")
    assert (early.exit_code, "problem:" in early.stdout, "effect: not shown" in early.stdout) == (1, True, True)


def test_a_threshold_has_an_effect(tmp_path: Path) -> None:
    random = np.random.default_rng(10)
    score = random.normal(0, 1, 1_500)
    outcome = 0.2 * score + 0.4 * (score >= 0) + random.normal(0, 0.3, 1_500)
    path = tmp_path / "scores.csv"
    path.write_text("score,repeat\n" + "\n".join(f"{s:.6f},{y:.6f}" for s, y in zip(score, outcome, strict=True)))
    shown = run("effect", str(path), "--outcome", "repeat", "--cutoff", "0")
    assert shown.exit_code == 0, shown.output
    assert "jump at 0" in shown.stdout
    assert "Thresholds that are none" in shown.stdout
    report = json.loads(run("effect", str(path), "--outcome", "repeat", "--cutoff", "0", "--json").stdout)
    assert report["low"] < 0.4 < report["high"]
    assert "--bandwidth is above 0" in run("effect", str(path), "--cutoff", "0", "--bandwidth", "-1").output
    for wrong in ((), ("--cutoff", "0", "--from", "2026-06-15")):
        assert "write either --from DAY" in run("effect", str(path), *wrong).output


def test_a_change_of_markets_from_the_warehouse(loaded: Path) -> None:
    assert "name the markets" in run("effect", "complaint_rate", "--from", "2026-07-01").output
    shown = run("effect", "complaint_rate", "--from", "2026-07-01", "--market", "ID", "--json")
    assert shown.exit_code == 1
    report = json.loads(shown.stdout)
    assert (report["difference"], report["treated_clusters"]) == (None, 4)
    assert "clustered errors need at least 5" in report["problems"][0]
    assert "the change was made in 1 market" in report["notes"][-1]
    assert "has no rows in this time" in run("effect", "complaint_rate", "--from", "2026-07-01", "--market", "X").output
