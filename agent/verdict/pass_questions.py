"""Chooses what a model is asked again about a case that it passed: which rules, by which sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.judges.base import JUDGES_WITHOUT_MODEL, RULES_JUDGE, JudgeInput, JudgeOutput
from agent.judges.check_variables import missing_proof
from agent.verdict.embedded_reading import EmbeddedReading, Part, Rows
from domain.clause import ClauseKind
from domain.finding import FindingStatus
from domain.verdict import Verdict

MAX_RULES = 20  # in one question

# A probability of the embedded judge. Below it, sentences beside or of text that may speak to a model are not asked
# about.
LEANS = 0.3

Question = tuple[tuple[str, ...], Rows]
"""Rules, and the sentences to judge by them."""


@dataclass(frozen=True)
class Pass:
    """A `no_violation` to which a model contributed, and what the embedded judge makes of the case."""

    verdict: Verdict
    judge_input: JudgeInput
    output: JudgeOutput
    reading: EmbeddedReading

    @property
    def exempted(self) -> Mapping[str, str]:
        """The rules that only a model's finding on an exception excuses, with that exception."""
        by_model = judged_by_model(self.output)
        exempted = (finding for finding in self.verdict.findings if finding.status is FindingStatus.EXEMPTED)
        pairs = {finding.clause_id: finding.exception_id for finding in exempted}
        return {rule: exception for rule, exception in pairs.items() if exception in by_model}

    def questions(self) -> tuple[Question, ...]:
        """One about the first part, and one about each other part that leans to a breach or that is not read."""
        rules = self._rules_in_question()
        parts = self.reading.parts if rules or self.exempted else ()
        asked = [part for number, part in enumerate(parts) if not number or part.unread or part.max_lean >= LEANS]
        exempted = [tuple(self.exempted), *(() for _ in asked)]
        questions = ((_first(also, rules, part), part.rows) for also, part in zip(exempted, asked, strict=False))
        return tuple(question for question in questions if question[0])

    def _rules_in_question(self) -> list[str]:
        """Those of the case, be they asked about or not, because text that misleads also chooses the rules that are
        asked about; not those that a fact alone can prove."""
        by_check = {finding.clause_id for finding in self.output.findings if finding.judge == RULES_JUDGE}
        return [
            name
            for name, clause in self.judge_input.clauses.items()
            if clause.kind is ClauseKind.RULE
            and name not in by_check
            and name not in self.exempted
            and not missing_proof(clause, self.judge_input.variables)
        ]


def judged_by_model(output: JudgeOutput) -> set[str]:
    return {finding.clause_id for finding in output.findings if finding.judge not in JUDGES_WITHOUT_MODEL}


def _first(exempted: tuple[str, ...], rules: list[str], part: Part) -> tuple[str, ...]:
    """The exempted rules, then those that the part is likeliest to break, so that no other text chooses them."""
    likeliest = sorted(rules, key=lambda name: -part.lean.get(name, 0.0))
    return (*exempted, *likeliest)[:MAX_RULES]
