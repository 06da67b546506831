"""A model chooses which tools to call on an account, within a budget, and writes reasons that cite what it read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from agent.assessment.account_reader import AccountReader
from agent.assessment.tools import AccountToolbox
from agent.investigation.tool_loop import LoopLimits, run_tools
from domain.assessment import AccountEvidence
from domain.clause import Clause
from domain.decision import Degradation, ToolCall, Trace
from domain.usage import Usage
from domain.verdict import Reason
from llm.errors import LlmError
from llm.session import LazySession, ModelProvider
from prompts.assessment import assessment_reasons, assessment_search
from prompts.fence import new_fence
from prompts.parts import prompt_sha256
from prompts.untrusted import one_line, shortened

LIMITS = LoopLimits(model_calls=6, tool_calls=8)
MAX_REASONS = 8
MAX_REASON_CHARS = 300
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
COMPONENT = "assessment"
READ_NOTHING = "the model read nothing of the account"
DROPPED = "each must cite lines that were read, and say no number that these do not have"


class ReasonDraft(BaseModel):
    """A sentence, and the ids of the lines that prove it."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=2000)
    evidence_ids: list[str] = Field(max_length=20)


class AssessmentDraft(BaseModel):
    """Reasons for and against a violation of the account-level clauses."""

    model_config = ConfigDict(extra="forbid")
    reasons_for: list[ReasonDraft] = Field(max_length=20)
    reasons_against: list[ReasonDraft] = Field(max_length=20)


@dataclass(frozen=True)
class SettledReasons:
    reasons_for: tuple[Reason, ...] = ()
    reasons_against: tuple[Reason, ...] = ()
    dropped: int = 0


@dataclass(frozen=True)
class ModelReading:
    """`writer` is empty if no reason of the model could be used; `degraded` says why."""

    writer: str = ""
    reasons_for: tuple[Reason, ...] = ()
    reasons_against: tuple[Reason, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    degraded: tuple[Degradation, ...] = ()
    prompts: Mapping[str, str] | None = None
    usage: Usage | None = None

    def traced(self, trace: Trace) -> Trace:
        """The trace of the decision with what the model did."""
        changes = {
            "tool_calls": (*trace.tool_calls, *self.tool_calls),
            "degraded": (*trace.degraded, *self.degraded),
            "prompts": {**trace.prompts, **(self.prompts or {})},
            "usage": self.usage or trace.usage,
        }
        return trace.model_copy(update=changes)


@dataclass(frozen=True)
class ModelReader:
    models: ModelProvider

    def read(self, reader: AccountReader, rules: Sequence[Clause]) -> ModelReading:
        """Never raises LlmError: without the model, reasons come from fixed rules."""
        session, fence = LazySession(self.models), new_fence()
        toolbox = AccountToolbox(reader, fence)
        search = assessment_search(rules, fence, model_calls=LIMITS.model_calls, tool_calls=LIMITS.tool_calls)
        loop = run_tools(session, search, toolbox.tools(), LIMITS)
        degraded = [loop.problem or READ_NOTHING] if loop.problem or not toolbox.read else []
        prompts, settled = dict(search.fingerprints), SettledReasons()
        if toolbox.read:
            question = assessment_reasons(rules, [*toolbox.read.values()], fence)
            prompts |= question.fingerprints
            try:
                draft = session.ask(question.system, question.user, AssessmentDraft, prompt_sha256(question, fence))
                settled = settle_reasons(draft, toolbox.read)
            except LlmError as error:
                degraded.append(str(error))
        if settled.dropped:
            degraded.append(
                f"{settled.dropped} {'reason' if settled.dropped == 1 else 'reasons'} of the model dropped: {DROPPED}"
            )
        return ModelReading(
            writer=self.models.options.chat_model if settled.reasons_for or settled.reasons_against else "",
            reasons_for=settled.reasons_for,
            reasons_against=settled.reasons_against,
            tool_calls=loop.calls,
            degraded=tuple(Degradation(component=COMPONENT, reason=reason) for reason in degraded),
            prompts=prompts,
            usage=session.usage(),
        )


def settle_reasons(draft: AssessmentDraft, read: Mapping[str, AccountEvidence]) -> SettledReasons:
    """A reason stays if it cites lines that the model has read, and says no number that they do not have."""
    given = (draft.reasons_for[:MAX_REASONS], draft.reasons_against[:MAX_REASONS])
    proven = [tuple(reason for one in side if (reason := _proven(one, read)) is not None) for side in given]
    return SettledReasons(proven[0], proven[1], sum(map(len, given)) - sum(map(len, proven)))


def _proven(draft: ReasonDraft, read: Mapping[str, AccountEvidence]) -> Reason | None:
    cited = tuple(dict.fromkeys(name.strip(" []") for name in draft.evidence_ids))
    if not cited or any(name not in read for name in cited):
        return None
    numbers = {number for name in cited for number in NUMBER.findall(read[name].text)}
    text = shortened(one_line(draft.text), MAX_REASON_CHARS)
    return Reason(text=text, evidence_ids=cited) if numbers.issuperset(NUMBER.findall(text)) else None
