"""The judges there are, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from agent.judges.base import Judge
from agent.judges.cascade import Cascade
from agent.judges.llm import LlmJudge
from agent.judges.local import LocalJudge
from agent.judges.panel import Panel
from agent.judges.predicates import DecisionsJudge
from agent.judges.rules import RulesJudge
from agent.settings import SettingsError
from llm.errors import Failing, LlmError
from llm.options import LlmOptions
from retrieval.index import ClauseIndex

if TYPE_CHECKING:
    from llm.session import Models

MODEL_JUDGES = ("decisions", "llm", "cascade")
NAMES = ("rules", "local", *MODEL_JUDGES)


def chosen(name: str, models: "Models | None") -> str:
    """The judge meant by a name; `auto` is the strongest that is configured, and a panel, as a trace names it, is asked
    for by its last. Raises `LlmError` where it would have no model to ask."""
    name = name.rpartition("+")[2]
    if name == "auto":
        return "cascade" if models else "local"
    if name not in NAMES:
        raise SettingsError(f"no judge is called {name!r}: choose auto, {', '.join(NAMES[:-1])} or {NAMES[-1]}")
    if name in MODEL_JUDGES and models is None:
        raise LlmError(
            Failing.NOT_CONFIGURED,
            f"the judge {name} asks a language model and none is set: give OPENAI_API_KEY, or OPENAI_BASE_URL for a "
            "server of your own",
        )
    if name == "decisions" and models is not None and models.options.decisions_model is None:
        raise LlmError(Failing.NOT_CONFIGURED, "the judge decisions needs CLAUSEWISE_LLM__DECISIONS_MODEL")
    return name


@dataclass(frozen=True)
class JudgeRegistry:
    """`embedded` makes the judge that has to learn first, when it is needed."""

    embedded: Callable[[], LocalJudge]
    index: ClauseIndex
    options: LlmOptions

    @cached_property
    def local(self) -> Judge:
        return Panel([RulesJudge(), self._embedded])

    @cached_property
    def _embedded(self) -> LocalJudge:
        return self.embedded()

    def judge(self, name: str) -> Judge:
        """Facts are read first by whoever judges."""
        match name:
            case "rules":
                return RulesJudge()
            case "decisions":
                return Panel([RulesJudge(), DecisionsJudge(self.options, self.index)])
            case "llm":
                return Panel([RulesJudge(), LlmJudge(self.options)])
            case "cascade":
                return self._cascade()
        return self.local

    def _cascade(self) -> Judge:
        quick = [DecisionsJudge(self.options, self.index)] if self.options.decisions_model else []
        return Cascade(
            RulesJudge(),
            self._embedded,
            [*quick, LlmJudge(self.options)],
            local_band=self.options.local_band,
            band=self.options.band,
        )
