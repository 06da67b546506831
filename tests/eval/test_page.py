"""The page: everything it shows, nothing from outside, and hostile content as text."""

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
from eval.report.page import Beside, page
from eval.report.worst_cases import MOST, worst
from eval.runs.manifest import Choice, RunManifest
from eval.runs.result import Result
from tests.eval.rows import row

V, N = Outcome.VIOLATION, Outcome.NO_VIOLATION
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }} \u202e"
ABOUT = RunManifest(
    dataset="data <b>",
    cases_sha256="0" * 64,
    choice=Choice(),
    judge="local",
    model="m",
    corpus="c" * 64,
    prompts="p" * 64,
    settings={},
    commit=None,
    packages={},
    made_at=datetime(2026, 9, 14, tzinfo=UTC),
)
ROWS = [
    row(f"c{n}", V if n % 3 else N, V if n % 2 else N, probability=(n % 10) / 10, tier=("a" if n % 2 else "b",))
    for n in range(60)
]
BEFORE = [row(f"c{n}", V if n % 3 else N, V, probability=0.9) for n in range(60)]
CASES = {
    "c1": LabelledCase(
        id="c1", case=Case(id="c1", content=(ContentItem(id="i", text=HOSTILE),)), gold=Gold(outcome=N, why=HOSTILE)
    )
}


def results(count: int) -> list[Result]:
    return [
        Result(case_id=f"c{n}", gold=Gold(outcome=V, why=HOSTILE), error=HOSTILE, latency_ms=1.0) for n in range(count)
    ]


def made(*, beside: bool = True) -> str:
    report = summarise(ROWS, "data <b>", "local")
    other = Beside(summarise(BEFORE, "data", "baseline"), compare(BEFORE, ROWS)) if beside else None
    return page(report, ABOUT, results(3), CASES, other)


class Outline(HTMLParser):
    """What a screen reader goes by."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.unscoped = 0
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))
        self.unscoped += tag == "th" and "scope" not in given
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action")]


def test_it_shows_every_part() -> None:
    text = made()
    for part in ("Metrics", "Confusion", "Calibration and coverage", "Slices", "Worst cases", "Beside the baseline"):
        assert f">{part}</h2>" in text
    assert text.count("<svg") == 2
    assert "Cases that flipped" in text
    assert "Beside the baseline" not in made(beside=False)


def test_content_is_text_and_nothing_else() -> None:
    text = made()
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7 * 7 }}" in text
    assert "<title>data &lt;b&gt;" in text


def test_it_asks_nothing_of_the_network() -> None:
    assert {address for address in Outline(made()).addresses if not address.startswith("#")} == set()
    assert "url(" not in made()
    assert "@import" not in made()


def test_headings_tables_and_landmarks_are_in_order() -> None:
    outline = Outline(made())
    steps = [after - before for before, after in zip(outline.headings, outline.headings[1:], strict=False)]
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert max(steps) <= 1
    assert outline.unscoped == 0
    assert {"main", "header", "nav", "caption"} <= {*outline.tags}


def test_of_many_mistakes_only_the_worst_are_shown() -> None:
    found = worst(results(MOST + 40))
    assert len(found) == MOST
    assert worst([]) == []


def test_a_run_of_retrieval_alone_has_a_page() -> None:
    rows = [row("a", None, None, scores={"hit_at_5": 1.0, "mrr": 1.0, "recall_at_5": 1.0, "ndcg_at_10": 1.0})]
    text = page(summarise(rows, "d", "j"), ABOUT, [], {}, None)
    assert "Mean reciprocal rank" in text
    assert "Confusion" not in text
    assert "Not computed" in text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed: no screenshot of the page")
@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_a_window(tmp_path: Path, width: int) -> None:
    """The screenshot lies among the artefacts of the test (`--basetemp` says where)."""
    (tmp_path / "report.html").write_text(made(), encoding="utf-8")
    shot = tmp_path / f"report-{width}.png"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},1800"]
    command += [f"--screenshot={shot}", f"--user-data-dir={tmp_path / 'profile'}", f"file://{tmp_path / 'report.html'}"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert shot.stat().st_size > 10_000
