"""The judge that asks a chat model for findings: on all clauses together, or on each rule apart."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.fallbacks import failed, untold
from agent.judges.llm_input import bench, grouped, put
from agent.judges.llm_schema import Answers, draft
from domain.clause import Clause
from domain.finding import DraftFinding
from llm.errors import LlmError
from llm.options import LlmOptions, QuestionMode
from prompts.judging import PromptContext, all_clauses, per_clause
from prompts.parts import Prompt
from prompts.untrusted import one_line, shortened

MOST_WANTED = 3

_Ask = Callable[[Sequence[Clause], PromptContext], Prompt]


@dataclass(frozen=True)
class LlmJudge:
    options: LlmOptions
    name: str = "llm"

    @property
    def model(self) -> str:
        return self.options.chat_model

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        judged, unmeasured = put(brief, self.name)
        shown = bench(brief)
        if self.options.questions is QuestionMode.ALL_CLAUSES or not judged:
            opinions = [self._ask(judged, all_clauses, brief, shown)] if judged else []
        else:
            groups = grouped(judged)
            with ThreadPoolExecutor(min(self.options.concurrency, len(groups))) as pool:
                opinions = list(pool.map(lambda group: self._ask(group, per_clause, brief, shown), groups))
        return _joined(unmeasured, opinions)

    def _ask(self, judged: Sequence[Clause], ask: _Ask, brief: JudgeInput, shown: PromptContext) -> JudgeOutput:
        assert brief.models, "a judge that asks models is joined with them"
        prompt = ask(judged, shown)
        try:
            answers = brief.models.open().ask(prompt.system, prompt.user, Answers).value
        except LlmError as error:
            return failed(self.name, judged, error)
        return JudgeOutput(
            findings=tuple(_findings(judged, answers, brief, self.name)),
            follow_up_queries=_wanted(answers),
            prompts=prompt.told,
        )


def _findings(judged: Sequence[Clause], answers: Answers, brief: JudgeInput, judge: str) -> Iterator[DraftFinding]:
    """One for each clause that was asked about; what the model says of any other, or twice, is not heard."""
    told = {answer.clause_id: answer for answer in reversed(answers.findings)}
    for clause in judged:
        if clause.id in told:
            yield draft(told[clause.id], clause, brief, judge)
        else:
            yield untold(clause, judge, "The model left this clause out of its answer.")


def _wanted(answers: Answers) -> tuple[str, ...]:
    lines = (shortened(one_line(question), 200) for question in answers.look_up)
    return tuple(dict.fromkeys(line for line in lines if line))[:MOST_WANTED]


def _joined(unmeasured: tuple[DraftFinding, ...], opinions: Sequence[JudgeOutput]) -> JudgeOutput:
    return JudgeOutput(
        findings=(*unmeasured, *(finding for opinion in opinions for finding in opinion.findings)),
        review=tuple(dict.fromkeys(reason for opinion in opinions for reason in opinion.review)),
        follow_up_queries=tuple(dict.fromkeys(line for opinion in opinions for line in opinion.follow_up_queries))[
            :MOST_WANTED
        ],
        degraded=tuple(dict.fromkeys(trouble for opinion in opinions for trouble in opinion.degraded)),
        prompts={name: told for opinion in opinions for name, told in opinion.prompts.items()},
    )
