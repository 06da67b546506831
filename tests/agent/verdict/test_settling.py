"""Each row of the settling table, and properties that hold for any findings."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.judges.limits import JudgeLimits
from agent.verdict.citations import check_citations
from agent.verdict.settling import NOTHING_JUDGED, settle
from agent.verdict.thresholds import Thresholds
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict
from tests.agent.clauses import (
    CASE,
    CLAUSES,
    EVIDENCE,
    EXCEPTIONS,
    RULES,
    TEXT,
    make_draft,
    make_fact,
    make_finding,
    make_quote,
)

THRESHOLDS = Thresholds(margin=0.1, exception=0.5)
UNCLEAR, EXEMPTED = FindingStatus.UNCLEAR, FindingStatus.EXEMPTED
UNKNOWN_LANGUAGE = ReviewReason(code=ReviewCode.LANGUAGE_UNKNOWN, text="Item j is not read.")


def settle_drafts(*drafts: DraftFinding, thresholds: Thresholds = THRESHOLDS, **options: Any) -> Verdict:
    return settle(check_citations(drafts, CASE, CLAUSES), CLAUSES, EVIDENCE, thresholds, **options)


def codes(verdict: Verdict) -> list[ReviewCode]:
    return [reason.code for reason in verdict.review_reasons]


def test_clear_violation_has_its_quotes() -> None:
    verdict = settle_drafts(make_draft("R-1", 0.9, "beta", "made up"), make_draft("S-1", 0.1, "alpha"))
    assert (verdict.outcome, verdict.probability, verdict.confidence, verdict.threshold) == (
        Outcome.VIOLATION,
        0.9,
        0.9,
        0.5,
    )
    assert verdict.summary == "Violates R-1 On R-1."
    assert verdict.findings == (
        make_finding("R-1", FindingStatus.VIOLATED, 0.9, "beta"),
        make_finding("S-1", FindingStatus.SATISFIED, 0.1, "alpha", confidence=0.9),
    )


def test_clearly_satisfied_rules_are_no_violation() -> None:
    verdict = settle_drafts(make_draft("R-1", 0.2, "beta"), make_draft("G-1", 0.1))
    assert (verdict.outcome, verdict.probability, verdict.confidence) == (Outcome.NO_VIOLATION, 0.2, 0.8)


@pytest.mark.parametrize("probability", [0.41, 0.5, 0.59])
def test_low_margin_needs_review(probability: float) -> None:
    verdict = settle_drafts(make_draft("R-1", probability, "beta"))
    assert (verdict.outcome, codes(verdict)) == (Outcome.NEEDS_REVIEW, [ReviewCode.LOW_MARGIN])
    assert (verdict.confidence, verdict.probability) == (None, probability)
    assert [finding.confidence for finding in verdict.findings] == [None]


@pytest.mark.parametrize(
    ("threshold", "configured", "outcome"),
    [(0.3, None, "violation"), (0.8, None, "no_violation"), (0.3, 0.55, "needs_review")],
)
def test_threshold_is_the_judges_unless_configured(threshold: float, configured: float | None, outcome: str) -> None:
    thresholds = Thresholds(violation=configured, margin=0.1)
    verdict = settle_drafts(make_draft("R-1", 0.5, "beta"), thresholds=thresholds, threshold=threshold)
    assert (verdict.outcome, verdict.threshold) == (outcome, configured or threshold)


def test_applicable_exception_exempts_its_rule() -> None:
    verdict = settle_drafts(make_draft("G-1", 0.9, "beta"), make_draft("X-1", 0.2), make_draft("X-2", 0.6))
    assert (verdict.outcome, verdict.summary) == (
        Outcome.NO_VIOLATION,
        "Violates no clause in force; exempted: G-1 by X-2.",
    )
    (finding,) = verdict.findings
    assert (finding.status, finding.exception_id, finding.confidence) == (EXEMPTED, "X-2", 0.6)
    assert finding.probability == pytest.approx(0.9 * 0.4)


def test_exception_exempts_only_its_own_rule() -> None:
    assert settle_drafts(make_draft("R-1", 0.9, "beta"), make_draft("X-1", 0.9)).outcome is Outcome.VIOLATION


def test_uncertain_exception_needs_review() -> None:
    verdict = settle_drafts(make_draft("G-1", 0.9, "beta"), make_draft("X-1", 0.45))
    assert (verdict.outcome, codes(verdict)) == (Outcome.NEEDS_REVIEW, [ReviewCode.EXCEPTION_UNCERTAIN])
    assert settle_drafts(make_draft("G-1", 0.9, "beta"), make_draft("X-1", 0.3)).outcome is Outcome.VIOLATION


def test_unclear_exception_neither_exempts_nor_is_ignored() -> None:
    for probability in (0.1, 0.5, 0.9):
        verdict = settle_drafts(make_draft("G-1", 0.9, "beta"), make_draft("X-1", probability, status=UNCLEAR))
        assert codes(verdict) == [ReviewCode.EXCEPTION_UNCERTAIN]


@pytest.mark.parametrize("exception", [0.0, 0.05])
def test_absent_exception_exempts_nothing_at_any_threshold(exception: float) -> None:
    verdict = settle_drafts(make_draft("R-1", 0.9, "beta"), thresholds=Thresholds(margin=0.1, exception=exception))
    assert verdict.outcome is Outcome.VIOLATION


def test_violation_without_verified_quote_needs_review() -> None:
    verdict = settle_drafts(make_draft("R-1", 0.9, "made up"))
    assert (verdict.outcome, codes(verdict)) == (Outcome.NEEDS_REVIEW, [ReviewCode.NO_VERIFIED_QUOTE])


def test_fact_alone_supports_a_violation() -> None:
    assert settle_drafts(make_draft("R-1", 1.0, facts=(make_fact("facts.a"),))).outcome is Outcome.VIOLATION


def test_precision_of_a_models_limits_holds_for_what_it_called_violated_and_not_for_facts() -> None:
    limits = JudgeLimits(unclear_from=0.3, violated_from=0.6, may_exempt_from=0.3, exempts_from=0.6, precision=0.9)
    drafts = (
        make_draft("R-1", 0.9, "beta"),
        make_draft("S-1", 1.0, facts=(make_fact("facts.a"),)),
        make_draft("G-1", 0.1),
    )
    found = settle_drafts(*drafts, judge_limits=limits).findings
    assert {finding.clause_id: finding.precision for finding in found} == {"R-1": 0.9, "S-1": None, "G-1": None}


def test_missing_facts_are_named() -> None:
    verdict = settle_drafts(make_draft("R-1", 0.9, "beta", status=UNCLEAR, missing_evidence=("facts.a", "facts.b")))
    assert verdict.review_reasons == (
        ReviewReason(code=ReviewCode.MISSING_FACT, text="R-1 depends on facts.a, facts.b, which were not provided."),
    )


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.9])
def test_failed_check_needs_review_at_any_threshold(threshold: float) -> None:
    failed = make_draft("R-1", 0.5, status=UNCLEAR, facts=(make_fact("facts.a", "many"),))
    assert codes(settle_drafts(failed, threshold=threshold)) == [ReviewCode.CHECK_FAILED]
    missing = failed.model_copy(update={"missing_evidence": ("facts.b",)})
    assert codes(settle_drafts(missing, threshold=threshold)) == [ReviewCode.MISSING_FACT]


def test_review_reason_of_the_judge_is_followed() -> None:
    verdict = settle_drafts(make_draft("R-1", 0.1, "beta"), review_reasons=(UNKNOWN_LANGUAGE,))
    assert (verdict.outcome, verdict.review_reasons) == (Outcome.NEEDS_REVIEW, (UNKNOWN_LANGUAGE,))
    assert verdict.summary == "Human review required: Item j is not read."
    violated = settle_drafts(make_draft("R-1", 0.9, "beta"), review_reasons=(UNKNOWN_LANGUAGE,))
    assert (violated.outcome, violated.review_reasons) == (Outcome.VIOLATION, (UNKNOWN_LANGUAGE,))


def test_case_without_judged_rules_needs_review() -> None:
    verdict = settle_drafts(make_draft("X-1", 0.9), make_draft("D-1", 0.9))
    assert (verdict.outcome, verdict.confidence, verdict.review_reasons) == (
        Outcome.NEEDS_REVIEW,
        None,
        (NOTHING_JUDGED,),
    )


def test_overridden_rule_needs_no_review() -> None:
    verdict = settle_drafts(make_draft("S-1", 0.9, "beta"), make_draft("G-1", 0.5, "beta"))
    assert (verdict.outcome, verdict.review_reasons) == (Outcome.VIOLATION, ())
    assert [f.status for f in verdict.findings] == [FindingStatus.VIOLATED, FindingStatus.NOT_APPLICABLE]


probabilities = st.sampled_from([0.1, 0.5, 0.9]) | st.floats(0, 1)
quotes = st.sampled_from([*TEXT.split(), "alpha beta", "gamma delta 🎉", "made up", "ALPHA", ""])
facts = st.sampled_from([(), (make_fact("facts.a"),), (make_fact("facts.b"), make_fact("facts.a"))])


def drafts_on(name: str) -> st.SearchStrategy[DraftFinding]:
    return st.builds(
        DraftFinding,
        clause_id=st.just(name),
        status=st.sampled_from(FindingStatus),
        probability=probabilities,
        rationale=st.sampled_from(["", "It matches."]),
        counterpoint=st.sampled_from(["", "Or not."]),
        judge=st.just("t"),
        content_quotes=st.lists(
            st.builds(DraftQuote, item_id=st.sampled_from("ijk"), text=quotes, start=st.none() | st.integers(0, 40)),
            max_size=2,
        ).map(tuple),
        clause_quote=st.sampled_from([None, "Words", "made up"]),
        facts=facts,
        missing_evidence=st.sampled_from([(), ("facts.c",)]),
    )


@st.composite
def draft_lists(draw: st.DrawFn, names: Sequence[str] = (*RULES, *EXCEPTIONS, "D-1", "NO-1")) -> list[DraftFinding]:
    chosen = draw(st.lists(st.sampled_from(names), unique=True))
    return [draw(drafts_on(name)) for name in chosen]


thresholds = st.builds(Thresholds, margin=st.floats(0, 0.3), exception=st.floats(0, 1))
judge_thresholds = st.floats(0.1, 0.9)


@given(draft_lists(), thresholds, judge_thresholds)
def test_verdict_follows_from_its_findings(drafts: list[DraftFinding], limits: Thresholds, threshold: float) -> None:
    verdict = settle_drafts(*drafts, thresholds=limits, threshold=threshold)
    by_clause = {d.clause_id: d for d in drafts}
    assert {f.clause_id for f in verdict.findings} == by_clause.keys() & set(RULES)
    for finding in verdict.findings:
        assert all(CASE.item(q.item_id).text[q.start : q.end] == q.text for q in finding.content_quotes)  # type: ignore[union-attr]
        assert finding.clause_quote is None or finding.clause_quote in CLAUSES[finding.clause_id].text
        if finding.status is FindingStatus.VIOLATED:
            assert finding.content_quotes or finding.facts
            violated_from = limits.limits(threshold).violated_from
            assert finding.probability >= violated_from * (1 - limits.exception) - 1e-9
    violated = [f for f in verdict.findings if f.status is FindingStatus.VIOLATED]
    assert (verdict.outcome is Outcome.VIOLATION) == bool(violated)
    assert verdict.outcome is Outcome.VIOLATION or (verdict.outcome is Outcome.NEEDS_REVIEW) == bool(
        verdict.review_reasons
    )


@given(draft_lists(), thresholds, judge_thresholds)
def test_exception_above_its_threshold_never_leaves_its_rule_violated(
    drafts: list[DraftFinding], limits: Thresholds, threshold: float
) -> None:
    verdict = settle_drafts(*drafts, thresholds=limits, threshold=threshold)
    exempting = [d for d in drafts if d.clause_id in EXCEPTIONS and d.probability >= limits.exception]
    if exempting:
        assert all(f.status is not FindingStatus.VIOLATED for f in verdict.findings if f.clause_id == "G-1")


@given(draft_lists(), thresholds, judge_thresholds)
def test_reasons_exist_and_confidence_is_a_probability(
    drafts: list[DraftFinding], limits: Thresholds, threshold: float
) -> None:
    verdict = settle_drafts(*drafts, thresholds=limits, threshold=threshold)
    assert verdict.reasons_for
    assert verdict.reasons_against
    assert verdict.would_change
    assert verdict.summary
    assert all((f.confidence is None) == (f.status is FindingStatus.UNCLEAR) for f in verdict.findings)
    assert (verdict.confidence is None) == (verdict.outcome is Outcome.NEEDS_REVIEW)
    values = [(verdict.confidence, verdict.probability), *((f.confidence, f.probability) for f in verdict.findings)]
    assert all(0 <= (confidence or 0) <= 1 and 0 <= (probability or 0) <= 1 for confidence, probability in values)
    assert (verdict.probability is None) == (not verdict.findings)


@given(draft_lists(), thresholds, judge_thresholds, st.randoms())
def test_order_of_findings_does_not_matter(
    drafts: list[DraftFinding], limits: Thresholds, threshold: float, random: Any
) -> None:
    shuffled = list(drafts)
    random.shuffle(shuffled)
    assert settle_drafts(*drafts, thresholds=limits, threshold=threshold) == settle_drafts(
        *shuffled, thresholds=limits, threshold=threshold
    )


@given(draft_lists(("G-1", "R-1", *EXCEPTIONS)), thresholds, judge_thresholds, probabilities)
def test_higher_probability_never_clears_a_violation(
    drafts: list[DraftFinding], limits: Thresholds, threshold: float, raised: float
) -> None:
    """Among rules that do not override each other: a specific rule that is exempted overrides its general rule."""
    before = settle_drafts(*drafts, thresholds=limits, threshold=threshold)
    for at, one in enumerate(drafts):
        if one.clause_id in RULES and raised >= one.probability:
            raised_drafts = [*drafts[:at], one.model_copy(update={"probability": raised}), *drafts[at + 1 :]]
            after = settle_drafts(*raised_drafts, thresholds=limits, threshold=threshold)
            assert (before.outcome, after.outcome) != (Outcome.VIOLATION, Outcome.NO_VIOLATION)


@given(draft_lists(), thresholds, judge_thresholds)
def test_rule_is_overridden_only_on_same_words_or_facts(
    drafts: list[DraftFinding], limits: Thresholds, threshold: float
) -> None:
    finding = {f.clause_id: f for f in settle_drafts(*drafts, thresholds=limits, threshold=threshold).findings}
    general, specific = finding.get("G-1"), finding.get("S-1")
    if general and specific and "governs here" in general.rationale:
        assert specific.status in (FindingStatus.VIOLATED, EXEMPTED)
        words = {(q.item_id, at) for q in general.content_quotes for at in range(q.start, q.end)}
        shared = words & {(q.item_id, at) for q in specific.content_quotes for at in range(q.start, q.end)}
        assert shared or {f.name for f in general.facts} & {f.name for f in specific.facts}


def test_offset_decides_which_words_are_shared() -> None:
    again = make_draft("G-1", 0.9, content_quotes=(make_quote("a", start=4),))
    verdict = settle_drafts(make_draft("S-1", 0.9, content_quotes=(make_quote("a", start=9),)), again)
    assert [f.status for f in verdict.findings] == [FindingStatus.VIOLATED] * 2


@given(st.floats(0.01, 0.99), st.floats(0, 0.49), st.none() | st.floats(0.01, 0.99), st.floats(0, 1))
def test_review_band_lies_around_the_threshold(
    threshold: float, margin: float, configured: float | None, exception: float
) -> None:
    limits = Thresholds(violation=configured, margin=margin, exception=exception).limits(threshold)
    middle = threshold if configured is None else configured
    assert limits.unclear_from <= middle <= limits.violated_from
    assert limits.violated_from - limits.unclear_from == pytest.approx(2 * margin)
    assert limits.may_exempt_from <= limits.exempts_from


OWN = JudgeLimits(unclear_from=0.3, violated_from=0.8, may_exempt_from=0.3, exempts_from=0.7)


@pytest.mark.parametrize(
    ("rule", "exception", "code"),
    [
        (0.29, 0.0, None),
        (0.31, 0.0, ReviewCode.LOW_MARGIN),
        (0.79, 0.0, ReviewCode.LOW_MARGIN),
        (0.81, 0.29, "violated"),
        (0.81, 0.31, ReviewCode.EXCEPTION_UNCERTAIN),
        (0.81, 0.71, None),
    ],
)
def test_limits_of_a_judge_replace_the_margin(rule: float, exception: float, code: str | None) -> None:
    drafts = (make_draft("G-1", rule, "beta"), make_draft("X-1", exception))
    verdict = settle_drafts(*drafts, judge_limits=OWN)
    outcome = "violated" if verdict.outcome is Outcome.VIOLATION else None
    assert [*codes(verdict), outcome][0] == code
    assert verdict.threshold == pytest.approx(0.55)


def test_threshold_of_the_settings_replaces_the_limits_of_a_judge() -> None:
    verdict = settle_drafts(make_draft("R-1", 0.6, "beta"), thresholds=Thresholds(violation=0.4), judge_limits=OWN)
    assert verdict.outcome is Outcome.VIOLATION
    assert verdict.threshold == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("probability", "quotes", "status"),
    [
        (0.9, ("beta",), UNCLEAR),
        (0.9, ("invented",), UNCLEAR),
        (0.9, (), FindingStatus.NOT_APPLICABLE),
        (0.05, ("beta",), FindingStatus.NOT_APPLICABLE),
    ],
)
def test_missing_fact_needs_review_only_where_the_post_bears_on_the_rule(
    probability: float, quotes: tuple[str, ...], status: FindingStatus
) -> None:
    draft = make_draft("R-1", probability, *quotes, status=UNCLEAR, missing_evidence=("facts.a",))
    verdict = settle_drafts(draft)
    assert verdict.findings[0].status is status
    assert codes(verdict) == ([ReviewCode.MISSING_FACT] if status is UNCLEAR else [])


@pytest.mark.parametrize(
    "fields", [{"violation": 0}, {"violation": 1}, {"margin": -0.1}, {"margin": 0.5}, {"exception": 1.1}]
)
def test_impossible_thresholds_are_refused(fields: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Thresholds.model_validate(fields)
