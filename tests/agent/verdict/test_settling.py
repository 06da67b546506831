"""Settling: one story a line of the table, and what holds whatever judges say."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.verdict.citations import check_citations
from agent.verdict.settling import NOTHING_READ, settle
from agent.verdict.thresholds import Thresholds
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict
from tests.agent.policy_versions import CASE, EVIDENCE, EXCEPTIONS, LAW, RULES, TEXT, draft, fact, finding, quoted

THRESHOLDS = Thresholds(margin=0.1, exception=0.5)
UNCLEAR, EXEMPTED = FindingStatus.UNCLEAR, FindingStatus.EXEMPTED
FOREIGN = ReviewReason(code=ReviewCode.LANGUAGE_UNKNOWN, text="Item j is not read.")


def settled(*drafts: DraftFinding, thresholds: Thresholds = THRESHOLDS, **given: Any) -> Verdict:
    return settle(check_citations(drafts, CASE, LAW), LAW, EVIDENCE, thresholds, **given)


def codes(verdict: Verdict) -> list[ReviewCode]:
    return [reason.code for reason in verdict.review_reasons]


def test_a_rule_surely_broken_is_a_violation_with_its_words() -> None:
    verdict = settled(draft("R-1", 0.9, "beta", "made up"), draft("S-1", 0.1, "alpha"))
    assert (verdict.outcome, verdict.probability, verdict.confidence, verdict.threshold) == (
        Outcome.VIOLATION,
        0.9,
        0.9,
        0.5,
    )
    assert verdict.summary == "Breaks R-1 On R-1."
    assert verdict.findings == (
        finding("R-1", FindingStatus.VIOLATED, 0.9, "beta"),
        finding("S-1", FindingStatus.SATISFIED, 0.1, "alpha", confidence=0.9),
    )


def test_rules_surely_kept_are_no_violation() -> None:
    verdict = settled(draft("R-1", 0.2, "beta"), draft("G-1", 0.1))
    assert (verdict.outcome, verdict.probability, verdict.confidence) == (Outcome.NO_VIOLATION, 0.2, 0.8)


@pytest.mark.parametrize("probability", [0.41, 0.5, 0.59])
def test_a_low_margin_is_for_a_person(probability: float) -> None:
    verdict = settled(draft("R-1", probability, "beta"))
    assert (verdict.outcome, codes(verdict)) == (Outcome.NEEDS_REVIEW, [ReviewCode.LOW_MARGIN])
    assert verdict.confidence == pytest.approx(1 - abs(2 * probability - 1))


@pytest.mark.parametrize(
    ("turn", "own", "outcome"), [(0.3, None, "violation"), (0.8, None, "no_violation"), (0.3, 0.55, "needs_review")]
)
def test_the_turn_is_the_judge_s_unless_a_setting_says(turn: float, own: float | None, outcome: str) -> None:
    thresholds = Thresholds(violation=own, margin=0.1)
    verdict = settled(draft("R-1", 0.5, "beta"), thresholds=thresholds, turn=turn)
    assert (verdict.outcome, verdict.threshold) == (outcome, own or turn)


def test_an_exception_that_applies_beats_its_rule() -> None:
    verdict = settled(draft("G-1", 0.9, "beta"), draft("X-1", 0.2), draft("X-2", 0.6))
    assert (verdict.outcome, verdict.summary) == (
        Outcome.NO_VIOLATION,
        "Breaks no clause in force: excused are G-1 by X-2.",
    )
    (found,) = verdict.findings
    assert (found.status, found.exception_id, found.confidence) == (EXEMPTED, "X-2", 0.6)
    assert found.probability == pytest.approx(0.9 * 0.4)


def test_an_exception_excuses_no_rule_but_its_own() -> None:
    assert settled(draft("R-1", 0.9, "beta"), draft("X-1", 0.9)).outcome is Outcome.VIOLATION


def test_an_exception_that_may_apply_is_for_a_person() -> None:
    verdict = settled(draft("G-1", 0.9, "beta"), draft("X-1", 0.45))
    assert (verdict.outcome, codes(verdict)) == (Outcome.NEEDS_REVIEW, [ReviewCode.EXCEPTION_UNCERTAIN])
    assert settled(draft("G-1", 0.9, "beta"), draft("X-1", 0.3)).outcome is Outcome.VIOLATION


def test_an_exception_that_cannot_be_told_neither_excuses_nor_is_passed_over() -> None:
    for probability in (0.1, 0.5, 0.9):
        verdict = settled(draft("G-1", 0.9, "beta"), draft("X-1", probability, status=UNCLEAR))
        assert codes(verdict) == [ReviewCode.EXCEPTION_UNCERTAIN]


@pytest.mark.parametrize("exception", [0.0, 0.05])
def test_however_low_its_threshold_an_exception_that_is_not_there_excuses_nothing(exception: float) -> None:
    verdict = settled(draft("R-1", 0.9, "beta"), thresholds=Thresholds(margin=0.1, exception=exception))
    assert verdict.outcome is Outcome.VIOLATION


def test_a_violation_without_a_surviving_quote_is_for_a_person() -> None:
    verdict = settled(draft("R-1", 0.9, "made up"))
    assert (verdict.outcome, codes(verdict)) == (Outcome.NEEDS_REVIEW, [ReviewCode.NO_VERIFIED_QUOTE])


def test_a_fact_bears_a_violation_out() -> None:
    assert settled(draft("R-1", 1.0, facts=(fact("facts.a"),))).outcome is Outcome.VIOLATION


def test_a_missing_fact_is_named() -> None:
    verdict = settled(draft("R-1", 0.9, "beta", status=UNCLEAR, missing_evidence=("facts.a", "facts.b")))
    assert verdict.review_reasons == (
        ReviewReason(code=ReviewCode.MISSING_FACT, text="R-1 turns on facts.a, facts.b, which nobody has given."),
    )


@pytest.mark.parametrize("turn", [0.2, 0.5, 0.9])
def test_a_check_that_could_not_tell_is_for_a_person_wherever_the_turn_lies(turn: float) -> None:
    failed = draft("R-1", 0.5, status=UNCLEAR, facts=(fact("facts.a", "many"),))
    assert codes(settled(failed, turn=turn)) == [ReviewCode.CHECK_FAILED]
    half = failed.model_copy(update={"missing_evidence": ("facts.b",)})
    assert codes(settled(half, turn=turn)) == [ReviewCode.MISSING_FACT]


def test_what_the_judge_wants_looked_at_is_looked_at() -> None:
    verdict = settled(draft("R-1", 0.1, "beta"), review=(FOREIGN,))
    assert (verdict.outcome, verdict.review_reasons) == (Outcome.NEEDS_REVIEW, (FOREIGN,))
    assert verdict.summary == "A person must look: Item j is not read."
    broken = settled(draft("R-1", 0.9, "beta"), review=(FOREIGN,))
    assert (broken.outcome, broken.review_reasons) == (Outcome.VIOLATION, (FOREIGN,))


def test_where_nobody_read_a_rule_nothing_is_settled() -> None:
    verdict = settled(draft("X-1", 0.9), draft("D-1", 0.9))
    assert (verdict.outcome, verdict.confidence, verdict.review_reasons) == (Outcome.NEEDS_REVIEW, 0.0, (NOTHING_READ,))


def test_a_rule_that_gave_way_asks_for_nobody() -> None:
    verdict = settled(draft("S-1", 0.9, "beta"), draft("G-1", 0.5, "beta"))
    assert (verdict.outcome, verdict.review_reasons) == (Outcome.VIOLATION, ())
    assert [f.status for f in verdict.findings] == [FindingStatus.VIOLATED, FindingStatus.NOT_APPLICABLE]


probabilities = st.sampled_from([0.1, 0.5, 0.9]) | st.floats(0, 1)
quotes = st.sampled_from([*TEXT.split(), "alpha beta", "gamma delta 🎉", "made up", "ALPHA", ""])
facts = st.sampled_from([(), (fact("facts.a"),), (fact("facts.b"), fact("facts.a"))])


def drafts_on(name: str) -> st.SearchStrategy[DraftFinding]:
    return st.builds(
        DraftFinding,
        clause_id=st.just(name),
        status=st.sampled_from(FindingStatus),
        probability=probabilities,
        rationale=st.sampled_from(["", "So it is."]),
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
def opinions(draw: st.DrawFn, names: Sequence[str] = (*RULES, *EXCEPTIONS, "D-1", "NO-1")) -> list[DraftFinding]:
    chosen = draw(st.lists(st.sampled_from(names), unique=True))
    return [draw(drafts_on(name)) for name in chosen]


thresholds = st.builds(Thresholds, margin=st.floats(0, 0.3), exception=st.floats(0, 1))
turns = st.floats(0.1, 0.9)


@given(opinions(), thresholds, turns)
def test_a_verdict_stands_on_what_was_found(drafts: list[DraftFinding], limits: Thresholds, turn: float) -> None:
    verdict = settled(*drafts, thresholds=limits, turn=turn)
    said = {d.clause_id: d for d in drafts}
    assert {f.clause_id for f in verdict.findings} == said.keys() & set(RULES)
    for found in verdict.findings:
        assert all(CASE.item(q.item_id).text[q.start : q.end] == q.text for q in found.content_quotes)  # type: ignore[union-attr]
        assert found.clause_quote is None or found.clause_quote in LAW[found.clause_id].text
        if found.status is FindingStatus.VIOLATED:
            assert found.content_quotes or found.facts
            assert found.probability >= limits.broken(turn) * (1 - limits.exception) - 1e-9
    broken = [f for f in verdict.findings if f.status is FindingStatus.VIOLATED]
    assert (verdict.outcome is Outcome.VIOLATION) == bool(broken)
    assert verdict.outcome is Outcome.VIOLATION or (verdict.outcome is Outcome.NEEDS_REVIEW) == bool(
        verdict.review_reasons
    )


@given(opinions(), thresholds, turns)
def test_an_exception_at_its_threshold_never_leaves_its_rule_broken(
    drafts: list[DraftFinding], limits: Thresholds, turn: float
) -> None:
    verdict = settled(*drafts, thresholds=limits, turn=turn)
    excuses = [d for d in drafts if d.clause_id in EXCEPTIONS and d.probability >= limits.exception]
    if excuses:
        assert all(f.status is not FindingStatus.VIOLATED for f in verdict.findings if f.clause_id == "G-1")


@given(opinions(), thresholds, turns)
def test_all_the_reasons_are_there_and_confidence_is_one(
    drafts: list[DraftFinding], limits: Thresholds, turn: float
) -> None:
    verdict = settled(*drafts, thresholds=limits, turn=turn)
    assert verdict.reasons_for
    assert verdict.reasons_against
    assert verdict.would_change
    assert verdict.summary
    assert all(0 <= x <= 1 for f in verdict.findings for x in (f.confidence, f.probability))
    assert 0 <= verdict.confidence <= 1


@given(opinions(), thresholds, turns, st.randoms())
def test_the_order_of_findings_does_not_matter(
    drafts: list[DraftFinding], limits: Thresholds, turn: float, chance: Any
) -> None:
    shuffled = list(drafts)
    chance.shuffle(shuffled)
    assert settled(*drafts, thresholds=limits, turn=turn) == settled(*shuffled, thresholds=limits, turn=turn)


@given(opinions(("G-1", "R-1", *EXCEPTIONS)), thresholds, turns, probabilities)
def test_a_likelier_breach_never_clears(
    drafts: list[DraftFinding], limits: Thresholds, turn: float, raised: float
) -> None:
    """Among rules that do not override each other: a specific rule found to be excused takes its general one along."""
    before = settled(*drafts, thresholds=limits, turn=turn)
    for at, one in enumerate(drafts):
        if one.clause_id in RULES and raised >= one.probability:
            louder = [*drafts[:at], one.model_copy(update={"probability": raised}), *drafts[at + 1 :]]
            after = settled(*louder, thresholds=limits, turn=turn)
            assert (before.outcome, after.outcome) != (Outcome.VIOLATION, Outcome.NO_VIOLATION)


@given(opinions(), thresholds, turns)
def test_a_rule_gives_way_over_the_same_words_or_facts_only(
    drafts: list[DraftFinding], limits: Thresholds, turn: float
) -> None:
    found = {f.clause_id: f for f in settled(*drafts, thresholds=limits, turn=turn).findings}
    general, specific = found.get("G-1"), found.get("S-1")
    if general and specific and "governs here" in general.rationale:
        assert specific.status in (FindingStatus.VIOLATED, EXEMPTED)
        words = {(q.item_id, at) for q in general.content_quotes for at in range(q.start, q.end)}
        shared = words & {(q.item_id, at) for q in specific.content_quotes for at in range(q.start, q.end)}
        assert shared or {f.name for f in general.facts} & {f.name for f in specific.facts}


def test_a_hint_settles_which_words_are_shared() -> None:
    again = draft("G-1", 0.9, content_quotes=(quoted("a", start=4),))
    verdict = settled(draft("S-1", 0.9, content_quotes=(quoted("a", start=9),)), again)
    assert [f.status for f in verdict.findings] == [FindingStatus.VIOLATED] * 2
