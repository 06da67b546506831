"""The tool calls of a decision for people: what a model looked up, in order, and what it found."""

from collections.abc import Mapping

from rich.console import RenderableType

from cli.views.console import labelled_rows, section
from domain.decision import Decision, ToolCall
from domain.evidence import Evidence

CREATOR = {"S1": "the creator's standing", "S2": "the creator's history"}
MAX_SHOWN = 8


def tool_calls_view(decision: Decision) -> RenderableType:
    names = {**CREATOR, **_names(decision.evidence), **_lines(decision)}
    lines = (f"{_call(call)}: {_found(call, names)}" for call in decision.trace.tool_calls)
    rows = labelled_rows((str(number), line) for number, line in enumerate(lines, 1))
    return section("What a model looked up, in order", rows)


def _names(evidence: Evidence) -> dict[str, str]:
    """What each evidence id stands for."""
    clauses = {found.id: found.clause_id for found in evidence.clauses}
    return clauses | {found.id: f"precedent {found.precedent_id}" for found in evidence.precedents}


def _lines(decision: Decision) -> dict[str, str]:
    readings = (*decision.evidence.account, *(decision.assessment.readings if decision.assessment else ()))
    return {line.id: line.code for reading in readings for line in reading.lines}


def _call(call: ToolCall) -> str:
    arguments = ", ".join(f"{name}={value}" for name, value in call.arguments.items())
    return f"{call.name}({arguments})"


def _found(call: ToolCall, names: Mapping[str, str]) -> str:
    if call.error:
        return f"failed: {call.error}"
    shown = [f"{names.get(evidence_id, '?')} [{evidence_id}]" for evidence_id in call.evidence_ids]
    more = [f"{len(shown) - MAX_SHOWN} more"] if len(shown) > MAX_SHOWN else []
    return ", ".join([*shown[:MAX_SHOWN], *more]) or "nothing"
