"""Clauses, drafts and findings written by hand, one story for all tests of deciding."""

from typing import Any

from domain.case import Case, ContentItem
from domain.clause import Clause, ClauseKind, Reference, Relation
from domain.evidence import Evidence
from domain.finding import ContentQuote, DraftFinding, DraftQuote, FactCitation, Finding, FindingStatus
from domain.signals import SignalCondition, SignalReading

TEXT = "alpha beta gamma delta 🎉 epsilon"
CASE = Case(id="case", content=(ContentItem(id="i", text=TEXT), ContentItem(id="j", text="alpha")))
NOBODY = SignalReading(condition=SignalCondition.NO_CREATOR, source="test")
EVIDENCE = Evidence(signals=NOBODY)


def clause(name: str, kind: ClauseKind = ClauseKind.RULE, **points: tuple[str, ...]) -> Clause:
    """`points` are targets by relation: `overrides=("G-1",)`; Python's own word for exceptions is `excepted`."""
    relations = {"excepted": Relation.EXCEPT, "overrides": Relation.OVERRIDES}
    references = tuple(Reference(relation=relations[by], target=t) for by, targets in points.items() for t in targets)
    return Clause(
        id=name,
        policy_id="p",
        version="1",
        title=f"On {name}",
        text=f"Words of {name}.",
        kind=kind,
        references=references,
    )


LAW = {
    c.id: c
    for c in (
        clause("G-1", excepted=("X-1", "X-2")),
        clause("S-1", overrides=("G-1",)),
        clause("R-1"),
        clause("X-1", ClauseKind.EXCEPTION),
        clause("X-2", ClauseKind.EXCEPTION),
        clause("D-1", ClauseKind.DEFINITION),
    )
}
RULES = ("G-1", "S-1", "R-1")
EXCEPTIONS = ("X-1", "X-2")


def quoted(text: str, item_id: str = "i", start: int | None = None) -> DraftQuote:
    return DraftQuote(item_id=item_id, text=text, start=start)


def fact(name: str, value: Any = 1) -> FactCitation:
    return FactCitation(name=name, value=value)


def draft(name: str, probability: float, *quotes: str, **given: Any) -> DraftFinding:
    status = FindingStatus.VIOLATED if probability >= 0.5 else FindingStatus.SATISFIED
    plain = {"clause_id": name, "status": status, "probability": probability, "rationale": "So it is.", "judge": "t"}
    return DraftFinding.model_validate(plain | {"content_quotes": tuple(quoted(text) for text in quotes)} | given)


def finding(name: str, status: FindingStatus, probability: float, *words: str, **given: Any) -> Finding:
    """`words` are words of TEXT, each quoted where it first stands."""
    quotes = tuple(
        ContentQuote(item_id="i", start=TEXT.index(word), end=TEXT.index(word) + len(word), text=word) for word in words
    )
    plain = {"clause_id": name, "status": status, "probability": probability, "confidence": probability}
    said = {"rationale": "So it is.", "judge": "t", "content_quotes": quotes}
    return Finding.model_validate(plain | said | given)
