"""Answers questions on clauses from a file of recorded answers, and counts what a model would have been asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock

from pydantic import ValidationError

from agent.judges.model.answer_schema import Answer, Answers, ExceptionAnswer
from agent.judges.model.clause_questions import ClauseQuestion
from domain.clause import Relation
from domain.errors import InputError
from eval.answers.lines import (
    CaseLine,
    ClauseLine,
    QuestionLine,
    RecordedQuestion,
    as_exception,
    case_question,
    parse_line,
)
from eval.validation_messages import validation_messages
from llm.errors import LlmError, LlmErrorKind
from llm.options import LlmOptions
from llm.scripted import ScriptedModels
from llm.session import LazySession, ModelProvider
from llm.tokens import TokenCounts, estimate_tokens
from text.files import NotUtf8, decode_utf8

FORM = "give lines that `clausewise eval run --record` wrote, or a line a case with case_id, asked, default and clauses"
Line = ClauseLine | QuestionLine | CaseLine
FIRST = ""  # the key of a case's answers from any of its questions; the earliest counts


class AnswersFileError(InputError):
    """A line has no recorded answer. The message names the line and the expected form."""


@dataclass
class RecordedAnswers:
    """`cases` has the questions of each case by the sha256 of their prompt. An equal question gets its own answers, any
    other question those of the case. `unknown` counts clauses that were asked about without a recorded answer: they
    count as not listed."""

    model: str
    sha256: str
    cases: dict[str, dict[str, RecordedQuestion]]
    unknown: set[tuple[str, str]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def provider(self, options: LlmOptions) -> ModelProvider:
        """Sessions that count questions, and fail when a model is asked for anything else."""
        return ScriptedModels(options=options.model_copy(update={"chat_model": self.model, "decisions_model": None}))

    def answer(self, question: ClauseQuestion, session: LazySession) -> Answers:
        recorded = self.cases.get(question.case_id)
        if recorded is None:
            raise LlmError(LlmErrorKind.UNAVAILABLE, f"the case {question.case_id} has no recorded answer")
        exact = recorded.get(question.prompt_sha256)
        known = {**recorded[FIRST].answers, **(exact.answers if exact else {})}
        answers = self._answers(question, known, exact or recorded[FIRST])
        self._count(question, answers, session)
        return answers

    def _answers(
        self, question: ClauseQuestion, known: dict[str, Answer | ExceptionAnswer | None], recorded: RecordedQuestion
    ) -> Answers:
        asked = [rule.clause for rule in question.rules]
        unknown = {(question.case_id, clause.id) for clause in asked if clause.id not in known}
        with self._lock:
            self.unknown |= unknown
        findings = []
        for clause in asked:
            answer = known.get(clause.id)
            if isinstance(answer, Answer):
                names = [name for name in question.exceptions if name in clause.targets(Relation.EXCEPT)]
                exceptions = [as_exception(found) for name in names if (found := known.get(name)) is not None]
                findings.append(answer.model_copy(update={"exceptions": exceptions}))
        return Answers(findings=findings, other_rules=[*recorded.other_rules], look_up=[*recorded.look_up])

    def _count(self, question: ClauseQuestion, answers: Answers, session: LazySession) -> None:
        """The call and the tokens, estimated, as if a model had been asked."""
        budget, prompt = session.open().budget, question.prompt
        tokens = estimate_tokens(prompt.system, prompt.user)
        budget.reserve(self.model, tokens)
        output = estimate_tokens(answers.model_dump_json())
        budget.settle(self.model, tokens, TokenCounts(tokens, 0, output), metered=False)


def read_answers(path: Path) -> RecordedAnswers:
    """Raises AnswersFileError."""
    try:
        content = path.read_bytes()
        lines = decode_utf8(content).split("\n")
    except OSError as error:
        raise AnswersFileError(f"{path}: {error.strerror}: {FORM}") from error
    except NotUtf8 as error:
        raise AnswersFileError(f"{path}: {error}") from error
    cases: dict[str, dict[str, RecordedQuestion]] = {}
    models: dict[str, None] = {}
    for line in _parsed(path, lines):
        questions = cases.setdefault(line.case_id, {FIRST: RecordedQuestion()})
        models[line.model] = None
        _add(questions, line)
    if not cases:
        raise AnswersFileError(f"{path}: the file has no answers: {FORM}")
    return RecordedAnswers("+".join(models), sha256(content).hexdigest(), cases)


def _add(questions: dict[str, RecordedQuestion], line: Line) -> None:
    first = questions[FIRST]
    if isinstance(line, CaseLine):
        questions[FIRST] = case_question(line)
        return
    exact = questions.setdefault(line.prompt_sha256, RecordedQuestion())
    if isinstance(line, QuestionLine):
        exact.other_rules, exact.look_up = line.other_rules, line.look_up
        first.other_rules = first.other_rules or line.other_rules
    else:
        exact.answers[line.clause_id] = line.answer
        first.answers.setdefault(line.clause_id, line.answer)


def _parsed(path: Path, lines: list[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            raw = json.loads(line)
            if not isinstance(raw, dict):
                raise AnswersFileError(f"{place}: not an object: {FORM}")
            yield parse_line(raw)
        except (json.JSONDecodeError, RecursionError) as error:
            raise AnswersFileError(f"{place}: no JSON: {FORM}") from error
        except ValidationError as error:
            raise AnswersFileError(f"{place}: {next(validation_messages(error))}: {FORM}") from error
