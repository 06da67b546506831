"""`clausewise decisions replay`: decides a stored case again and lists what differs."""

from dataclasses import asdict
from dataclasses import replace as changed
from typing import TYPE_CHECKING

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, DecisionId, Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from agent.backtest.replay_comparison import ReplayComparison
    from agent.settings import Settings
    from store.decision_rows import StoredDecision

COMPARED_PATHS = {
    "outcome": "verdict.outcome",
    "findings": "verdict.findings",
    "verdict": "verdict",
    "consequence": "consequence",
    "message": "education",
    "evidence": "evidence",
    "trace": "trace",
}
BASIS_NAMES = {"policy_fingerprint": "corpus"}
MAX_DIFFERENCES = 20
MAX_VALUE_CHARS = 60


def replay(decision_id: DecisionId, policies: Policies = None, as_json: AsJson = False) -> None:
    """Decide a stored case again without saving; exit with 1 if anything differs."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.input.decision_lookup import find_decision
        from cli.views.console import echo_json_lines

        settings = read_settings(policies=policies)
        with open_decision_store(settings) as store:
            stored = find_decision(store, decision_id)
        comparison = _replay(settings, stored)
        if as_json:
            names = {"decision_id": stored.decision.decision_id, "outcome": stored.decision.verdict.outcome}
            echo_json_lines([{**names, "same": comparison.is_same, **asdict(comparison)}])
        else:
            _print(stored, comparison)
        if not comparison.is_same:
            raise typer.Exit(EXIT_FAILURE)


def _print(stored: "StoredDecision", comparison: "ReplayComparison") -> None:
    from cli.views.console import print_line, print_table

    for line in _summary(stored, comparison):
        print_line(line)
    if not comparison.is_same:
        print_table(_difference_table(comparison))


def _replay(settings: "Settings", stored: "StoredDecision") -> "ReplayComparison":
    from agent.backtest.replay_comparison import compare
    from agent.build import build
    from agent.evidence.account_sources import RecordedAccounts
    from agent.media_bank.matching import RecordedBank
    from cli.views.console import progress
    from signals.sources.recorded_source import RecordedSignals

    before = stored.decision
    signals = RecordedSignals(before.evidence.signals)
    with progress("Loading policies") as advance:
        clausewise = build(settings, judge=before.trace.judge, signals=signals, progress=advance)
    accounts, bank = RecordedAccounts(before.evidence.account), RecordedBank(before.evidence.media_matches)
    gatherer = changed(clausewise.adjudicator.gatherer, accounts=accounts, bank=bank)
    adjudicator = changed(clausewise.adjudicator, gatherer=gatherer)
    with progress("Deciding"):
        again = adjudicator.decide(stored.case, before.trace.as_of)
        if before.assessment is not None:
            from agent.assessment.assessor import with_assessment

            again = with_assessment(stored.case, again, before.assessment, clausewise.corpus.library)
        return compare(before, again)


def _summary(stored: "StoredDecision", comparison: "ReplayComparison") -> "Iterator[str]":
    decision = stored.decision
    result = "same decision" if comparison.is_same else "DIFFERENT decision"
    yield f"{decision.decision_id}: {decision.verdict.outcome}, replayed: {result}"
    for basis in comparison.basis_differences:
        name = BASIS_NAMES.get(basis.path, basis.path)
        yield f"the {name} has changed: {_short(basis.recorded)} then, {_short(basis.replayed)} now"
    if not comparison.is_same:
        if not comparison.basis_differences:
            yield "judge and corpus are unchanged: a setting, a precedent or the version of Clausewise has changed"
        for name, path in COMPARED_PATHS.items():
            yield f"  {'differs' if comparison.under(path) else 'same':8}{name}"


def _difference_table(comparison: "ReplayComparison") -> "Table":
    from cli.views.console import table

    rows = [(d.path, _short(d.recorded), _short(d.replayed)) for d in comparison.differences[:MAX_DIFFERENCES]]
    more = len(comparison.differences) - MAX_DIFFERENCES
    return table(("Field", "Stored", "Replayed"), [*rows, (f"and {more} more",)] if more > 0 else rows)


def _short(value: object) -> str:
    from prompts.untrusted import shortened

    return shortened(" ".join((f"{value:.3f}" if isinstance(value, float) else str(value)).split()), MAX_VALUE_CHARS)
