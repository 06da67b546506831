"""A complete case, a complete decision about it, and an empty store."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.case import Case, ContentItem, ContentKind
from domain.consequence import Consequence, ConsequenceStatus, Incident
from domain.decision import Decision, DecisionBasis, Degradation, RejectedQuote, ToolCall, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence, FoundBy, FoundClause, FoundPrecedent
from domain.finding import ContentQuote, FactCitation, Finding, FindingStatus
from domain.ladder import EnforcementAction
from domain.signals import CreatorSignals, PastViolation, SignalCondition, SignalReading
from domain.verdict import Outcome, Reason, ReviewCode, ReviewReason, Verdict
from store.decisions import DecisionStore, open_store
from tests.store.databases import STORES, database_url

Decide = Callable[..., Decision]
BASIS = DecisionBasis(as_of=date(2026, 11, 20), judge="rules+local", policy_fingerprint="f" * 64)


def add_batch(store: DecisionStore, batch_id: str, cases: Iterable[Case], at: datetime) -> None:
    total = store.batch_intake.store_cases(batch_id, "test", cases, at)
    with store.database.write_transaction() as session:
        store.batch_intake.commit(session, batch_id, total)


@pytest.fixture
def case() -> Case:
    return Case(
        id="case_1",
        creator_id="cr_ricardo",
        market="US",
        language="en",
        content_date=date(2026, 11, 20),
        content=(ContentItem(id="c1", kind=ContentKind.CAPTION, text="Turmeric cures it 🌿 — naïve\n"),),
        facts={"claims_cure": True, "price": 9.99, "tags": ["a", None, {"b": 1}]},
    )


def finding(clause_id: str, status: FindingStatus) -> Finding:
    return Finding(
        clause_id=clause_id,
        status=status,
        confidence=0.91,
        probability=0.91,
        rationale="It promises a cure.",
        judge="local",
        content_quotes=(ContentQuote(item_id="c1", start=0, end=17, text="Turmeric cures it"),),
        clause_quote="cures",
        facts=(FactCitation(name="facts.price", value=9.99),),
        evidence_ids=("clause:HLT-2.1",),
    )


@pytest.fixture
def decide(case: Case) -> Decide:
    """Makes a decision from its id, violated clauses, outcome and hour."""

    def make_decision(
        decision_id: str,
        *violated: str,
        outcome: Outcome = Outcome.VIOLATION,
        hour: int = 0,
        creator: str = "cr_ricardo",
    ) -> Decision:
        verdict = Verdict(
            outcome=outcome,
            probability=1 / 3,
            confidence=1 / 3,
            summary="The caption promises a cure.",
            findings=(
                *(finding(clause_id, FindingStatus.VIOLATED) for clause_id in violated),
                finding("DSC-1.1", FindingStatus.UNCLEAR),
            ),
            reasons_for=(Reason(text="It says so.", evidence_ids=("clause:HLT-2.1",)),),
            review_reasons=(ReviewReason(code=ReviewCode.LOW_MARGIN, text="Near the threshold."),),
        )
        past = PastViolation(id="v_1", clause_id="HLT-2.1", date=date(2026, 8, 19), points=6)
        retrieved = FoundClause(
            id="clause:HLT-2.1", clause_id="HLT-2.1", version="2.0", score=0.1 + 0.2, found_by=FoundBy.CHECK
        )
        signals = CreatorSignals(creator_id="cr_ricardo", violations=(past,))
        return Decision(
            decision_id=decision_id,
            case_id=case.id,
            decided_at=datetime(2026, 11, 21, hour, 30, 0, 123456, tzinfo=UTC),
            verdict=verdict,
            consequence=Consequence(
                status=ConsequenceStatus.RECOMMENDED,
                reason="Twelve points in the window.",
                action=EnforcementAction.FEATURE_LIMIT,
                days=7,
                incidents=(
                    Incident(
                        violation_id="v_1",
                        clause_id="HLT-2.1",
                        date=date(2026, 8, 19),
                        points=6,
                        counted=True,
                        reason="in the window",
                    ),
                ),
            ),
            education=EducationMessage(locale="en", subject="Your caption", body="Hello.", steps=("Take it out.",)),
            evidence=Evidence(
                clauses=(retrieved,),
                signals=SignalReading(condition=SignalCondition.KNOWN, source="embedded", signals=signals),
                precedents=(FoundPrecedent(id="precedent:p1", precedent_id="p1", text="a cure", score=0.7),),
            ),
            trace=Trace(
                judge="local",
                model="all-MiniLM-L6-v2",
                policy_fingerprint="f" * 16,
                as_of=date(2026, 11, 20),
                tool_calls=(ToolCall(name="search_clauses", arguments={"k": 3}),),
                timings_ms={"judge": 12.345},
                degraded=(Degradation(component="signals", reason="none"),),
                rejected_quotes=(RejectedQuote(clause_id="HLT-2.1", item_id=None, text="heals"),),
                warnings=("the case has the unknown fact heals",),
            ),
        )

    return make_decision


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/decisions.db"


@pytest.fixture
def store(url: str) -> Iterator[DecisionStore]:
    with open_store(url) as opened:
        yield opened


@pytest.fixture(params=STORES)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DecisionStore]:
    """A store on each kind of database."""
    with open_store(database_url(request.param, tmp_path)) as store:
        yield store
