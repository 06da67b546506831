"""Settles a verdict from findings, and lets nothing that the content says about its review decide it.

1. `QuoteGuard`: quotes that only talk about the review prove no violation.
2. `settling`: the verdict by fixed rules.
3. `InjectionGuard`: a pass of content with an order to the reviewer needs the embedded judge to agree.
4. `PassGuard`: `EmbeddedReader` measures what in a passed case may speak to a model, and how far the content leans to
   a breach. Where neither is much, the pass stands. Else `Pass.questions` chooses sentences and rules, `SecondQuestion`
   asks the model about these alone, and the two answers must agree.
5. `with_shown_contacts`: a pass of the embedded judge whose picture shows a contact goes to a person, where a rule
   depends on it.
6. `with_bank_matches`: so does a pass whose media are in the bank of confirmed violations.
7. `with_media_gaps`: so does a pass of a case whose media were not all read.

No guard makes a verdict milder.
"""

from dataclasses import dataclass, replace

from agent.judges.base import Judge, JudgeInput, JudgeOutput
from agent.judges.model.second_question import SecondQuestion
from agent.verdict.bank_guard import with_bank_matches
from agent.verdict.citations import check_citations
from agent.verdict.contact_guard import with_shown_contacts
from agent.verdict.embedded_reading import EmbeddedReader
from agent.verdict.injection_guard import InjectionGuard
from agent.verdict.media_guard import with_media_gaps
from agent.verdict.pass_guard import Confirmation, PassGuard
from agent.verdict.pass_questions import judged_by_model
from agent.verdict.quote_guard import QuoteGuard
from agent.verdict.settling import settle
from agent.verdict.thresholds import Thresholds
from domain.decision import RejectedQuote
from domain.verdict import Outcome, ReviewCode, Verdict

OF_CASE = (ReviewCode.UNCERTAIN, ReviewCode.CLASSIFIER_NOT_TRAINED)
OF_RULE = (ReviewCode.LOW_MARGIN,)


@dataclass(frozen=True)
class GuardedSettling:
    """`question` asks a model again about its pass; None where no model judges. `contact_facts`: the variables that a
    contact in a picture may make true."""

    thresholds: Thresholds
    local_judge: Judge
    reader: EmbeddedReader
    question: SecondQuestion | None
    contact_facts: frozenset[str] = frozenset()

    def settle(self, judge_input: JudgeInput, output: JudgeOutput) -> tuple[Confirmation, tuple[RejectedQuote, ...]]:
        """The verdict, and the quotes of the judge that are not in the case."""
        proven = QuoteGuard(self.reader).check(judge_input, output)
        verdict, rejected_quotes = self._verdict(judge_input, proven)
        reviewed = InjectionGuard(self.local_judge, self._verdict_alone).review(verdict, judge_input)
        guard = PassGuard(self.reader, self.question, self._verdict_alone) if self.question else None
        confirmed = guard.confirm(reviewed, judge_input, proven) if guard else Confirmation(reviewed)
        known = [match for match in judge_input.evidence.media_matches if match.clause_id in judge_input.in_force]
        facts = frozenset[str]() if judged_by_model(output) else self.contact_facts  # a model reads pictures' texts
        shown = with_shown_contacts(confirmed.verdict, judge_input, facts, output.shortlist)
        verdict = with_media_gaps(with_bank_matches(shown, known), judge_input.case)
        return replace(confirmed, verdict=verdict), rejected_quotes

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
            judge_limits=output.limits,
            review_reasons=output.review_reasons,
        )
        return _for_reviewer(verdict, output), tuple(quote for finding in cited for quote in finding.rejected_quotes)


def _for_reviewer(verdict: Verdict, output: JudgeOutput) -> Verdict:
    """With the shortlist where a person decides. A rule that is only uncertain gives no reason of its own where the
    judge says so of the case, or where another rule is violated."""
    listed = output.shortlist if verdict.outcome is Outcome.NEEDS_REVIEW else ()
    of_case = [reason for reason in output.review_reasons if reason.code in OF_CASE]
    if verdict.outcome is Outcome.VIOLATION or of_case:
        shown = of_case if verdict.outcome is Outcome.NEEDS_REVIEW else []
        reasons = tuple(r for r in verdict.review_reasons if r in shown or r.code not in (*OF_CASE, *OF_RULE))
        return verdict.model_copy(update={"review_reasons": reasons, "shortlist": listed})
    return verdict.model_copy(update={"shortlist": listed})
