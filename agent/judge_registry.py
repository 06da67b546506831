"""Chooses a judge by its name, and builds it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from agent.judges.base import AGENT_JUDGE, Judge
from agent.judges.cascade import Cascade, JudgeSequence
from agent.judges.limits import MODEL_LIMITS, JudgeLimits
from agent.judges.model.clause_questions import ClauseAnswerer
from agent.judges.model.judge import CHAT, LlmJudge
from agent.judges.model.predicates import PredicateJudge
from agent.judges.rules import RulesJudge
from agent.settings import SettingsError
from agent.verdict.pass_questions import MAX_RULES
from llm.errors import LlmError, LlmErrorKind
from llm.options import LlmOptions
from retrieval.index import ClauseIndex

if TYPE_CHECKING:
    from llm.session import ModelProvider

MODEL_JUDGES = ("decisions", "llm", "cascade", AGENT_JUDGE)
JUDGE_NAMES = ("rules", "local", *MODEL_JUDGES)


def resolve_judge(name: str, models: "ModelProvider | None") -> str:
    """The name of one judge. `auto` is the strongest configured judge. A sequence of judges, which a trace
    names `rules+llm`, becomes its last judge. Raises `SettingsError` for an unknown name, `LlmError` if the judge needs
    a model and none is configured."""
    name = name.rpartition("+")[2]
    if name == "auto":
        return "cascade" if models else "local"
    if name not in JUDGE_NAMES:
        choices = f"auto, {', '.join(JUDGE_NAMES[:-1])} or {JUDGE_NAMES[-1]}"
        raise SettingsError(f"unknown judge {name!r}: choose {choices}")
    if name in MODEL_JUDGES and models is None:
        raise LlmError(
            LlmErrorKind.NOT_CONFIGURED,
            f"the judge {name} asks a language model and none is configured: set OPENAI_API_KEY, or OPENAI_BASE_URL "
            "for a server of your own",
        )
    if name == "decisions" and models is not None and models.options.decisions_model is None:
        raise LlmError(LlmErrorKind.NOT_CONFIGURED, "the judge decisions needs CLAUSEWISE_LLM__DECISIONS_MODEL")
    return name


@dataclass(frozen=True)
class JudgeRegistry:
    """`build_local_judge` trains the local judge; it is called once, when the judge is first needed. `answerer` answers
    the questions of the chat judge; `limits` are those of its model."""

    build_local_judge: Callable[[], Judge]
    index: ClauseIndex
    options: LlmOptions
    answerer: ClauseAnswerer = CHAT
    limits: JudgeLimits = MODEL_LIMITS

    @cached_property
    def _rules_and_local(self) -> Judge:
        return JudgeSequence([RulesJudge(), self._local_judge])

    @cached_property
    def _local_judge(self) -> Judge:
        return self.build_local_judge()

    def judge(self, name: str) -> Judge:
        """Every judge first decides by the checks of the rules judge."""
        match name:
            case "rules":
                return RulesJudge()
            case "decisions":
                return JudgeSequence([RulesJudge(), PredicateJudge(self.options, self.index)])
            case "llm":
                return JudgeSequence([RulesJudge(), self._chat_judge])
            case "agent":  # who searches before it judges: `FirstSearch`
                return JudgeSequence([RulesJudge(), replace(self._chat_judge, name=AGENT_JUDGE)])
            case "cascade":
                return Cascade(RulesJudge(), self._local_judge, self._chat_judge)
        return self._rules_and_local

    def model_judge(self, name: str) -> Judge:
        """The judge that asks a model about a pass again: the one with this name, or that of the cascade. It asks about
        all rules that it is given."""
        if name == "decisions":
            return PredicateJudge(self.options, self.index)
        return replace(self._chat_judge, options=self.options.model_copy(update={"max_rules": MAX_RULES}))

    @property
    def _chat_judge(self) -> LlmJudge:
        return LlmJudge(self.options, self.answerer, self.limits)
