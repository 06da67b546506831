"""Judges a case; where evidence was missing, investigates and judges again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from agent.investigation.investigator import Investigation, Investigator
from agent.judges.base import Judge, JudgeInput, JudgeOutput
from agent.judges.language import unsupported_languages
from domain.clause import Clause, ClauseKind
from domain.decision import ToolCall
from domain.finding import DraftFinding, FindingStatus

T = TypeVar("T")


@dataclass(frozen=True)
class JudgingResult:
    """The final input and output of the judge, and the tool calls between."""

    judge_input: JudgeInput
    output: JudgeOutput
    tool_calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True)
class Rejudging:
    """Investigates before judging where the embedder cannot read the content, or else after judging where the judge
    has follow-up queries. Other cases are judged once without a tool call, as are all cases without an investigator."""

    judge: Judge
    investigator: Investigator | None = None

    def run(self, judge_input: JudgeInput) -> JudgingResult:
        if self.investigator is None:
            return JudgingResult(judge_input, self.judge.judge(judge_input))
        queries = _language_queries(judge_input, self.investigator.gatherer.embedder.languages)
        before = self.investigator.investigate(judge_input, queries) if queries else Investigation(judge_input)
        first = _result(before, JudgeOutput(), self.judge.judge(before.judge_input))
        return self._rejudge(first, self.investigator) if first.output.follow_up_queries and not queries else first

    def _rejudge(self, first: JudgingResult, investigator: Investigator) -> JudgingResult:
        """Judges the clauses that are new or were in doubt, once."""
        found = investigator.investigate(first.judge_input, first.output.follow_up_queries)
        open_clauses = _new_or_doubtful(first, found.judge_input.clauses)
        if not any(clause.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION) for clause in open_clauses.values()):
            return _result(found, first.output, JudgeOutput(threshold=first.output.threshold))
        decided = {name: clause for name, clause in found.judge_input.clauses.items() if name not in open_clauses}
        second = self.judge.judge(replace(found.judge_input, clauses=open_clauses, decided_clauses=decided))
        return _result(found, first.output, second)


def _language_queries(judge_input: JudgeInput, languages: frozenset[str] | None) -> tuple[str, ...]:
    unread = unsupported_languages(judge_input.read_texts, languages, judge_input.case.language)
    return tuple(
        f"Item {item_id} is in '{language}', which the search cannot read. Which rules may it violate, and which "
        "exceptions may apply?"
        for item_id, language in unread.items()
    )


def _new_or_doubtful(first: JudgingResult, clauses: Mapping[str, Clause]) -> dict[str, Clause]:
    """With the definitions, which are context for any judge."""
    doubtful = {finding.clause_id for finding in first.output.findings if _in_doubt(finding)}
    return {
        name: clause
        for name, clause in clauses.items()
        if name in doubtful or name not in first.judge_input.clauses or clause.kind is ClauseKind.DEFINITION
    }


def _in_doubt(finding: DraftFinding) -> bool:
    """Unclear, but not because of a missing fact: no investigation can provide a fact."""
    return finding.status is FindingStatus.UNCLEAR and not finding.missing_evidence and not finding.facts


def _result(investigation: Investigation, before: JudgeOutput, after: JudgeOutput) -> JudgingResult:
    """Later findings replace earlier ones on the same clause."""
    if before.findings and before.threshold != after.threshold:
        before, after = before.at_one_half(), after.at_one_half()
    findings = {finding.clause_id: finding for finding in (*before.findings, *after.findings)}
    output = replace(
        after,
        findings=tuple(findings.values()),
        review_reasons=_unique((*before.review_reasons, *after.review_reasons)),
        degraded=_unique((*before.degraded, *investigation.degraded, *after.degraded)),
        judge_contributions=(*before.judge_contributions, *after.judge_contributions),
        prompts={**before.prompts, **investigation.prompts, **after.prompts},
    )
    return JudgingResult(investigation.judge_input, output, investigation.tool_calls)


def _unique(values: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
