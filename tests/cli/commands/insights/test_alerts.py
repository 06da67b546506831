"""`clausewise insights alerts` and `insights root-cause`, from a warehouse on disk to what is printed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clausewise import app
from tests.cli.commands.insights.posts_warehouse import write_warehouse


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ("insights", *arguments))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_warehouse(tmp_path_factory.mktemp("posts"))


@pytest.fixture(autouse=True)
def environment(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    data, metrics = folders
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(data))
    monkeypatch.setenv("CLAUSEWISE_INSIGHTS__METRICS_DIR", str(metrics))


def test_the_alert_names_the_day_the_slice_and_the_change() -> None:
    shown = run("alerts", "--day", "2026-07-29")
    assert shown.exit_code == 0, shown.output
    assert "Alerts from 2026-07-23 to 2026-07-29: 2" in shown.stdout
    assert "Share of videos (market = US) rose to" in shown.stdout
    assert "It began about 2026-07-25." in shown.stdout
    assert "Our own change fits: policy version: videos allowed (2026-07-25)" in shown.stdout
    assert "clausewise insights root-cause video_share --day 2026-07-29" in shown.stdout


def test_alerts_as_json() -> None:
    report = json.loads(run("alerts", "--json", "--budget", "1").stdout)
    assert report["budget"]["alerts_a_week"] == 1
    alert = report["alerts"][-1]
    assert (alert["metric"], alert["day"], alert["kind"]) == ("video_share", "2026-07-25", "change")
    assert alert["slices"][0]["slice"] == {"market": "US"}


def test_a_quiet_week_has_no_alerts_and_says_why_some_metrics_have_none() -> None:
    shown = run("alerts", "--day", "2026-07-20")
    assert "Alerts from 2026-07-14 to 2026-07-20: 0" in shown.stdout
    assert "refund_rate: no data in 90 days, so no alerts" in shown.stdout


def test_the_root_cause_says_it_in_words() -> None:
    shown = run("root-cause", "video_share", "--day", "2026-07-29", "--days", "5")
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert lines[:2] == ["Share of videos", "2026-07-25 to 2026-07-29, against 2026-06-27 to 2026-07-24"]
    assert lines[3].startswith("Our own change fits: policy version: videos allowed")
    assert "It began on 2026-07-25" in shown.stdout
    first = lines[lines.index("Slices, best first") + 2]
    assert first.startswith("market = US")
    assert "composition of language" in shown.stdout


def test_the_root_cause_as_json() -> None:
    report = json.loads(run("root-cause", "video_share", "--day", "2026-07-29", "--json").stdout)
    first, *changes, last = report["waterfall"]
    assert first["value"] + sum(one["value"] for one in changes) == pytest.approx(last["value"])
    assert report["first_moment"]["day"] == "2026-07-25"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("alerts", "--budget", "0"), "the budget of alerts a week must be above 0"),
        (("alerts", "--day", "2027-01-01"), "is not computed yet"),
        (("root-cause", "video_shar"), "did you mean video_share?"),
        (("root-cause", "video_share", "--day", "2026-06-03"), "with which it would be compared"),
        (("root-cause", "refund_rate"), "it is late or missing"),
    ],
)
def test_bad_input(arguments: tuple[str, ...], message: str) -> None:
    shown = run(*arguments)
    assert shown.exit_code == 2
    assert message in " ".join(shown.output.split())


def test_without_a_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path))
    shown = run("alerts")
    assert shown.exit_code != 0
    assert "load events first" in shown.output
