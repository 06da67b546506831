"""The judge that gets the probability of each clause from a model's decisions endpoint, in one request."""

from dataclasses import dataclass

from agent.judges.base import DECISIONS_JUDGE, JudgeInput, JudgeOutput, finding_status
from agent.judges.embedded.scoring import match_clauses
from agent.judges.model.asked_rules import AskedRule, open_exceptions, rules_to_ask, shown_clauses, within_budget
from agent.judges.model.prompt_input import failure_output, prompt_context, with_omissions
from domain.clause import Clause
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from llm.errors import LlmError
from llm.options import LlmOptions
from llm.predicates import Predicate
from prompts.judging import predicate, predicate_context
from retrieval.index import ClauseIndex


@dataclass(frozen=True)
class PredicateJudge:
    """The model returns probabilities only, so the quote is the segment most similar to the clause."""

    options: LlmOptions
    index: ClauseIndex
    name: str = DECISIONS_JUDGE

    @property
    def model(self) -> str:
        return self.options.decisions_model or ""

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        rules = within_budget(rules_to_ask(judge_input), judge_input, self.options.max_prompt_tokens)
        if not rules:
            return JudgeOutput()
        asked = {rule.clause.id: rule for rule in rules if not rule.by_facts}
        exceptions = open_exceptions(rules, judge_input)
        clauses = [*(rule.clause for rule in asked.values()), *exceptions.values()]
        prompt = predicate_context(shown_clauses(rules, judge_input), prompt_context(judge_input, rules))
        predicates = [Predicate(clause.id, predicate(clause)) for clause in clauses]
        session = judge_input.require_models()
        try:
            estimates = session.open().predicate_probabilities(prompt.system, prompt.user, predicates)
        except LlmError as error:
            return failure_output(self.name, clauses, error)
        known = {estimate.name: p for estimate in estimates if (p := estimate.probability) is not None}
        findings = tuple(
            self._finding(clause, known[clause.id], asked.get(clause.id), judge_input)
            for clause in clauses
            if clause.id in known
        )
        output = JudgeOutput(findings, prompts=prompt.fingerprints)
        return with_omissions(output, self.name, [clause for clause in clauses if clause.id not in known])

    def _finding(
        self, clause: Clause, probability: float, rule: AskedRule | None, judge_input: JudgeInput
    ) -> DraftFinding:
        """`rule` is None for an exception. What only missing facts can prove is unclear where the text bears on it."""
        statement = "this rule is violated" if rule else "this exception applies"
        missing = rule.missing_facts if rule and probability >= 0.5 else ()
        return DraftFinding(
            clause_id=clause.id,
            status=FindingStatus.UNCLEAR if missing else finding_status(clause, probability >= 0.5),
            probability=probability,
            rationale=f"The model {self.model} gives a probability of {probability:.0%} that {statement}.",
            judge=self.name,
            content_quotes=self._nearest_segment(clause, judge_input) if probability >= 0.5 and rule else (),
            clause_quote=clause.text,
            missing_evidence=missing,
            evidence_ids=judge_input.evidence_ids.get(clause.id, ()),
        )

    def _nearest_segment(self, clause: Clause, judge_input: JudgeInput) -> tuple[DraftQuote, ...]:
        """The segment most similar to the clause's text and examples; empty where the case has no text."""
        if not judge_input.segments:
            return ()
        match = match_clauses({clause.id: clause}, self.index, judge_input.similarity)[clause.id]
        segment = judge_input.segments[int(match.similarity.argmax())]
        return (DraftQuote(item_id=segment.item_id, text=segment.text, start=segment.start),)
