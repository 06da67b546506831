"""Small clauses, drafts and findings for the tests of settling."""

from typing import Any

from domain.case import Case, ContentItem
from domain.clause import Clause, ClauseKind, Reference, Relation
from domain.evidence import Evidence
from domain.finding import ContentQuote, DraftFinding, DraftQuote, FactCitation, Finding, FindingStatus
from domain.signals import SignalCondition, SignalReading

TEXT = "alpha beta gamma delta 🎉 epsilon"
CASE = Case(id="case", content=(ContentItem(id="i", text=TEXT), ContentItem(id="j", text="alpha")))
NO_CREATOR = SignalReading(condition=SignalCondition.NO_CREATOR, source="test")
EVIDENCE = Evidence(signals=NO_CREATOR)


def make_clause(clause_id: str, kind: ClauseKind = ClauseKind.RULE, **references_by_kind: tuple[str, ...]) -> Clause:
    """Targets by kind of reference, such as `overrides=("G-1",)`; `excepted` stands for `except`, a Python keyword."""
    relations = {"excepted": Relation.EXCEPT, "overrides": Relation.OVERRIDES}
    references = tuple(
        Reference(relation=relations[name], target=t) for name, targets in references_by_kind.items() for t in targets
    )
    return Clause(
        id=clause_id,
        policy_id="p",
        version="1",
        title=f"On {clause_id}",
        text=f"Words of {clause_id}.",
        kind=kind,
        references=references,
    )


CLAUSES = {
    c.id: c
    for c in (
        make_clause("G-1", excepted=("X-1", "X-2")),
        make_clause("S-1", overrides=("G-1",)),
        make_clause("R-1"),
        make_clause("X-1", ClauseKind.EXCEPTION),
        make_clause("X-2", ClauseKind.EXCEPTION),
        make_clause("D-1", ClauseKind.DEFINITION),
    )
}
RULES = ("G-1", "S-1", "R-1")
EXCEPTIONS = ("X-1", "X-2")


def make_quote(text: str, item_id: str = "i", start: int | None = None) -> DraftQuote:
    return DraftQuote(item_id=item_id, text=text, start=start)


def make_fact(name: str, value: Any = 1) -> FactCitation:
    return FactCitation(name=name, value=value)


def make_draft(name: str, probability: float, *quotes: str, **fields: Any) -> DraftFinding:
    status = FindingStatus.VIOLATED if probability >= 0.5 else FindingStatus.SATISFIED
    defaults = {
        "clause_id": name,
        "status": status,
        "probability": probability,
        "rationale": "It matches.",
        "judge": "t",
    }
    return DraftFinding.model_validate(
        defaults | {"content_quotes": tuple(make_quote(text) for text in quotes)} | fields
    )


def make_finding(name: str, status: FindingStatus, probability: float, *words: str, **fields: Any) -> Finding:
    """`words` are words of TEXT; each is quoted at its first occurrence."""
    quotes = tuple(
        ContentQuote(item_id="i", start=TEXT.index(word), end=TEXT.index(word) + len(word), text=word) for word in words
    )
    defaults = {"clause_id": name, "status": status, "probability": probability, "confidence": probability}
    texts = {"rationale": "It matches.", "judge": "t", "content_quotes": quotes}
    return Finding.model_validate(defaults | texts | fields)
