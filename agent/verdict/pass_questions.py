"""Chooses what a model is asked again about a case that it passed: which rules, by which sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.judges.base import JUDGES_WITHOUT_MODEL, RULES_JUDGE, JudgeInput, JudgeOutput
from agent.judges.check_variables import missing_proof
from agent.judges.second_question import speaks_outside_sentences
from agent.verdict.embedded_reading import EmbeddedReading, Leans, Rows
from domain.clause import ClauseKind
from domain.finding import FindingStatus
from domain.verdict import Verdict

MAX_RULES = 8
MAX_PARTS = 4

# A probability of the embedded judge. Below it, a model's pass stands without a second question. Of the development
# cases, 77 of 100 compliant ones and 94 of 100 violations are above it.
LEANS = 0.1

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
    def may_be_led(self) -> bool:
        """Whether something in the case may speak to a model."""
        reading = self.reading
        return bool(reading.talks or reading.unread) or speaks_outside_sentences(self.judge_input)

    @property
    def exempted(self) -> Mapping[str, str]:
        """The rules that only a model's finding on an exception excuses, with that exception."""
        return exempted_by_model(self.verdict, self.output)

    @property
    def in_doubt(self) -> bool:
        return self.may_be_led or self.reading.max_lean >= LEANS or bool(self.exempted)

    def questions(self) -> tuple[Question, ...]:
        """At most `MAX_PARTS` about the rules that the model passed, and one about those that it exempted. Each part is
        asked about the rules that it is likeliest to break itself, so that no other text of the post chooses them."""
        rules = self._rules_in_question()
        asked = [(_likeliest(rules, lean), rows) for rows, lean in self._parts()] if rules else []
        if self.exempted:
            asked.append((tuple(self.exempted)[:MAX_RULES], self.reading.exempting))
        return tuple(asked)

    def _parts(self) -> Iterator[tuple[Rows, Leans]]:
        """Those that lean to a breach, or all where something may speak to a model; then those that are unread."""
        reading, all_parts = self.reading, self.may_be_led
        leaning = [part for part in reading.parts if all_parts or max(part[1].values(), default=0.0) >= LEANS]
        if not leaning and reading.max_lean >= LEANS:
            leaning = [*reading.parts[:1]]
        readable = _merged(leaning, MAX_PARTS - len(reading.unread))
        yield from readable
        yield from ((rows, reading.lean) for rows in reading.unread)

    def _rules_in_question(self) -> list[str]:
        """The rules that a model judged, or that the embedded judge leans to; not those that a fact alone can prove."""
        by_check = {finding.clause_id for finding in self.output.findings if finding.judge == RULES_JUDGE}
        by_model = judged_by_model(self.output)
        return [
            name
            for name, clause in self.judge_input.clauses.items()
            if clause.kind is ClauseKind.RULE
            and name not in by_check
            and name not in self.exempted
            and not missing_proof(clause, self.judge_input.variables)
            and (name in by_model or self.reading.lean.get(name, 0.0) >= LEANS)
        ]


def judged_by_model(output: JudgeOutput) -> set[str]:
    return {finding.clause_id for finding in output.findings if finding.judge not in JUDGES_WITHOUT_MODEL}


def exempted_by_model(verdict: Verdict, output: JudgeOutput) -> dict[str, str]:
    by_model = judged_by_model(output)
    exempted = (finding for finding in verdict.findings if finding.status is FindingStatus.EXEMPTED)
    return {f.clause_id: f.exception_id for f in exempted if f.exception_id is not None and f.exception_id in by_model}


def _likeliest(rules: Sequence[str], lean: Leans) -> tuple[str, ...]:
    return tuple(sorted(rules, key=lambda name: -lean.get(name, 0.0))[:MAX_RULES])


def _merged(parts: Sequence[tuple[Rows, Leans]], limit: int) -> list[tuple[Rows, Leans]]:
    """At most `limit` parts: those beyond are asked as one, because what nobody asks about could hold anything."""
    if len(parts) <= limit:
        return [*parts]
    rows = tuple(row for part, _ in parts[limit - 1 :] for row in part)
    return [*parts[: limit - 1], (rows, parts[limit - 1][1])]
