"""What a trial of a text or a draft shows: the verdicts beside each other, and the decisions that a draft changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.backtest.backtest_report import BacktestReport
from agent.backtest.decision_diff import ClauseDifference, DecisionDiff
from api.desk.views.appeals import Comparison, compare_decisions
from domain.clause import Clause
from domain.decision import Decision
from policies.library import Library


@dataclass(frozen=True)
class TriedText:
    """`by_draft`: the second column is that of the draft; else there is only one."""

    comparison: Comparison
    by_draft: bool


@dataclass(frozen=True)
class Replayed:
    """`asked` decisions were to be replayed; some were left out when the time was over. `changed` have another outcome,
    `others` another clause or action."""

    report: BacktestReport
    asked: int
    seconds: float

    @property
    def not_reached(self) -> int:
        return self.asked - self.report.decided - len(self.report.failures)

    @property
    def changed(self) -> tuple[DecisionDiff, ...]:
        return tuple(diff for diff in self.report.diffs if diff.outcome_changed)

    @property
    def others(self) -> tuple[DecisionDiff, ...]:
        return tuple(diff for diff in self.report.diffs if not diff.outcome_changed)


def tried_text(first: Decision, second: Decision | None, libraries: Sequence[Library]) -> TriedText:
    clauses: Mapping[str, Clause] = {clause.id: clause for library in libraries for clause in library.clauses}
    return TriedText(compare_decisions(first, second, clauses), by_draft=second is not None)


def cause_words(cause: ClauseDifference) -> str:
    """`HLT-2.1: not found to violated, reworded`."""
    before, after = (status.replace("_", " ") if status else "not found" for status in (cause.before, cause.after))
    edits = [kind.replace("_", " ") for kind in cause.changes]
    edits += [f"its exception {cause.exception_id} changed"] if cause.exception_changes else []
    return f"{cause.clause_id}: {before} to {after}, {', '.join(edits) or 'not edited itself'}"
