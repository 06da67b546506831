"""Judges in order: each reads only the clauses that nobody before it has decided."""

from collections.abc import Sequence
from dataclasses import replace

from agent.judges.base import Judge, JudgeInput, JudgeOutput
from domain.finding import DraftFinding
from domain.verdict import ReviewReason


class Panel:
    def __init__(self, judges: Sequence[Judge]) -> None:
        self._judges = tuple(judges)
        self.name = "+".join(judge.name for judge in self._judges)
        self.model = "+".join(judge.model for judge in self._judges)

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        findings: dict[str, DraftFinding] = {}
        review: list[ReviewReason] = []
        last = JudgeOutput()
        for judge in self._judges:
            undecided = {key: clause for key, clause in brief.clauses.items() if key not in findings}
            decided = {key: clause for key, clause in brief.clauses.items() if key in findings}
            opinion = judge.judge(replace(brief, clauses=undecided, decided_clauses=decided))
            findings |= {finding.clause_id: finding for finding in opinion.findings}
            review += opinion.review
            last = opinion
        return replace(last, findings=tuple(findings.values()), review=tuple(review))
