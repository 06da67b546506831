"""The tools that a model may call on a case, and the text they answer with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.evidence.gathering import EvidenceGatherer
from agent.investigation.evidence_collector import EvidenceCollector
from agent.judges.base import JudgeInput
from domain.clause import Clause, Relation
from domain.errors import InputError
from domain.evidence import Precedent
from domain.signals import SignalReading
from prompts.fence import Fence
from prompts.parts import history_lines, precedent, standing_lines
from prompts.untrusted import one_line, shortened

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

MAX_QUERY_CHARS = 400
MAX_TEXT_CHARS = 1200
MAX_CREATOR_LINES = 20
MAX_ARGUMENT_ERRORS = 4

ToolResult = tuple[str, tuple[str, ...]]
"""The text that the model reads, and the ids of the evidence in it."""

Query = Annotated[
    str, Field(min_length=2, max_length=MAX_QUERY_CHARS, description="A few words in the language of the policies.")
]


class BadArgument(InputError):
    """The model named something that does not exist; the message says what to do."""


class Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SearchClausesArguments(Arguments):
    query: Query
    k: int = Field(default=5, ge=1, le=8, description="How many clauses.")


class ReadClauseArguments(Arguments):
    clause_id: str = Field(min_length=1, max_length=80, description="Such as HLT-2.1.")


class FindPrecedentsArguments(Arguments):
    query: Query


class NoArguments(Arguments):
    pass


@dataclass(frozen=True)
class Toolbox:
    """The functions behind the tools. None takes a creator, a market or a day: those of the case always apply. The
    docstring of a tool is its description for the model."""

    judge_input: JudgeInput
    gatherer: EvidenceGatherer
    collector: EvidenceCollector
    fence: Fence

    def tools(self) -> "Sequence[BaseTool]":
        return [
            make_tool(self.search_clauses, SearchClausesArguments),
            make_tool(self.read_clause, ReadClauseArguments),
            make_tool(self.creator_standing, NoArguments),
            make_tool(self.violation_history, NoArguments),
            make_tool(self.find_precedents, FindPrecedentsArguments),
        ]

    def search_clauses(self, query: str, k: int = 5) -> ToolResult:
        """Search the policy clauses in force, of any kind, by meaning and words."""
        hits = self.gatherer.search_clauses(query, tuple(self.judge_input.in_force.values()), k)
        found = [(self.collector.add_clause(clause, score), clause) for clause, score in hits]
        return "\n\n".join(_clause_text(evidence_id, clause) for evidence_id, clause in found), _ids(found)

    def read_clause(self, clause_id: str) -> ToolResult:
        """Read a clause with its exceptions, its definitions and its other versions."""
        in_force = self.judge_input.in_force
        clause = in_force.get(clause_id)
        if clause is None:
            raise BadArgument(f"no clause {clause_id} is in force for this case: find clauses with search_clauses")
        targets = (t for relation in (Relation.EXCEPT, Relation.SEE) for t in clause.targets(relation))
        read = [clause, *(in_force[target] for target in dict.fromkeys(targets) if target in in_force)]
        found = [(self.collector.read_clause(clause), clause)]
        found += [(self.collector.add_clause(each), each) for each in read[1:]]
        versions = _version_texts(clause, self.gatherer.library.versions(clause_id))
        return "\n\n".join((*(_clause_text(name, each) for name, each in found), *versions)), _ids(found)

    def creator_standing(self) -> ToolResult:
        """The creator's quality score with its components, standing, tier and account age."""
        return self._creator(history=False)

    def violation_history(self) -> ToolResult:
        """The creator's past violations, with their dates, points and appeals."""
        return self._creator(history=True)

    def find_precedents(self, query: str) -> ToolResult:
        """Search decided cases by meaning."""
        vectors = self.gatherer.embedder.embed([query])
        similar = self.gatherer.search_precedents(vectors, self.judge_input.case.scope)
        found = [(self.collector.add_precedent(each), each.precedent) for each in similar]
        text = "\n\n".join(_precedent_text(evidence_id, case, self.fence) for evidence_id, case in found)
        return text or "There are no decided cases.", _ids(found)

    def _creator(self, *, history: bool) -> ToolResult:
        reading = self.judge_input.evidence.signals
        evidence_ids = ("S2" if history else "S1",) if reading.signals else ()
        return _creator_text(reading, self.fence, history=history), evidence_ids


def _ids(found: Sequence[tuple[str, object]]) -> tuple[str, ...]:
    return tuple(evidence_id for evidence_id, _ in found)


def _clause_text(evidence_id: str, clause: Clause) -> str:
    targets = clause.targets(Relation.EXCEPT)
    exceptions = f"\nExceptions: {', '.join(targets)}." if targets else ""
    return f"[{evidence_id}] {clause.id} ({clause.kind.value}) {clause.title}\n{_short(clause.text)}{exceptions}"


def _version_texts(clause: Clause, versions: Sequence[Clause]) -> Iterator[str]:
    """The other versions, which do not apply to this case."""
    for other in versions:
        if other.version != clause.version:
            period = f"from {other.effective_from or 'the beginning'} to {other.effective_to or 'no end'}"
            yield f"Not in force here: {other.id}, version {other.version}, {period}\n{_short(other.text)}"


def _precedent_text(evidence_id: str, case: Precedent, fence: Fence) -> str:
    outcome, quote = precedent(evidence_id, case.text, case.violated, fence)
    return f"{outcome}\n{quote.text}"


def _creator_text(reading: SignalReading, fence: Fence, *, history: bool) -> str:
    if reading.signals is None:
        return f"Not known: {reading.condition.value}."
    lines = history_lines(reading.signals) if history else standing_lines(reading.signals)
    name = "S2, the creator's violation history" if history else "S1, the creator's standing"
    return fence.wrap(name, "\n".join([*lines][:MAX_CREATOR_LINES])).text


def _short(text: str) -> str:
    return shortened(one_line(text), MAX_TEXT_CHARS)


def make_tool(function: Callable[..., ToolResult], arguments: type[Arguments]) -> "BaseTool":
    from langchain_core.tools import StructuredTool, ToolException

    def call(**values: Any) -> ToolResult:
        try:
            return function(**values)
        except BadArgument as error:
            raise ToolException(str(error)) from error

    return StructuredTool.from_function(
        call,
        name=function.__name__,
        description=function.__doc__ or "",
        args_schema=arguments,
        response_format="content_and_artifact",
        handle_tool_error=True,
        handle_validation_error=_argument_error_message,
    )


def _argument_error_message(error: Any) -> str:
    """Without the values, because the model already has them."""
    errors = error.errors(include_url=False, include_input=False) if isinstance(error, ValidationError) else []
    messages = (f"{'.'.join(map(str, each['loc'])) or 'arguments'}: {each['msg']}" for each in errors)
    listed = "; ".join([*messages][:MAX_ARGUMENT_ERRORS])
    return f"These arguments are not valid ({listed or 'malformed'}): call again with the arguments of the tool."
