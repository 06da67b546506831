"""Settles a verdict from findings, and lets nothing that the content says about its review decide it."""

from dataclasses import dataclass

from agent.judges.base import Judge, JudgeInput, JudgeOutput
from agent.judges.second_question import SecondQuestion
from agent.verdict.citations import check_citations
from agent.verdict.embedded_reading import EmbeddedReader
from agent.verdict.injection_guard import InjectionGuard
from agent.verdict.pass_guard import Confirmation, PassGuard
from agent.verdict.quote_guard import QuoteGuard
from agent.verdict.settling import settle
from agent.verdict.thresholds import Thresholds
from domain.decision import RejectedQuote
from domain.verdict import Verdict


@dataclass(frozen=True)
class GuardedSettling:
    """`question` asks a model again about its pass; None where no model judges."""

    thresholds: Thresholds
    local_judge: Judge
    reader: EmbeddedReader
    question: SecondQuestion | None

    def settle(self, judge_input: JudgeInput, output: JudgeOutput) -> tuple[Confirmation, tuple[RejectedQuote, ...]]:
        """The verdict, and the quotes of the judge that are not in the case."""
        proven = QuoteGuard(self.reader).check(judge_input, output)
        verdict, rejected_quotes = self._verdict(judge_input, proven)
        reviewed = InjectionGuard(self.local_judge, self._verdict_alone).review(verdict, judge_input)
        if self.question is None:
            return Confirmation(reviewed), rejected_quotes
        guard = PassGuard(self.reader, self.question, self._verdict_alone)
        return guard.confirm(reviewed, judge_input, proven), rejected_quotes

    def _verdict_alone(self, judge_input: JudgeInput, output: JudgeOutput) -> Verdict:
        return self._verdict(judge_input, output)[0]

    def _verdict(self, judge_input: JudgeInput, output: JudgeOutput) -> tuple[Verdict, tuple[RejectedQuote, ...]]:
        cited = check_citations(output.findings, judge_input.case, judge_input.clauses, judge_input.readings)
        verdict = settle(
            cited,
            judge_input.clauses,
            judge_input.evidence,
            self.thresholds,
            threshold=output.threshold,
            review_reasons=output.review_reasons,
        )
        return verdict, tuple(quote for finding in cited for quote in finding.rejected_quotes)
