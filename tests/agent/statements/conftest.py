"""Policies with categories, decisions about posts in Germany, and a real store."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.statements.builder import StatementBuilder
from agent.statements.measures import read_measures
from agent.statements.reader import StatementReader
from domain.case import Case, ContentItem, ContentKind
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence, FoundBy, FoundClause
from domain.finding import ContentQuote, FactCitation, Finding, FindingStatus
from domain.ladder import EnforcementAction
from domain.redress import Redress
from domain.review import Review, ReviewAction
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict
from policies.library import Library
from policies.parsing.policy_file import read_policy
from store.decisions import DecisionStore, open_store

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
POLICY = b"""---
id: claims
title: Claims
version: "1.0"
effective_from: 2025-01-01
category: consumer_information
keywords: misleading_info_goods_services
---

## HLT-1 Cures

- **kind**: rule
- **points**: 4

Do not say that a product cures an illness.

## IPR-1 Counterfeits

- **kind**: rule
- **points**: 9
- **category**: intellectual_property_infringements
- **keywords**: trademark_infringement, other
- **keyword_other**: Copies of bottles

Do not sell counterfeits.

## PRH-1 Weapons

- **kind**: rule
- **points**: 20
- **category**: unsafe_and_prohibited_products
- **legal_ground**: Regulation (EU) 2019/1148, Article 5

Do not sell weapons.
"""
TEXT = "This tea cured my gout. Ask @anna.meier, anna@mail.example or +49 170 1234567."
Decide = Callable[..., tuple[Case, Decision]]


@pytest.fixture
def library() -> Library:
    document = read_policy(POLICY, "claims.md")
    redress = {"default": Redress(appeal_days=14), "DE": Redress(appeal_days=24, complaint_days=190)}
    return Library("Ours", (document,), {"DE": "Germany", "US": "United States", "FR": "France"}, redress=redress)


@pytest.fixture
def decide() -> Decide:
    return make_decision


def make_decision(
    decision_id: str,
    *violated: str,
    action: EnforcementAction = EnforcementAction.FEATURE_LIMIT,
    days: int | None = 5,
    market: str | None = "DE",
    text: str = TEXT,
    outcome: Outcome = Outcome.VIOLATION,
    hours: int = 0,
    **fields: Any,
) -> tuple[Case, Decision]:
    """The quote of each finding is the whole text."""
    case = Case(
        id=f"case-{decision_id}",
        creator_id=fields.pop("creator_id", "cr_anna"),
        market=market,
        language=fields.pop("language", "en"),
        content_date=date(2026, 11, 20),
        content=(ContentItem(id="c1", kind=ContentKind.CAPTION, text=text),),
        **fields,
    )
    quote = ContentQuote(item_id="c1", start=0, end=len(text), text=text)
    findings = tuple(
        Finding(
            clause_id=clause_id,
            status=FindingStatus.VIOLATED,
            confidence=0.9,
            probability=0.9,
            rationale="x",
            judge="local",
            content_quotes=(quote,),
            facts=(FactCitation(name="facts.phone", value="+49 170 1234567"),),
        )
        for clause_id in violated
    )
    found = tuple(
        FoundClause(id=f"clause:{one}", clause_id=one, version="1.0", score=1, found_by=FoundBy.CONTENT)
        for one in violated
    )
    is_violation = outcome is Outcome.VIOLATION
    decision = Decision(
        decision_id=decision_id,
        case_id=case.id,
        decided_at=AT + timedelta(hours=hours),
        verdict=Verdict(outcome=outcome, probability=0.9, confidence=0.9, summary="x", findings=findings),
        consequence=Consequence(
            status=ConsequenceStatus.RECOMMENDED if is_violation else ConsequenceStatus.NOT_DUE,
            reason="x",
            action=action if is_violation else None,
            days=days if is_violation else None,
        ),
        education=EducationMessage(locale="en", subject="s", body="b"),
        evidence=Evidence(clauses=found, signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="none")),
        trace=Trace(judge="local", model="m", policy_fingerprint="f", as_of=date(2026, 11, 20)),
    )
    return case, decision


def review(store: DecisionStore, decision_id: str, outcome: Outcome, *violated: str, hours: int = 5) -> None:
    """By a person, some hours after the first decisions."""
    state = store.reviews.state(decision_id)
    decided = store.get(decision_id)
    assert decided is not None
    same = decided.decision.verdict.outcome is outcome and set(decided.decision.verdict.violated) == set(violated)
    action = ReviewAction.UPHOLD if same else ReviewAction.OVERTURN if not violated else ReviewAction.AMEND
    made = Review(
        review_id=f"rev_{decision_id}_{state.version}",
        decision_id=decision_id,
        action=action,
        outcome=outcome,
        violated=violated,
        reason="r",
        reviewer="ana",
        reviewed_at=AT + timedelta(hours=hours),
    )
    store.review(made, state.version, "test")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DecisionStore]:
    with open_store(f"sqlite:///{tmp_path}/decisions.db") as opened:
        yield opened


@pytest.fixture
def reader(store: DecisionStore, library: Library) -> StatementReader:
    return StatementReader(store, StatementBuilder(library, read_measures()))
