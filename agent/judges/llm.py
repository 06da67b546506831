"""The judge that asks a chat model for findings: on all clauses at once, or on each rule with its exceptions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.llm_input import failure_output, group_by_rule, prompt_context, select_clauses, with_omissions
from agent.judges.llm_schema import Answers, to_draft_finding
from domain.clause import Clause
from domain.finding import DraftFinding
from llm.errors import LlmError
from llm.options import LlmOptions, QuestionMode
from prompts.judging import PromptContext, all_clauses, per_clause
from prompts.parts import Prompt
from prompts.untrusted import one_line, shortened

MAX_FOLLOW_UP_QUERIES = 3
MAX_QUERY_CHARS = 200

_BuildPrompt = Callable[[Sequence[Clause], PromptContext], Prompt]


@dataclass(frozen=True)
class LlmJudge:
    options: LlmOptions
    name: str = "llm"

    @property
    def model(self) -> str:
        return self.options.chat_model

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        clauses, unclear_findings = select_clauses(judge_input, self.name)
        if not clauses:
            return JudgeOutput(unclear_findings)
        return _merge(unclear_findings, self._outputs(clauses, judge_input))

    def _outputs(self, clauses: Sequence[Clause], judge_input: JudgeInput) -> list[JudgeOutput]:
        context = prompt_context(judge_input)
        if self.options.questions is QuestionMode.ALL_CLAUSES:
            return [self._ask(clauses, all_clauses, judge_input, context)]
        groups = group_by_rule(clauses)
        with ThreadPoolExecutor(min(self.options.max_concurrent_requests, len(groups))) as pool:
            return list(pool.map(lambda group: self._ask(group, per_clause, judge_input, context), groups))

    def _ask(
        self, clauses: Sequence[Clause], build: _BuildPrompt, judge_input: JudgeInput, context: PromptContext
    ) -> JudgeOutput:
        prompt = build(clauses, context)
        session = judge_input.require_models()
        try:
            answers = session.open().ask(prompt.system, prompt.user, Answers).value
        except LlmError as error:
            return failure_output(self.name, clauses, error)
        output = JudgeOutput(
            findings=tuple(_findings(clauses, answers, judge_input, self.name)),
            follow_up_queries=_first_queries(shortened(one_line(query), MAX_QUERY_CHARS) for query in answers.look_up),
            prompts=prompt.fingerprints,
        )
        answered = {finding.clause_id for finding in output.findings}
        return with_omissions(output, self.name, [clause for clause in clauses if clause.id not in answered])


def _findings(
    clauses: Sequence[Clause], answers: Answers, judge_input: JudgeInput, judge: str
) -> Iterator[DraftFinding]:
    """The findings on the requested clauses that the model answered. The first answer on a clause counts; answers on
    other clauses are ignored."""
    by_clause = {answer.clause_id: answer for answer in reversed(answers.findings)}
    for clause in clauses:
        if clause.id in by_clause:
            yield to_draft_finding(by_clause[clause.id], clause, judge_input, judge)


def _first_queries(queries: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(query for query in queries if query))[:MAX_FOLLOW_UP_QUERIES]


def _merge(unclear_findings: tuple[DraftFinding, ...], outputs: Sequence[JudgeOutput]) -> JudgeOutput:
    return JudgeOutput(
        findings=(*unclear_findings, *(finding for output in outputs for finding in output.findings)),
        review_reasons=tuple(dict.fromkeys(reason for output in outputs for reason in output.review_reasons)),
        follow_up_queries=_first_queries(query for output in outputs for query in output.follow_up_queries),
        degraded=tuple(dict.fromkeys(degradation for output in outputs for degradation in output.degraded)),
        prompts={name: digest for output in outputs for name, digest in output.prompts.items()},
    )
