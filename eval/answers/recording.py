"""Writes each answer on a clause into a file while a run asks a model."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from agent.judges.model.answer_schema import Answer, Answers, ExceptionAnswer
from agent.judges.model.clause_questions import ClauseAnswerer, ClauseQuestion
from eval.answers.lines import RecordedQuestion, to_lines
from llm.session import LazySession


@dataclass(frozen=True)
class RecordingAnswerer:
    """Appends to `path` what `inner` answers. A question that fails is not recorded. Safe to share between threads."""

    inner: ClauseAnswerer
    path: Path
    _lock: Lock = field(default_factory=Lock, repr=False)

    def answer(self, question: ClauseQuestion, session: LazySession) -> Answers:
        answers = self.inner.answer(question, session)
        recorded = RecordedQuestion(_by_clause(question, answers), answers.other_rules, answers.look_up)
        lines = to_lines(question.case_id, question.judge, question.model, question.prompt_sha256, recorded)
        text = "".join(f"{line.model_dump_json()}\n" for line in lines)
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(text)
        return answers


def _by_clause(question: ClauseQuestion, answers: Answers) -> dict[str, Answer | ExceptionAnswer | None]:
    """Of the clauses that were asked about; the first answer on each counts. Exceptions have lines of their own."""
    asked = [*(rule.clause.id for rule in question.rules), *question.exceptions]
    found: dict[str, Answer | ExceptionAnswer | None] = {}
    for answer in answers.findings:
        found.setdefault(answer.clause_id, answer.model_copy(update={"exceptions": []}))
        for exception in answer.exceptions:
            found.setdefault(exception.clause_id, exception)
    return {name: found.get(name) for name in asked}
