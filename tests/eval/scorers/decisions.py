"""Handwritten decisions on one post, and their scores."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from domain.case import ContentKind
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, RejectedQuote, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence, FoundBy, FoundClause, InjectionAttempt
from domain.finding import ContentQuote, FactCitation, Finding, FindingStatus
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict
from eval.dataset.labelled_case import LabelledCase
from eval.scorers.registry import score_all
from eval.scorers.score import ScorerInput

TEXT = "This tea cures a cold. It was 90 crowns, now 45."
CURE = ContentQuote(item_id="c1", start=0, end=22, text=TEXT[:22])


def label(outcome: Outcome | None, *violated: str, tags: Sequence[str] = (), **gold: Any) -> LabelledCase:
    content = [{"id": "c1", "kind": ContentKind.CAPTION.value, "text": TEXT}]
    case = {"content_date": "2026-09-14", "creator_id": "cr_9", "language": "en", "content": content}
    line = {"id": "one", "case": case, "gold": {"outcome": outcome, "violated": violated, **gold}, "tags": tags}
    return LabelledCase.model_validate(line)


def finding(
    clause_id: str,
    status: FindingStatus = FindingStatus.VIOLATED,
    *quotes: ContentQuote,
    exception: str | None = None,
    price: int | None = None,
) -> Finding:
    return Finding(
        clause_id=clause_id,
        status=status,
        confidence=1,
        probability=1,
        rationale="It does.",
        judge="local",
        content_quotes=quotes,
        exception_id=exception,
        facts=() if price is None else (FactCitation(name="facts.price", value=price),),
    )


def decision(
    outcome: Outcome,
    *findings: Finding,
    consequence: Consequence | None = None,
    education: EducationMessage | None = None,
    by_content: Sequence[str] = (),
    by_reference: Sequence[str] = (),
    injections: Sequence[InjectionAttempt] = (),
    rejected_quotes: int = 0,
) -> Decision:
    """`by_content` are clause ids that the content retrieved, the nearest first; `by_reference` were added."""
    clauses = [(name, FoundBy.REFERENCE, 9.0) for name in by_reference]
    clauses += [(name, FoundBy.CONTENT, 1 / rank) for rank, name in enumerate(by_content, 1)]
    return Decision(
        decision_id="dec_1",
        case_id="one",
        decided_at=datetime(2026, 11, 20, tzinfo=UTC),
        verdict=Verdict(outcome=outcome, probability=0.5, confidence=0.5, summary="So it is.", findings=findings),
        consequence=consequence or Consequence(status=ConsequenceStatus.NOT_DUE, reason="None."),
        education=education or EducationMessage(locale="en", subject="Hello", body="We looked at your post."),
        evidence=Evidence(
            clauses=tuple(
                FoundClause(id=f"e{n}", clause_id=name, version="1", score=score, found_by=found_by)
                for n, (name, found_by, score) in enumerate(clauses)
            ),
            signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="none"),
            prompt_injection=tuple(injections),
        ),
        trace=Trace(
            judge="local",
            model="m",
            policy_fingerprint="f",
            as_of=date(2026, 11, 20),
            rejected_quotes=tuple(
                RejectedQuote(clause_id="P-1", item_id="c1", text=f"made up {n}") for n in range(rejected_quotes)
            ),
        ),
    )


def score_values(labelled: LabelledCase, decided: Decision | None) -> dict[str, float | None]:
    """Every score by name."""
    return {score.name: score.value for score in score_all(ScorerInput(labelled, decided))}
