"""The tools that a model may use on a case, each bound to its creator, market, day and scope."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.evidence.gathering import EvidenceGatherer
from agent.investigation.evidence_collector import Finds
from agent.investigation.tool_output import clause_told, creator_told, precedent_told, versions_told
from agent.judges.base import JudgeInput
from domain.clause import Relation
from domain.errors import InputError
from prompts.fence import Fence

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

MOST_WORDS = 400

Told = tuple[str, tuple[str, ...]]
"""What the model reads, and the ids of the evidence in it."""

Query = Annotated[str, Field(min_length=2, max_length=MOST_WORDS, description="A few words, in the law's language.")]


class BadArgument(InputError):
    """The model named what there is not; the message tells it what to do."""


class Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Search(Arguments):
    query: Query
    k: int = Field(default=5, ge=1, le=8, description="How many clauses.")


class Read(Arguments):
    clause_id: str = Field(min_length=1, max_length=80, description="Such as HLT-2.1.")


class Ask(Arguments):
    query: Query


class Nothing(Arguments):
    pass


@dataclass(frozen=True)
class Toolbox:
    """The functions behind the tools. None takes a creator, a market or a day: what is in force and who posted are the
    case's own."""

    brief: JudgeInput
    gatherer: EvidenceGatherer
    finds: Finds
    fence: Fence

    def search_clauses(self, query: str, k: int = 5) -> Told:
        """Search the law in force for clauses of any kind by meaning and words."""
        hits = self.gatherer.clauses_near(query, tuple(self.brief.in_force.values()), k)
        found = [(self.finds.clause(clause, score), clause) for clause, score in hits]
        return "\n\n".join(clause_told(name, clause) for name, clause in found), tuple(name for name, _ in found)

    def read_clause(self, clause_id: str) -> Told:
        """Read a clause with its exceptions, the definitions it is read with, and its other versions."""
        law = self.brief.in_force
        clause = law.get(clause_id)
        if clause is None:
            raise BadArgument(f"no clause {clause_id} is in force for this case: search_clauses finds those that are")
        targets = (t for relation in (Relation.EXCEPT, Relation.SEE) for t in clause.targets(relation))
        read = [clause, *(law[target] for target in dict.fromkeys(targets) if target in law)]
        named = [(self.finds.clause(one), one) for one in read]
        versions = versions_told(clause, self.gatherer.library.versions(clause_id))
        told = "\n\n".join((*(clause_told(name, one) for name, one in named), *versions))
        return told, tuple(name for name, _ in named)

    def creator_standing(self) -> Told:
        """The creator's quality score with its parts, standing, tier and age of the account."""
        return self._creator(history=False)

    def violation_history(self) -> Told:
        """The creator's past violations, with their dates, points and appeals."""
        return self._creator(history=True)

    def find_precedents(self, query: str) -> Told:
        """Search settled cases by meaning."""
        near = self.gatherer.precedents_near(self.gatherer.embedder.embed([query]), self.brief.case.scope)
        found = [(self.finds.precedent(one), one) for one in near]
        told = "\n\n".join(precedent_told(name, one.precedent, self.fence) for name, one in found)
        return told or "No settled case is on file.", tuple(name for name, _ in found)

    def _creator(self, *, history: bool) -> Told:
        reading = self.brief.evidence.signals
        known = ("S2" if history else "S1",) if reading.signals else ()
        return creator_told(reading, self.fence, history=history), known

    def tools(self) -> "Sequence[BaseTool]":
        return [
            _tool(self.search_clauses, Search),
            _tool(self.read_clause, Read),
            _tool(self.creator_standing, Nothing),
            _tool(self.violation_history, Nothing),
            _tool(self.find_precedents, Ask),
        ]


def _tool(work: Callable[..., Told], arguments: type[Arguments]) -> "BaseTool":
    from langchain_core.tools import StructuredTool, ToolException

    def called(**given: Any) -> Told:
        try:
            return work(**given)
        except BadArgument as error:
            raise ToolException(str(error)) from error

    return StructuredTool.from_function(
        called,
        name=work.__name__,
        description=work.__doc__ or "",
        args_schema=arguments,
        response_format="content_and_artifact",
        handle_tool_error=True,
        handle_validation_error=_correction,
    )


def _correction(error: Any) -> str:
    """Short, and without the values: those are the model's own."""
    faults = error.errors(include_url=False, include_input=False) if isinstance(error, ValidationError) else []
    told = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'arguments'}: {fault['msg']}" for fault in faults[:4])
    return f"These arguments cannot be used ({told or 'malformed'}): call again with the ones of the tool."
