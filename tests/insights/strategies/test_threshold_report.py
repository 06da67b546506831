"""Thresholds chosen on earlier days and reported on later ones, from variables and from files."""

from pathlib import Path

import numpy as np
import pytest

from domain.errors import InputError
from insights.strategies.labels import read_labels
from insights.strategies.replaying import Period, file_threshold, variable_threshold
from insights.strategies.threshold_report import Goal, ScoredRows, report_threshold
from warehouse.engines.arrays import objects
from warehouse.engines.base import Engine


def rows(size: int = 400, later_chance: float = 0.95) -> ScoredRows:
    """Scores above .5 are violations with a chance of .95; after time 100 with another one."""
    random = np.random.default_rng(4)
    score, time = random.random(size), np.arange(size) / 2
    chance = np.where(score > 0.5, np.where(time > 100, later_chance, 0.95), 0.05)
    return ScoredRows(score, random.random(size) < chance, time, objects([f"c{place}" for place in range(size)]))


def test_the_later_slice_is_reported() -> None:
    report = report_threshold(rows(), 100, Goal(0.8), "score", variable=False)
    assert report.threshold is not None
    assert 0.3 < report.threshold < 0.6
    assert report.reached is True
    assert report.precision.value is not None
    assert report.recall.value is not None
    assert report.recall.value > 0.85
    assert (report.labelled_earlier, report.labelled_later, report.when) == (201, 199, None)
    named = report_threshold(rows(), 100, Goal(0.8), "activity.posts", variable=True)
    assert named.when == f"activity.posts >= {report.threshold:g}"


def test_labels_of_the_later_slice_change_no_threshold() -> None:
    good, bad = (
        report_threshold(rows(later_chance=chance), 100, Goal(0.8), "s", variable=False) for chance in (0.95, 0.3)
    )
    assert good.threshold == bad.threshold
    assert bad.reached is False


def test_no_such_threshold_is_an_answer() -> None:
    report = report_threshold(rows(), 100, Goal(0.99), "score", variable=False)
    assert (report.threshold, report.reached, report.hits) == (None, None, 0)
    assert report.precision.note == "no threshold was chosen"
    assert "No threshold is shown" in report.notes[0]


def test_one_row_of_each_unit_chooses() -> None:
    few = rows()
    repeated = ScoredRows(few.score, few.label, few.time, objects(["c"] * 400))
    assert report_threshold(repeated, 100, Goal(0.8), "score", variable=False).threshold is None
    with pytest.raises(InputError, match="only 0 labelled rows are after the split"):
        report_threshold(few, 1000, Goal(0.8), "score", variable=False)


def test_a_file(tmp_path: Path) -> None:
    path, made = tmp_path / "scores.csv", rows()
    lines = [f"{s},{int(y)},{t}" for s, y, t in zip(made.score, made.label, made.time, strict=True)]
    path.write_text("\n".join(["score,label,time", *lines]))
    assert file_threshold(path, Goal(0.8)).reached is True
    assert file_threshold(path, Goal(0.8, split="100")).labelled_earlier == 201


@pytest.mark.parametrize(
    ("content", "split", "words"),
    [
        ("score,label\n1,1\n", None, "has no column time"),
        ("score,label,time\nx,1,1\n", None, "line 2: score and time must be numbers"),
        ("score,label,time\n1,yes,1\n", None, "line 2"),
        ("score,label,time\n1,1,1\n", None, "labelled rows are up to the split"),
        ("score,label,time\n1,1,1\n", "soon", "write the split as 2026-09-14"),
        ("score,label,time\n", None, "only 0 labelled rows"),
    ],
)
def test_bad_files(tmp_path: Path, content: str, split: str | None, words: str) -> None:
    (tmp_path / "scores.csv").write_text(content)
    with pytest.raises(InputError, match=words):
        file_threshold(tmp_path / "scores.csv", Goal(split=split))


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_bytes(b"score,label,time\n\xff,1,1\n")
    with pytest.raises(InputError, match="not UTF-8"):
        file_threshold(tmp_path / "scores.csv", Goal())


def test_a_variable_of_the_sample(insight_engine: Engine, insight_last_day: int) -> None:
    labels = read_labels(insight_engine, insight_last_day, appeal_days=1, horizon=7)
    report = variable_threshold(insight_engine, "activity.copied_share", labels, Period(step=3), Goal(0.05))
    assert report.score == "activity.copied_share"
    assert report.labelled_earlier > 0
    for name, words in (
        ("activity.copied", "write activity.copied_share"),
        ("trade.amount", "is no number of creators"),
    ):
        with pytest.raises(InputError, match=words):
            variable_threshold(insight_engine, name, labels, Period(), Goal())
