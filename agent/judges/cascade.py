"""Combines judges: checks over facts decide first, a judge of texts reads the rest, another replaces it if it fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agent.judges.base import Judge, JudgeInput, JudgeOutput
from domain.clause import Clause, ClauseKind, Proof
from domain.decision import Degradation, JudgeContribution
from domain.finding import DraftFinding
from domain.verdict import ReviewCode
from llm.errors import CASE_WIDE_ERRORS, LlmError

CASE_FACTS = "facts."
JUDGED_KINDS = (ClauseKind.RULE, ClauseKind.EXCEPTION)


class JudgeSequence:
    """Judges that run one after another. A clause that has a finding is decided and later judges do not judge it,
    unless facts were missing: what a later judge finds on it counts then."""

    def __init__(self, judges: Sequence[Judge]) -> None:
        self._judges = tuple(judges)
        self.name = "+".join(judge.name for judge in self._judges)
        self.model = "+".join(judge.model for judge in self._judges)

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        """Everything except findings and review reasons comes from the last judge."""
        findings: dict[str, DraftFinding] = {}
        output = JudgeOutput()
        review_reasons = output.review_reasons
        for judge in self._judges:
            output = judge.judge(undecided(judge_input, findings))
            findings |= {finding.clause_id: finding for finding in output.findings}
            review_reasons += output.review_reasons
        return replace(output, findings=tuple(findings.values()), review_reasons=review_reasons)


def undecided(judge_input: JudgeInput, findings: Mapping[str, DraftFinding]) -> JudgeInput:
    """The input for the next judge: without the clauses that these findings, by clause id, decide. A check that lacks
    facts leaves its clause to the next judge, unless only facts can prove it and some of the case's point to it."""
    decided = {name for name, finding in findings.items() if not _is_left(finding, judge_input.clauses.get(name))}
    clauses = judge_input.clauses
    return replace(
        judge_input,
        clauses={name: clause for name, clause in clauses.items() if name not in decided},
        decided_clauses={
            **judge_input.decided_clauses,
            **{name: clause for name, clause in clauses.items() if name in decided},
        },
    )


def _is_left(finding: DraftFinding, clause: Clause | None) -> bool:
    pointed = any(fact.name.startswith(CASE_FACTS) for fact in finding.facts)
    by_facts = clause is not None and clause.proof is Proof.FACTS
    return bool(finding.missing_evidence) and not (pointed and by_facts)


@dataclass(frozen=True)
class Cascade:
    """Checks over facts, then a language model. Where the model fails, the embedded judge judges in its place; where
    the model answers, the embedded judge settles nothing."""

    rules: Judge
    local: Judge
    chat: Judge
    name: str = "cascade"

    @property
    def model(self) -> str:
        return "+".join(dict.fromkeys(judge.model for judge in (self.rules, self.local, self.chat)))

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        checked = {finding.clause_id: finding for finding in self.rules.judge(judge_input).findings}
        remaining = undecided(judge_input, checked)
        contributions = [_contribution(self.rules, judge_input.clauses, remaining.decided_clauses)]
        answer = self._ask(remaining)
        answered = {finding.clause_id: finding for finding in answer.findings}
        contributions.append(_contribution(self.chat, remaining.clauses, answered))
        if answer.degraded:
            answer = self._with_fallback(answer, undecided(remaining, answered), contributions)
        findings = checked | {finding.clause_id: finding for finding in answer.findings}
        return replace(answer, findings=tuple(findings.values()), judge_contributions=tuple(contributions))

    def _ask(self, judge_input: JudgeInput) -> JudgeOutput:
        """An error that every further request of this case would meet disables the session."""
        try:
            return self.chat.judge(judge_input)
        except LlmError as error:
            if error.kind in CASE_WIDE_ERRORS and judge_input.models is not None:
                judge_input.models.disable(error)
            return JudgeOutput(degraded=(Degradation(component=self.chat.name, reason=str(error)),))

    def _with_fallback(
        self, answer: JudgeOutput, judge_input: JudgeInput, contributions: list[JudgeContribution]
    ) -> JudgeOutput:
        """That a model failed is no reason for review, because the embedded judge decides then. That it refused is: its
        provider found the content harmful. The embedded judge's own threshold remains if no model judged a clause."""
        fallback = self.local.judge(judge_input)
        contributions.append(_contribution(self.local, judge_input.clauses, [f.clause_id for f in fallback.findings]))
        if answer.findings and fallback.threshold != answer.threshold:
            answer, fallback = answer.at_one_half(), fallback.at_one_half()
        refused = (reason for reason in answer.review_reasons if reason.code is not ReviewCode.MODEL_FAILED)
        return replace(
            answer,
            findings=(*answer.findings, *fallback.findings),
            threshold=fallback.threshold,
            limits=answer.limits if answer.findings else None,
            review_reasons=(*refused, *fallback.review_reasons),
            degraded=(*answer.degraded, *fallback.degraded),
            shortlist=fallback.shortlist,
        )


def _contribution(
    judge: Judge, clauses: Mapping[str, Clause], settled: Mapping[str, object] | Sequence[str]
) -> JudgeContribution:
    read = tuple(name for name, clause in clauses.items() if clause.kind in JUDGED_KINDS)
    return JudgeContribution(
        judge=judge.name,
        model=judge.model,
        clauses_read=read,
        clauses_settled=tuple(name for name in read if name in settled),
    )
