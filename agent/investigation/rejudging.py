"""How a case is judged where the law may be searched again: for what no embedder read, for what a judge wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from agent.investigation.investigator import Inquiry, Investigator
from agent.judges.base import Judge, JudgeInput, JudgeOutput
from agent.judges.language import unread
from domain.clause import Clause, ClauseKind
from domain.decision import ToolCall
from domain.finding import DraftFinding, FindingStatus

T = TypeVar("T")


@dataclass(frozen=True)
class JudgingResult:
    """What the judge had before it in the end, and what it said."""

    judge_input: JudgeInput
    output: JudgeOutput
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True)
class Rejudging:
    """Without an investigator nothing is looked up. An ordinary case is judged once and costs no tool call."""

    judge: Judge
    investigator: Investigator | None = None

    def run(self, brief: JudgeInput) -> JudgingResult:
        if self.investigator is None:
            return JudgingResult(brief, self.judge.judge(brief))
        foreign = _foreign(brief, self.investigator.gatherer.embedder.languages)
        before = self.investigator.look_up(brief, foreign) if foreign else Inquiry(brief)
        heard = _with(before, JudgeOutput(), self.judge.judge(before.brief))
        return self._again(heard, self.investigator) if heard.output.follow_up_queries and not foreign else heard

    def _again(self, first: JudgingResult, investigator: Investigator) -> JudgingResult:
        """What is new or was in doubt is judged once more, by what was found; nothing else is, nor a third time."""
        inquiry = investigator.look_up(first.judge_input, first.output.follow_up_queries)
        fresh = _fresh(first, inquiry.brief.clauses)
        if not any(clause.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION) for clause in fresh.values()):
            return _with(inquiry, first.output, JudgeOutput(threshold=first.output.threshold))
        others = {name: clause for name, clause in inquiry.brief.clauses.items() if name not in fresh}
        second = self.judge.judge(replace(inquiry.brief, clauses=fresh, decided_clauses=others))
        return _with(inquiry, first.output, second)


def _foreign(brief: JudgeInput, languages: frozenset[str] | None) -> tuple[str, ...]:
    found = unread(brief.case.content, languages, brief.case.language)
    return tuple(
        f"Item {item_id} is in '{language}', so that the search missed it: which rules may its words break, and which "
        "exceptions may excuse them?"
        for item_id, language in found.items()
    )


def _fresh(first: JudgingResult, clauses: Mapping[str, Clause]) -> dict[str, Clause]:
    doubted = {finding.clause_id for finding in first.output.findings if _in_doubt(finding)}
    return {
        name: clause
        for name, clause in clauses.items()
        if name in doubted or name not in first.judge_input.clauses or clause.kind is ClauseKind.DEFINITION
    }


def _in_doubt(finding: DraftFinding) -> bool:
    return finding.status is FindingStatus.UNCLEAR and not finding.missing_evidence and not finding.facts


def _with(inquiry: Inquiry, before: JudgeOutput, after: JudgeOutput) -> JudgingResult:
    findings = {finding.clause_id: finding for finding in (*before.findings, *after.findings)}
    opinion = replace(
        after,
        findings=tuple(findings.values()),
        review=_once((*before.review, *after.review)),
        degraded=_once((*before.degraded, *inquiry.degraded, *after.degraded)),
        judge_contributions=(*before.judge_contributions, *after.judge_contributions),
        prompts={**before.prompts, **inquiry.prompts, **after.prompts},
    )
    return JudgingResult(inquiry.brief, opinion, inquiry.calls)


def _once(values: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
