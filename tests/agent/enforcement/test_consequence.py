"""The calculation of the enforcement action, by examples and by properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.enforcement.consequence import recommend_action, sort_by_points
from domain.clause import Clause, ClauseKind, Severity
from domain.consequence import Consequence, ConsequenceStatus, Incident
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.signals import AppealOutcome, CreatorSignals, PastViolation, SignalCondition, SignalReading

TODAY = date(2026, 6, 1)
THRESHOLDS = (
    LadderThreshold(points=0, action=EnforcementAction.EDUCATION),
    LadderThreshold(points=4, action=EnforcementAction.WARNING),
    LadderThreshold(points=8, action=EnforcementAction.FEATURE_LIMIT, days=7),
    LadderThreshold(points=14, action=EnforcementAction.COMMISSION_FREEZE, days=14),
    LadderThreshold(points=20, action=EnforcementAction.SUSPENSION, days=30),
    LadderThreshold(points=26, action=EnforcementAction.SUSPENSION, days=60),
    LadderThreshold(points=30, action=EnforcementAction.REMOVAL),
)
LADDER = Ladder(
    clause_id="ENF-2",
    window_days=120,
    repeat_count=3,
    repeat_action=EnforcementAction.COMMISSION_FREEZE,
    skip_severity=Severity.CRITICAL,
    skip_action=EnforcementAction.SUSPENSION,
    appeal_days=21,
    thresholds=THRESHOLDS,
)


def rule(clause_id: str = "HLT-1.1", points: int = 2, severity: Severity = Severity.MEDIUM) -> Clause:
    return Clause(
        id=clause_id,
        policy_id="p",
        version="1",
        title="T",
        text="Words.",
        kind=ClauseKind.RULE,
        points=points,
        severity=severity,
    )


def past(
    days_ago: int,
    points: int = 2,
    clause_id: str = "DIS-1.1",
    appeal: AppealOutcome = AppealOutcome.NONE,
    key: str = "v",
) -> PastViolation:
    day = TODAY - timedelta(days=days_ago)
    return PastViolation(id=f"{key}{days_ago}", clause_id=clause_id, date=day, points=points, appeal=appeal)


def known(*violations: PastViolation) -> SignalReading:
    signals = CreatorSignals(creator_id="c", violations=violations)
    return SignalReading(condition=SignalCondition.KNOWN, source="sample", signals=signals)


def test_first_violation_counts_only_its_own_points() -> None:
    assert recommend_action([rule(points=6)], LADDER, known(), TODAY) == Consequence(
        status=ConsequenceStatus.RECOMMENDED,
        reason="6 points for this case and 0 from 0 of 0 past violations. This is a recommendation: a person decides.",
        ladder_clause_id="ENF-2",
        action=EnforcementAction.WARNING,
        points_case=6,
        points_total=6,
        window_days=120,
        rules_applied=("6 points in total reach the threshold at 4 points of ENF-2: warning.",),
    )


def test_points_of_history_are_added_and_each_incident_has_a_reason() -> None:
    history = known(
        past(1, 5, appeal=AppealOutcome.OVERTURNED),
        past(10, 3, appeal=AppealOutcome.PENDING),
        past(20, 2, appeal=AppealOutcome.UPHELD),
        past(120, 1),
        past(121, 9),
        past(-1, 9),
    )
    consequence = recommend_action([rule(points=2)], LADDER, history, TODAY)
    within = "within the window of 120 days"

    def incident(past: PastViolation, counted: bool, reason: str) -> Incident:
        same_fields = past.model_dump(exclude={"id", "appeal"})
        return Incident(violation_id=past.id, counted=counted, reason=reason, **same_fields)

    assert consequence == Consequence(
        status=ConsequenceStatus.RECOMMENDED,
        reason="2 points for this case and 6 from 3 of 6 past violations. "
        "1 of them under appeal, which may change this. This is a recommendation: a person decides.",
        ladder_clause_id="ENF-2",
        action=EnforcementAction.FEATURE_LIMIT,
        days=7,
        points_case=2,
        points_before=6,
        points_total=8,
        window_days=120,
        incidents=(
            incident(past(121, 9), False, "121 days old, outside the window of 120 days"),
            incident(past(120, 1), True, f"120 days old, {within}"),
            incident(past(20, 2), True, f"20 days old, {within}; upheld on appeal"),
            incident(past(10, 3), True, f"10 days old, {within}; an appeal is pending"),
            incident(past(1, 5), False, "overturned on appeal"),
            incident(past(-1, 9), False, "dated after 2026-06-01"),
        ),
        rules_applied=("8 points in total reach the threshold at 8 points of ENF-2: feature limit.",),
    )


def test_third_violation_of_one_clause_raises_the_action() -> None:
    history = known(past(5, 0, "HLT-1.1"), past(9, 0, "HLT-1.1"))
    consequence = recommend_action([rule(points=1)], LADDER, history, TODAY)
    assert (consequence.action, consequence.days, consequence.rules_applied) == (
        EnforcementAction.COMMISSION_FREEZE,
        14,
        (
            "1 point in total reaches the threshold at 0 points of ENF-2: education.",
            "HLT-1.1 was violated 3 times within 120 days, this case included; "
            "3 times lead at least to commission freeze.",
        ),
    )


def test_violations_of_other_clauses_are_no_repeat() -> None:
    history = known(past(5, 0, "HLT-1.1"), past(9, 0, "HLT-1.2"))
    assert recommend_action([rule(points=1)], LADDER, history, TODAY).action is EnforcementAction.EDUCATION


def test_critical_violation_skips_thresholds() -> None:
    consequence = recommend_action([rule(points=1, severity=Severity.CRITICAL)], LADDER, known(), TODAY)
    assert (consequence.action, consequence.days, consequence.rules_applied[1:]) == (
        EnforcementAction.SUSPENSION,
        30,
        ("HLT-1.1 is of critical severity; critical severity or higher leads at least to suspension.",),
    )


@pytest.mark.parametrize(("points", "days"), [(20, 30), (25, 30), (26, 60), (29, 60)])
def test_days_come_from_the_highest_threshold_reached(points: int, days: int) -> None:
    consequence = recommend_action([rule(points=points)], LADDER, known(), TODAY)
    assert (consequence.action, consequence.days) == (EnforcementAction.SUSPENSION, days)


def test_action_without_a_threshold_has_no_days() -> None:
    ladder = LADDER.model_copy(
        update={"thresholds": (LadderThreshold(points=4, action=EnforcementAction.WARNING, days=3),)}
    )
    mild = recommend_action([rule(points=1)], ladder, known(), TODAY)
    assert (mild.action, mild.days) == (EnforcementAction.EDUCATION, None)
    assert mild.rules_applied == ("1 point in total reaches no threshold of ENF-2: education.",)
    critical = recommend_action([rule(points=1, severity=Severity.CRITICAL)], ladder, known(), TODAY)
    assert (critical.action, critical.days) == (EnforcementAction.SUSPENSION, None)


def test_only_the_most_severe_clause_gives_points() -> None:
    clauses = [rule("A-1", 2), rule("B-1", 6, Severity.LOW), rule("C-1", 6, Severity.HIGH), rule("D-1", 6)]
    assert [c.id for c in sort_by_points(clauses)] == ["C-1", "D-1", "B-1", "A-1"]
    assert recommend_action(clauses, LADDER, known(), TODAY).points_case == 6


def test_no_action_is_due_without_violation() -> None:
    reading = SignalReading(condition=SignalCondition.UNREACHABLE, source="http")
    assert recommend_action([], None, reading, TODAY) == Consequence(
        status=ConsequenceStatus.NOT_DUE, reason="No clause is violated: no enforcement action is due."
    )


def test_action_without_a_ladder_is_not_determined() -> None:
    assert recommend_action([rule()], None, known(), TODAY) == Consequence(
        status=ConsequenceStatus.NOT_DETERMINED,
        reason="No enforcement ladder is in force on this date in this market.",
    )


@pytest.mark.parametrize(
    ("condition", "detail", "why"),
    [
        (SignalCondition.NO_CREATOR, "", "the case names no creator"),
        (SignalCondition.UNKNOWN_CREATOR, "", "the signal source http does not know the creator"),
        (SignalCondition.UNREACHABLE, "timed out", "the signal source http could not be reached (timed out)"),
        (SignalCondition.KNOWN, "", "the signal source http returned nothing"),
    ],
)
def test_action_without_history_is_not_determined(condition: SignalCondition, detail: str, why: str) -> None:
    reading = SignalReading(condition=condition, source="http", detail=detail)
    assert recommend_action([rule()], LADDER, reading, TODAY) == Consequence(
        status=ConsequenceStatus.NOT_DETERMINED,
        reason=f"The creator's violation history is missing: {why}. It is not assumed to be empty.",
        ladder_clause_id="ENF-2",
    )


CLAUSE_IDS = st.sampled_from(["HLT-1.1", "HLT-1.2", "DIS-1.1"])
RULES = st.builds(rule, CLAUSE_IDS, st.integers(0, 30), st.sampled_from(Severity))
PAST_VIOLATIONS = st.builds(
    past, st.integers(-30, 200), st.integers(0, 12), CLAUSE_IDS, st.sampled_from(AppealOutcome), st.sampled_from("vwx")
)
HISTORIES = st.lists(PAST_VIOLATIONS, max_size=6)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    points = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=6)))
    actions = sorted(draw(st.lists(st.sampled_from(EnforcementAction), min_size=len(points), max_size=len(points))))
    return Ladder(
        clause_id="ENF-2",
        window_days=draw(st.integers(1, 180)),
        repeat_count=draw(st.integers(2, 4)),
        repeat_action=draw(st.sampled_from(EnforcementAction)),
        skip_severity=draw(st.sampled_from(Severity)),
        skip_action=draw(st.sampled_from(EnforcementAction)),
        appeal_days=14,
        thresholds=tuple(LadderThreshold(points=p, action=m) for p, m in zip(points, actions, strict=True)),
    )


def action_of(consequence: Consequence) -> EnforcementAction:
    assert consequence.action is not None
    return consequence.action


@given(ladders(), RULES, HISTORIES, st.integers(0, 20))
def test_more_points_never_lower_the_action(
    ladder: Ladder, violated_clause: Clause, history: list[PastViolation], extra_points: int
) -> None:
    more_severe = violated_clause.model_copy(update={"points": violated_clause.points + extra_points})
    lower, higher = (recommend_action([c], ladder, known(*history), TODAY) for c in (violated_clause, more_severe))
    assert action_of(higher) >= action_of(lower)
    assert higher.points_total == lower.points_total + extra_points


@given(ladders(), RULES, HISTORIES, PAST_VIOLATIONS)
def test_longer_history_never_lowers_the_action(
    ladder: Ladder, violated_clause: Clause, history: list[PastViolation], extra: PastViolation
) -> None:
    shorter, longer = (
        recommend_action([violated_clause], ladder, known(*h), TODAY) for h in (history, [*history, extra])
    )
    assert action_of(longer) >= action_of(shorter)
    assert longer.points_before >= shorter.points_before


@given(ladders(), st.lists(RULES, min_size=1, max_size=3), HISTORIES)
def test_repeat_and_skip_rules_set_minimums(
    ladder: Ladder, violated: list[Clause], history: list[PastViolation]
) -> None:
    consequence = recommend_action(violated, ladder, known(*history), TODAY)
    counted = [i.clause_id for i in consequence.incidents if i.counted]
    if any(1 + counted.count(c.id) >= ladder.repeat_count for c in violated):
        assert action_of(consequence) >= ladder.repeat_action
    if max(c.severity for c in violated) >= ladder.skip_severity:
        assert action_of(consequence) >= ladder.skip_action
    assert consequence.points_total == consequence.points_case + consequence.points_before
    assert consequence.points_before == sum(i.points for i in consequence.incidents if i.counted)
    assert len(consequence.incidents) == len(history)


@given(ladders(), RULES, HISTORIES)
def test_overturned_incidents_do_not_count(
    ladder: Ladder, violated_clause: Clause, history: list[PastViolation]
) -> None:
    not_overturned = [v for v in history if v.appeal is not AppealOutcome.OVERTURNED]
    with_all, without = (
        recommend_action([violated_clause], ladder, known(*h), TODAY) for h in (history, not_overturned)
    )
    unlisted = {"incidents", "reason"}
    assert with_all.model_dump(exclude=unlisted) == without.model_dump(exclude=unlisted)


@given(ladders(), RULES, HISTORIES.flatmap(lambda h: st.tuples(st.just(h), st.permutations(h))))
def test_order_of_history_does_not_matter(
    ladder: Ladder, violated_clause: Clause, histories: tuple[list[PastViolation], list[PastViolation]]
) -> None:
    one, other = (recommend_action([violated_clause], ladder, known(*h), TODAY) for h in histories)
    assert one == other


@given(ladders(), st.integers(-400, 400))
def test_window_includes_both_edges(ladder: Ladder, days_ago: int) -> None:
    (incident,) = recommend_action([rule()], ladder, known(past(days_ago)), TODAY).incidents
    assert incident.counted == (0 <= days_ago <= ladder.window_days)
