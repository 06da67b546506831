"""Jobs follow from decisions, appeals, reviews and escalations by the rules of a file."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from agent.build import Clausewise
from agent.queues.router import RuleRouter
from agent.queues.rules_file import BUNDLED_RULES, read_routing_rules
from domain.case import Case, ContentItem
from domain.decision import Decision
from domain.evidence import FoundBy, FoundClause
from domain.finding import Finding, FindingStatus
from domain.job import Job, JobKind, JobState, NewJob
from domain.review import Review, ReviewAction
from domain.signals import CreatorSignals, SignalCondition, SignalReading, Standing
from domain.verdict import Outcome, Verdict

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CASE = Case(id="c1", creator_id="cr_1", market="US", language="en", content=(ContentItem(id="i1", text="tea"),))
CUSTOM = """
[queues.first]
title = "First"

[queues.rest]
title = "Rest"

[[rules]]
when = 'signals.tier == "top" && decision.clauses.exists(c, c.startsWith("CLM"))'
queue = "first"
priority = 80
sla_minutes = 30

[[rules]]
when = 'case.language == "de" && decision.probability < 0.6'
queue = "first"
priority = 70
sla_minutes = 60

[[rules]]
queue = "rest"
priority = 10
sla_minutes = 120
"""


@pytest.fixture(scope="module")
def decision(shop: Clausewise) -> Decision:
    return shop.adjudicator.decide(CASE, date(2026, 11, 20))


def with_verdict(decision: Decision, outcome: Outcome, *clauses: str, probability: float = 0.5) -> Decision:
    status = FindingStatus.VIOLATED if outcome is Outcome.VIOLATION else FindingStatus.UNCLEAR
    make = partial(Finding, status=status, confidence=None, probability=probability, rationale="r", judge="local")
    findings = tuple(make(clause_id=clause_id) for clause_id in clauses)
    verdict = Verdict(outcome=outcome, probability=probability, confidence=None, summary="s", findings=findings)
    found = tuple(
        FoundClause(id=f"clause:{one}", clause_id=one, version="1.0", score=1, found_by=FoundBy.CHECK)
        for one in clauses
    )
    evidence = decision.evidence.model_copy(update={"clauses": found})
    return decision.model_copy(update={"verdict": verdict, "evidence": evidence})


def router(shop: Clausewise, tmp_path: Path, source: str | None = None) -> RuleRouter:
    path = tmp_path / f"{len(source or '')}.toml"
    if source is not None:
        path.write_text(source)
    return RuleRouter(shop.corpus.library, read_routing_rules(path if source is not None else BUNDLED_RULES))


def places(jobs: Sequence[NewJob]) -> list[tuple[str, str, int]]:
    return [(job.kind.value, job.queue, job.priority) for job in jobs]


def make_review(*violated: str, by: str = "ana") -> Review:
    outcome = Outcome.VIOLATION if violated else Outcome.NO_VIOLATION
    return Review(
        review_id=f"rev_{by}",
        decision_id="d1",
        action=ReviewAction.AMEND,
        outcome=outcome,
        violated=violated,
        reason="r",
        reviewer=by,
        reviewed_at=NOW,
    )


def test_bundled_rules_send_open_verdicts_and_held_letters(
    shop: Clausewise, decision: Decision, tmp_path: Path
) -> None:
    rules = router(shop, tmp_path)
    severity = shop.corpus.library.versions("CLM-1")[-1].severity.label
    opened, found = with_verdict(decision, Outcome.NEEDS_REVIEW, "CLM-1"), with_verdict(decision, Outcome.VIOLATION)
    (job,) = rules.for_decision(CASE, opened, letter_held=False)
    assert (job.kind, job.queue) == (JobKind.NEEDS_REVIEW, "default")
    assert (job.priority, job.sla) == {
        "critical": (80, timedelta(hours=2)),
        "high": (60, timedelta(hours=8)),
    }.get(severity, (50, timedelta(hours=24)))
    assert places(rules.for_decision(CASE, found, letter_held=True)) == [("held_letter", "default", 55)]
    assert rules.for_decision(CASE, found, letter_held=False) == ()
    assert places([rules.for_appeal(CASE, found)]) == [("appeal", "default", 70)]


def test_first_rule_that_fits_decides(shop: Clausewise, decision: Decision, tmp_path: Path) -> None:
    rules = router(shop, tmp_path, CUSTOM)
    opened = with_verdict(decision, Outcome.NEEDS_REVIEW, "CLM-1")
    signals = CreatorSignals(creator_id="cr_1", tier="top", standing=Standing.GOOD)
    reading = SignalReading(condition=SignalCondition.KNOWN, source="s", signals=signals)
    known = opened.model_copy(update={"evidence": opened.evidence.model_copy(update={"signals": reading})})
    german = CASE.model_copy(update={"language": "de"})
    other = with_verdict(known, Outcome.NEEDS_REVIEW, "OTHER-1")
    for case, one, priority in ((CASE, known, 80), (german, opened, 70), (CASE, opened, 10), (CASE, other, 10)):
        assert [job.priority for job in rules.for_decision(case, one, letter_held=False)] == [priority]


def test_escalation_is_never_less_urgent_than_its_job(shop: Clausewise, decision: Decision, tmp_path: Path) -> None:
    rules, opened = router(shop, tmp_path), with_verdict(decision, Outcome.NEEDS_REVIEW, "CLM-1")
    job = Job(
        job_id="job_1",
        decision_id="d1",
        kind=JobKind.NEEDS_REVIEW,
        queue="default",
        priority=95,
        state=JobState.OPEN,
        created_at=NOW,
        due_at=NOW,
    )
    escalated = [rules.for_escalation(CASE, opened, job.model_copy(update={"priority": p})) for p in (95, 50)]
    assert [(one.kind, one.priority) for one in escalated] == [(JobKind.ESCALATION, 95), (JobKind.ESCALATION, 90)]


SAMPLES = (
    CUSTOM + '[[samples]]\nof = "reviews"\nshare = 1.0\n[[samples]]\nof = "decisions"\nshare = 1.0\nweighted = true\n'
)


def test_drawn_decisions_and_reviews_get_another_look(shop: Clausewise, decision: Decision, tmp_path: Path) -> None:
    rules, plain = router(shop, tmp_path, SAMPLES), router(shop, tmp_path, CUSTOM)
    unsure = with_verdict(decision, Outcome.NO_VIOLATION, probability=0.5)
    certain = with_verdict(decision, Outcome.NO_VIOLATION, probability=0.0)
    assert places(rules.for_decision(CASE, unsure, letter_held=False)) == [("sample", "rest", 10)]
    assert rules.for_decision(CASE, certain, letter_held=False) == ()
    assert plain.for_decision(CASE, unsure, letter_held=False) == ()
    first = make_review("CLM-1")
    second = rules.for_review(CASE, unsure, first, None, [JobKind.NEEDS_REVIEW])
    assert places(second) == [("second_review", "rest", 10)]
    assert plain.for_review(CASE, unsure, first, None, [JobKind.NEEDS_REVIEW]) == ()


def test_second_review_that_differs_is_escalated(shop: Clausewise, decision: Decision, tmp_path: Path) -> None:
    rules = router(shop, tmp_path, SAMPLES)
    first, same, other = make_review("CLM-1"), make_review("CLM-1", by="ben"), make_review(by="ben")
    finished = [JobKind.SECOND_REVIEW]
    assert rules.for_review(CASE, decision, same, first, finished) == ()
    assert places(rules.for_review(CASE, decision, other, first, finished)) == [("escalation", "rest", 10)]
    assert rules.for_review(CASE, decision, first, other, [JobKind.ESCALATION]) == ()


def test_each_clause_is_drawn_for_itself(shop: Clausewise, decision: Decision, tmp_path: Path) -> None:
    share = 'of = "decisions"\nshare = 0.5\n'
    by_clause = router(shop, tmp_path, f"{CUSTOM}[[samples]]\n{share}by_clause = true\n")
    found = with_verdict(decision, Outcome.VIOLATION, "CLM-1", "PRC-1", "ADV-1", "ADV-2")
    ids = [f"dec_{number}" for number in range(400)]
    drawn = [
        one
        for one in ids
        if by_clause.for_decision(CASE, found.model_copy(update={"decision_id": one}), letter_held=False)
    ]
    assert 0.88 < len(drawn) / len(ids) < 0.99  # 15 of 16
