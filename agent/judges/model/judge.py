"""The judge that asks a chat model which rules bear on a post: in one question, or in one for each rule."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.limits import MODEL_LIMITS, JudgeLimits
from agent.judges.model.answer_schema import known_id, lessons, to_draft_findings
from agent.judges.model.asked_rules import (
    AskedRule,
    nearest_rules,
    open_exceptions,
    rules_to_ask,
    shown_clauses,
    within_budget,
)
from agent.judges.model.clause_questions import ChatAnswerer, ClauseAnswerer, ClauseQuestion, suspected_rules
from agent.judges.model.picture_quotes import names_of, question_digest
from agent.judges.model.prompt_input import failure_output, prompt_context
from domain.clause import ClauseKind
from llm.errors import LlmError
from llm.options import LlmOptions, QuestionMode
from prompts.judging import PromptContext, all_rules, per_rule
from prompts.parts import Prompt, prompt_sha256
from prompts.pictures import with_pictures
from prompts.policy_parts import AskedClauses
from prompts.untrusted import one_line, shortened
from tracing.spans import in_context

MAX_FOLLOW_UP_QUERIES = 3
MAX_QUERY_CHARS = 200
MAX_OTHER_RULES = 3
CHAT = ChatAnswerer()

_BuildPrompt = Callable[[AskedClauses, PromptContext], Prompt]


@dataclass(frozen=True)
class LlmJudge:
    options: LlmOptions
    answerer: ClauseAnswerer = CHAT
    limits: JudgeLimits = MODEL_LIMITS
    name: str = "llm"

    @property
    def model(self) -> str:
        return self.options.chat_model

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        rules = rules_to_ask(judge_input)
        if not rules:
            return JudgeOutput()
        if self.options.questions is QuestionMode.ALL_CLAUSES:
            nearest = nearest_rules(rules, judge_input, self.options.max_rules)
            fitting = within_budget(nearest, judge_input, self.options.max_prompt_tokens)
            return self._ask(fitting, all_rules, judge_input, prompt_context(judge_input, fitting))
        context = prompt_context(judge_input, rules)

        def ask(rule: AskedRule) -> JudgeOutput:
            return self._ask((rule,), per_rule, judge_input, context)

        with ThreadPoolExecutor(min(self.options.max_concurrent_requests, len(rules))) as pool:
            return _merge([*pool.map(in_context(ask), rules)])

    def _ask(
        self, rules: Sequence[AskedRule], build: _BuildPrompt, judge_input: JudgeInput, context: PromptContext
    ) -> JudgeOutput:
        pictures = judge_input.pictures
        prompt = with_pictures(build(shown_clauses(rules, judge_input), context), names_of(pictures), context.fence)
        exceptions = open_exceptions(rules, judge_input)
        question = ClauseQuestion(
            case_id=judge_input.case.id,
            judge=self.name,
            model=self.model,
            rules=tuple(rules),
            exceptions=exceptions,
            in_force=judge_input.in_force or judge_input.known_clauses,
            prompt=prompt,
            prompt_sha256=question_digest(prompt_sha256(prompt, context.fence), pictures),
            pictures=tuple(picture.jpeg for picture in pictures),
        )
        try:
            answers = self.answerer.answer(question, judge_input.require_models())
            unasked = suspected_rules(answers, question.in_force)
        except LlmError as error:
            return failure_output(self.name, [rule.clause for rule in rules], error)
        return JudgeOutput(
            findings=tuple(to_draft_findings(answers, rules, exceptions, judge_input, self.name)),
            follow_up_queries=_first_queries(answers.look_up),
            other_rules=_other_rules((*answers.other_rules, *unasked), rules, judge_input),
            limits=self.limits,
            prompts=prompt.fingerprints,
            lessons=lessons(answers, rules),
        )


def _other_rules(named: Sequence[str], rules: Sequence[AskedRule], judge_input: JudgeInput) -> tuple[str, ...]:
    """The rules in force that the model names and was not asked about; ids that do not exist are ignored."""
    asked = {rule.clause.id for rule in rules} | judge_input.decided_clauses.keys()
    in_force = judge_input.in_force
    named = tuple(dict.fromkeys(known_id(name, in_force) for name in named))
    return tuple(
        name for name in named if name in in_force and in_force[name].kind is ClauseKind.RULE and name not in asked
    )[:MAX_OTHER_RULES]


def _first_queries(queries: Iterable[str]) -> tuple[str, ...]:
    lines = (shortened(one_line(query), MAX_QUERY_CHARS) for query in queries)
    return tuple(dict.fromkeys(line for line in lines if line))[:MAX_FOLLOW_UP_QUERIES]


def _merge(outputs: Sequence[JudgeOutput]) -> JudgeOutput:
    """Of an exception of several rules, the first finding counts."""
    findings = {finding.clause_id: finding for output in reversed(outputs) for finding in reversed(output.findings)}
    named = (name for output in outputs for name in output.other_rules)
    return JudgeOutput(
        findings=tuple(reversed(findings.values())),
        review_reasons=tuple(dict.fromkeys(reason for output in outputs for reason in output.review_reasons)),
        follow_up_queries=_first_queries(query for output in outputs for query in output.follow_up_queries),
        other_rules=tuple(name for name in dict.fromkeys(named) if name not in findings)[:MAX_OTHER_RULES],
        degraded=tuple(dict.fromkeys(degradation for output in outputs for degradation in output.degraded)),
        limits=next((output.limits for output in outputs if output.limits), None),
        prompts={name: digest for output in outputs for name, digest in output.prompts.items()},
        lessons={name: lesson for output in outputs for name, lesson in output.lessons.items()},
    )
