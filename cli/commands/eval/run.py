"""`clausewise eval run`: a dataset decided into a folder, with figures, reasons and a report for CI."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge
from cli.input.options import DatasetFolder, Judge, JudgeName, Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eval.report.figures import Report

Out = Annotated[Path, typer.Option(metavar="DIR", help="The run's folder; a run that was killed goes on there.")]


def run(
    out: Out,
    dataset: DatasetFolder = None,
    judge: Judge = JudgeName.AUTO,
    part: Annotated[str | None, typer.Option("--split", help="Only this part: dev or test.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many cases, drawn by the seed.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Decide each case so many times, to see what flickers.")] = 1,
    concurrency: Annotated[int, typer.Option(min=1, help="Cases under way at once, in one process.")] = 2,
    processes: Annotated[
        int, typer.Option(min=1, help="Processes, a case at a time in each; for judges that calculate here.")
    ] = 1,
    seed: Annotated[int, typer.Option(help="What a limit draws by.")] = 7,
    policies: Policies = None,
) -> None:
    """Decide labelled cases, score each with its reason, and say how well the verdicts agree with people."""
    with edge():
        from agent.settings import read_settings
        from cli.views.console import out as console
        from cli.views.console import print_rows, progress
        from cli.views.layout import table
        from eval.dataset.check_context import own_corpus
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.runs.executor import Executor
        from eval.runs.manifest import Choice
        from eval.runs.run import run as decide

        labelled = read_dataset(dataset or BUNDLED)
        settings = read_settings(policies=policies or own_corpus(labelled))
        choice = Choice(judge=judge.value, split=part, limit=limit, repeat=repeat, seed=seed)
        with progress("Deciding") as advance:
            report = decide(labelled, choice, settings, out, hands=Executor(concurrency, processes), progress=advance)
        print_rows(table((f"{report.dataset}, {report.n} cases", report.judge), figures(report)))
        console.print(f"\n{out}: report.html, report.json, results.jsonl, junit.xml", markup=False, soft_wrap=True)


def figures(report: "Report") -> "Iterator[tuple[str, str]]":
    """What people ask first, each figure with its interval, the commonest label beside the accuracy."""
    outcome, harms = report.outcome, report.harms
    if outcome.majority is not None:
        yield "accuracy", _told(outcome.accuracy, outcome.accuracy_ci)
        yield f"  always {outcome.majority.outcome.replace('_', ' ')}", _told(outcome.majority.accuracy)
        yield "macro-F1", _told(outcome.macro_f1, outcome.macro_f1_ci)
        yield "Cohen's kappa", _told(outcome.kappa, outcome.kappa_ci)
        yield "decided, and right of these", f"{_told(outcome.decided)}, {_told(outcome.accuracy_decided)}"
        yield "exact set of clauses", _told(report.violated_set.exact, report.violated_set.exact_ci)
        yield "violations passed", _told(harms.missed_violation, harms.missed_violation_ci)
        yield "passes called violations", _told(harms.false_alarm, harms.false_alarm_ci)
        yield "calibration error, Brier", f"{_told(report.calibration.ece)}, {_told(report.calibration.brier)}"
        yield "quotes verbatim", _told(report.citation.verbatim)
    yield "clause among the first five", _told(report.retrieval.hit_at_5, report.retrieval.hit_at_5_ci)
    yield "mean reciprocal rank", _told(report.retrieval.mrr)
    yield "errors", str(report.errors)
    yield "ms a case, p50 and p95", f"{report.latency_ms.p50:.0f}, {report.latency_ms.p95:.0f}"
    if report.usage.calls:
        yield "model calls, tokens in, cost", f"{report.usage.calls}, {report.usage.input_tokens}, {_told(report.cost)}"


def _told(value: float | None, interval: tuple[float, float] | None = None) -> str:
    if value is None:
        return "none"
    return f"{value:.3f}" + (f" [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else "")
