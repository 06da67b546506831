"""Assesses an account: reads it by tools, decides the account-level clauses by their checks, says who should look."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.adjudicator import Adjudicator
from agent.assessment.account_case import POSTS, account_case
from agent.assessment.account_reader import AccountReader
from agent.assessment.model_reading import ModelReader, ModelReading
from agent.assessment.priority import review_priority
from agent.assessment.reasons import advice_codes, not_known, reasons_towards
from agent.decision_log import NO_DECISION_LOG, DecisionLog
from agent.judges.rules import RulesJudge
from agent.messages.education_letter import letter_locale, write_education_letter
from agent.messages.letter_policy import letter_policy
from domain.assessment import AccountTool, Assessment, Significance
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.decision import Decision
from domain.subject import Subject
from domain.verdict import Outcome, Verdict
from policies.library import Library
from prompts.education import account_minimal
from prompts.render import locale_for

NOTHING_PUBLISHED = (
    "The account published nothing in the period: no rule about posts was checked, and no other is violated."
)


@dataclass(frozen=True)
class AccountAssessor:
    """`adjudicator` settles the verdict by checks alone. With a `model_reader`, a model chooses what it reads and
    writes the reasons; the verdict, the priority and the advice are settled by code either way."""

    adjudicator: Adjudicator
    model_reader: ModelReader | None = None

    def assess(
        self, reader: AccountReader, *, decision_id: str | None = None, decision_log: DecisionLog = NO_DECISION_LOG
    ) -> tuple[Case, Decision]:
        """The case about the account and its decision, which is saved to the log. An assessment that was interrupted
        leaves nothing: it is made again. Raises CreatorUnknown, and NothingInForceError if no account-level clause is
        in force."""
        case = account_case(reader)
        decision = self._decide(reader, case, decision_id or self.adjudicator.new_id())
        decision_log.save(case, decision)
        return case, decision

    def _decide(self, reader: AccountReader, case: Case, decision_id: str) -> Decision:
        decision = self.adjudicator.decide(case, reader.as_of, decision_id=decision_id)
        rules = self._rules_in_force(case, reader)
        model = self.model_reader.read(reader, rules) if self.model_reader else None
        assessment = _assessment(reader, decision.verdict, rules, model)
        assessed = with_assessment(case, decision, assessment, self.adjudicator.library)
        return assessed if model is None else assessed.model_copy(update={"trace": model.traced(decision.trace)})

    def _rules_in_force(self, case: Case, reader: AccountReader) -> tuple[Clause, ...]:
        in_force = self.adjudicator.library.in_force(reader.as_of, case.market, subject=Subject.ACCOUNT)
        return tuple(clause for clause in in_force if clause.kind is ClauseKind.RULE)


def with_assessment(case: Case, decision: Decision, assessment: Assessment, library: Library) -> Decision:
    """The decision with what was read of the account, and the letter that follows from both. A replay passes the stored
    assessment: nothing is read again."""
    if decision.verdict.outcome is Outcome.NO_VIOLATION and not case.facts[POSTS]:
        return _without_posts(case, decision).model_copy(update={"assessment": assessment})
    clauses, policy = library.clauses_of_decision(decision), letter_policy(library, decision.trace.as_of, case.market)
    consequence, evidence, advice = decision.consequence, decision.evidence, assessment.advice
    letter = write_education_letter(case, decision.verdict, clauses, consequence, policy, evidence, advice=advice)
    return decision.model_copy(update={"assessment": assessment, "education": letter})


def _without_posts(case: Case, decision: Decision) -> Decision:
    """Neither the verdict nor the letter speaks of posts: no rule about them was checked."""
    unmeasured = {"probability": None, "confidence": None, "summary": NOTHING_PUBLISHED}
    letter = account_minimal(decision.verdict.outcome, locale_for(letter_locale(case, decision.evidence)))
    return decision.model_copy(update={"verdict": decision.verdict.model_copy(update=unmeasured), "education": letter})


def by_checks_alone(adjudicator: Adjudicator) -> Adjudicator:
    """No judge of texts and no model takes part: an account has no text."""
    rules = RulesJudge()
    return replace(adjudicator, judge=rules, local_judge=rules, models=None, question=None)


def _assessment(
    reader: AccountReader, verdict: Verdict, rules: Sequence[Clause], model: ModelReading | None
) -> Assessment:
    readings = tuple(reading for tool in AccountTool for reading in reader.read(tool))
    written = model if model is not None and model.writer else None
    judged = {finding.clause_id for finding in verdict.findings}
    return Assessment(
        creator_id=reader.creator,
        first_day=reader.first_date,
        last_day=reader.as_of,
        readings=readings,
        for_a_person=tuple(rule.id for rule in rules if rule.id not in judged),
        reasons_for=written.reasons_for if written else reasons_towards(Significance.AGAINST_CREATOR, readings),
        reasons_against=written.reasons_against if written else reasons_towards(Significance.FOR_CREATOR, readings),
        not_known=not_known(readings),
        priority=review_priority(verdict, readings, reader.links),
        advice=advice_codes(reader),
        writer=written.writer if written else RulesJudge.name,
    )
