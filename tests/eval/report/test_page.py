"""The page: its sections, no external resources, and hostile content escaped."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from domain.case import Case, ContentItem
from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold, LabelledCase
from eval.metrics.comparison import compare
from eval.metrics.summary import summarise
from eval.report.page import BaselineComparison, render_page
from eval.report.worst_cases import MAX_CASES, with_content, worst_cases
from eval.runs.manifest import RunManifest, RunOptions
from eval.runs.result import Result
from tests.eval.rows import row

V, N = Outcome.VIOLATION, Outcome.NO_VIOLATION
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }} \u202e"
MANIFEST = RunManifest(
    dataset="data <b>",
    cases_sha256="0" * 64,
    options=RunOptions(),
    judge="local",
    model="m",
    corpus="c" * 64,
    prompts="p" * 64,
    settings={},
    commit=None,
    packages={},
    created_at=datetime(2026, 9, 14, tzinfo=UTC),
)
ROWS = [
    row(f"c{n}", V if n % 3 else N, V if n % 2 else N, probability=(n % 10) / 10, tier=("a" if n % 2 else "b",))
    for n in range(60)
]
BEFORE = [row(f"c{n}", V if n % 3 else N, V, probability=0.9) for n in range(60)]
CASES = {
    "c1": LabelledCase(
        id="c1", case=Case(id="c1", content=(ContentItem(id="i", text=HOSTILE),)), gold=Gold(outcome=N, reason=HOSTILE)
    )
}


def results(count: int) -> list[Result]:
    return [
        Result(case_id=f"c{n}", gold=Gold(outcome=V, reason=HOSTILE), error=HOSTILE, latency_ms=1.0)
        for n in range(count)
    ]


def rendered(*, with_baseline: bool = True) -> str:
    report = summarise(ROWS, "data <b>", "local")
    comparison = BaselineComparison(summarise(BEFORE, "data", "baseline"), compare(BEFORE, ROWS))
    return render_page(report, MANIFEST, results(3), CASES, comparison if with_baseline else None)


class Outline(HTMLParser):
    """The structure that a screen reader uses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.unscoped = 0
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))
        self.unscoped += tag == "th" and "scope" not in attributes
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action")]


def test_page_has_every_section() -> None:
    text = rendered()
    for section in (
        "Metrics",
        "Confusion",
        "Calibration and coverage",
        "Slices",
        "Worst cases",
        "Comparison with the baseline",
    ):
        assert f">{section}</h2>" in text
    assert text.count("<svg") == 2
    assert "Cases with changed outcomes" in text
    assert "Comparison with the baseline" not in rendered(with_baseline=False)


def test_content_is_escaped() -> None:
    text = rendered()
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7 * 7 }}" in text
    assert "<title>data &lt;b&gt;" in text


def test_page_needs_no_network() -> None:
    assert {address for address in Outline(rendered()).addresses if not address.startswith("#")} == set()
    assert "url(" not in rendered()
    assert "@import" not in rendered()


def test_headings_tables_and_landmarks_are_accessible() -> None:
    structure = Outline(rendered())
    steps = [after - before for before, after in zip(structure.headings, structure.headings[1:], strict=False)]
    assert structure.headings[0] == 1
    assert structure.headings.count(1) == 1
    assert max(steps) <= 1
    assert structure.unscoped == 0
    assert {"main", "header", "nav", "caption"} <= {*structure.tags}


def test_only_the_worst_cases_are_listed() -> None:
    listed = worst_cases(results(MAX_CASES + 40))
    assert len(listed) == MAX_CASES
    assert worst_cases([]) == []


def test_retrieval_only_run_has_a_page() -> None:
    rows = [row("a", None, None, scores={"hit_at_5": 1.0, "mrr": 1.0, "recall_at_5": 1.0, "ndcg_at_10": 1.0})]
    text = render_page(summarise(rows, "d", "j"), MANIFEST, [], {}, None)
    assert "Mean reciprocal rank" in text
    assert "Confusion" not in text
    assert "Not computed" in text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed: no screenshot of the page")
@pytest.mark.parametrize("width", [1280, 390])
def test_page_fits_the_window(tmp_path: Path, width: int) -> None:
    """The screenshot is written to the temporary folder of the test (see `--basetemp`)."""
    (tmp_path / "report.html").write_text(rendered(), encoding="utf-8")
    screenshot = tmp_path / f"report-{width}.png"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},1800"]
    command += [
        f"--screenshot={screenshot}",
        f"--user-data-dir={tmp_path / 'profile'}",
        f"file://{tmp_path / 'report.html'}",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert screenshot.stat().st_size > 10_000


def test_content_is_of_the_same_case_only() -> None:
    """Another dataset may have another case by that id."""
    fingerprints = (CASES["c1"].case_sha256, "x", "")
    known, other, old = (results(2)[1].model_copy(update={"case_sha256": sha}) for sha in fingerprints)
    assert [one.case for one in with_content(worst_cases([known]), CASES)] == [CASES["c1"].case]
    assert [one.case for one in with_content(worst_cases([other]), CASES)] == [None]
    assert [one.case for one in with_content(worst_cases([old]), CASES)] == [CASES["c1"].case]
