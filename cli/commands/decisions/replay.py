"""`clausewise decisions replay`: a decision made again from its record, and what came out otherwise."""

from typing import TYPE_CHECKING

import typer

from cli.errors import FAILURE, edge
from cli.input.options import DecisionId, Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from agent.backtest.replay import Replay
    from agent.settings import Settings
    from store.decision_rows import Record

PARTS = {
    "outcome": "verdict.outcome",
    "findings": "verdict.findings",
    "verdict": "verdict",
    "consequence": "consequence",
    "message": "education",
    "evidence": "evidence",
    "trace": "trace",
}
GROUNDS = {"policy_fingerprint": "corpus"}
MOST = 20
LONGEST = 60


def replay(decision_id: DecisionId, policies: Policies = None) -> None:
    """Decide again from the record, keeping nothing; exit code 1 where anything comes out otherwise."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from cli.input.decision_lookup import recorded
        from cli.views.console import out, print_rows

        settings = read_settings(policies=policies)
        with build_store(settings) as store:
            record = recorded(store, decision_id)
        result = _decide_again(settings, record)
        for line in _told(record, result):
            out.print(line, markup=False, soft_wrap=True)
        if not result.same:
            print_rows(_differences(result))
            raise typer.Exit(FAILURE)


def _decide_again(settings: "Settings", record: "Record") -> "Replay":
    from agent.adjudicator import NoDecisionLog
    from agent.backtest.replay import compare
    from agent.build import build
    from cli.views.console import progress
    from signals.recorded import RecordedSignals

    before = record.decision
    signals = RecordedSignals(before.evidence.signals)
    with progress("Reading policies") as advance:
        clausewise = build(settings, NoDecisionLog(), judge=before.trace.judge, signals=signals, progress=advance)
    with progress("Deciding"):
        return compare(before, clausewise.adjudicator.decide(record.case, before.trace.as_of))


def _told(record: "Record", result: "Replay") -> "Iterator[str]":
    decision = record.decision
    outcome = "the same" if result.same else "NOT the same"
    yield f"{decision.decision_id}: {decision.verdict.outcome}, decided again: {outcome}"
    for ground in result.grounds:
        name = GROUNDS.get(ground.path, ground.path)
        yield f"the {name} is another: {_short(ground.recorded)} then, {_short(ground.again)} now"
    if not result.same:
        if not result.grounds:
            yield "judge and corpus are those of then: a setting, a precedent or Clausewise itself has changed"
        yield "\n".join(f"  {'differs' if result.under(path) else 'same':8}{part}" for part, path in PARTS.items())


def _differences(result: "Replay") -> "Table":
    from cli.views.layout import table

    rows = [(d.path, _short(d.recorded), _short(d.again)) for d in result.differences[:MOST]]
    more = len(result.differences) - MOST
    return table(("What differs", "Then", "Now"), [*rows, (f"and {more} more",)] if more > 0 else rows)


def _short(value: object) -> str:
    from prompts.untrusted import one_line, shortened

    return shortened(one_line(f"{value:.3f}" if isinstance(value, float) else str(value)), LONGEST)
