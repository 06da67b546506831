"""Clauses, documents and sides written by hand."""

from datetime import date

from domain.clause import Clause, ClauseKind, Teaching
from domain.ladder import Ladder
from domain.policy import PolicyDocument
from policies.diff.side import Side
from policies.library import Library

WORDS = "A creator may not say that a product cures an illness of any kind."
RULE = Clause(
    id="HLT-1",
    policy_id="health",
    version="1.0",
    title="Cures",
    text=WORDS,
    kind=ClauseKind.RULE,
    points=4,
    effective_from=date(2026, 1, 1),
    violating_examples=("it cured me",),
    compliant_examples=("it tastes good",),
    teaching=Teaching(why="Why.", fix=("Fix.",), appeal_evidence=("Proof.",)),
)
TEXTS = (
    "Do not show a timer that starts over when it reaches zero.",
    "Every advertisement carries the label of the platform from its first second.",
    "Live rooms stay staffed while goods are on sale in them.",
)


def rule(**changes: object) -> Clause:
    return RULE.model_copy(update=changes)


def other(number: int, **changes: object) -> Clause:
    """A clause that shares no words with another."""
    return rule(**{"id": f"OTH-{number}", "title": f"Title {number}", "text": TEXTS[number], **changes})


def document(*clauses: Clause, ladder: Ladder | None = None, **head: object) -> PolicyDocument:
    first = clauses[0]
    plain = PolicyDocument(
        id=first.policy_id,
        title="Health",
        version=first.version,
        effective_from=first.effective_from,
        effective_to=first.effective_to,
        clauses=clauses,
        ladder=ladder,
    )
    return plain.model_copy(update=head)


def side(*documents: PolicyDocument, label: str = "side", name: str = "Test corpus", **markets: str) -> Side:
    return Side(label, name, markets, documents)


def library(*documents: PolicyDocument) -> Library:
    return Library("Test corpus", documents, {"DE": "Germany", "FR": "France"})
