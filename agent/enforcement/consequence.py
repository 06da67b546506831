"""Adds up the points of a case and of past violations, and recommends the enforcement action they reach."""

from collections.abc import Iterable, Sequence
from datetime import date

from domain.clause import Clause
from domain.consequence import Consequence, ConsequenceStatus, Incident
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.signals import AppealOutcome, CreatorSignals, PastViolation, SignalCondition, SignalReading


def recommend_action(
    violated: Sequence[Clause], ladder: Ladder | None, reading: SignalReading, as_of: date
) -> Consequence:
    """What `ladder` recommends on the day `as_of` for violating these clauses; no action is due if there are none.

    A past violation counts from its date to `window_days` later, both days included, unless it was overturned. Without
    a ladder or the creator's history, the consequence is not determined; it is never guessed.
    """
    if not violated:
        return Consequence(
            status=ConsequenceStatus.NOT_DUE, reason="No clause is violated: no enforcement action is due."
        )
    if ladder is None:
        return _not_determined("No enforcement ladder is in force on this date in this market.")
    if reading.signals is None:
        return _not_determined(_missing_history(reading), ladder)
    return _recommend(sort_by_points(violated), ladder, reading.signals, as_of)


def sort_by_points(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Most points first; then the higher severity, then the id."""
    return tuple(sorted(clauses, key=lambda c: (-c.points, -c.severity, c.id)))


def _recommend(violated: Sequence[Clause], ladder: Ladder, signals: CreatorSignals, as_of: date) -> Consequence:
    history = sorted(signals.violations, key=lambda v: (v.date, v.id, v.clause_id, v.points, v.appeal))
    incidents = tuple(_incident(v, ladder.window_days, as_of) for v in history)
    counted = [i for i in incidents if i.counted]
    pending = sum(i.counted and v.appeal is AppealOutcome.PENDING for v, i in zip(history, incidents, strict=True))
    points_case, points_before = violated[0].points, sum(i.points for i in counted)
    total = points_case + points_before
    reached = _threshold_reached(ladder, total)
    minimums = (*_repeat_rule(violated, counted, ladder), *_skip_rule(violated, ladder))
    action = max([reached.action if reached else EnforcementAction.EDUCATION, *(minimum for minimum, _ in minimums)])
    return Consequence(
        status=ConsequenceStatus.RECOMMENDED,
        reason=_summary(points_case, incidents, pending),
        ladder_clause_id=ladder.clause_id,
        action=action,
        days=_days(ladder, action, total),
        points_case=points_case,
        points_before=points_before,
        points_total=total,
        window_days=ladder.window_days,
        incidents=incidents,
        rules_applied=(_threshold_sentence(reached, total, ladder), *(sentence for _, sentence in minimums)),
    )


def _incident(past: PastViolation, window_days: int, as_of: date) -> Incident:
    counted, reason = _is_counted(past, window_days, as_of)
    return Incident(
        violation_id=past.id,
        clause_id=past.clause_id,
        date=past.date,
        points=past.points,
        counted=counted,
        reason=reason,
    )


def _is_counted(past: PastViolation, window_days: int, as_of: date) -> tuple[bool, str]:
    age = (as_of - past.date).days
    if past.appeal is AppealOutcome.OVERTURNED:
        return False, "overturned on appeal"
    if age < 0:
        return False, f"dated after {as_of}"
    if age > window_days:
        return False, f"{age} days old, outside the window of {window_days} days"
    notes = {AppealOutcome.PENDING: "; an appeal is pending", AppealOutcome.UPHELD: "; upheld on appeal"}
    return True, f"{age} days old, within the window of {window_days} days{notes.get(past.appeal, '')}"


def _threshold_reached(ladder: Ladder, total: int) -> LadderThreshold | None:
    reached = (t for t in ladder.thresholds if t.points <= total)
    return max(reached, key=lambda t: (t.points, t.action), default=None)


def _days(ladder: Ladder, action: EnforcementAction, total: int) -> int | None:
    """From the highest threshold reached among those of this action; from the lowest of them if none is reached."""
    thresholds = sorted((t for t in ladder.thresholds if t.action is action), key=lambda t: t.points)
    reached = [t for t in thresholds if t.points <= total]
    chosen = reached[-1:] or thresholds[:1]
    return chosen[0].days if chosen else None


def _repeat_rule(
    violated: Sequence[Clause], counted: Sequence[Incident], ladder: Ladder
) -> list[tuple[EnforcementAction, str]]:
    times = {c.id: 1 + sum(i.clause_id == c.id for i in counted) for c in violated}
    return [
        (
            ladder.repeat_action,
            f"{clause_id} was violated {n} times within {ladder.window_days} days, this case included; "
            f"{ladder.repeat_count} times lead at least to {_name(ladder.repeat_action)}.",
        )
        for clause_id, n in times.items()
        if n >= ladder.repeat_count
    ]


def _skip_rule(violated: Sequence[Clause], ladder: Ladder) -> list[tuple[EnforcementAction, str]]:
    return [
        (
            ladder.skip_action,
            f"{c.id} is of {c.severity.label} severity; {ladder.skip_severity.label} severity "
            f"or higher leads at least to {_name(ladder.skip_action)}.",
        )
        for c in violated
        if c.severity >= ladder.skip_severity
    ]


def _threshold_sentence(reached: LadderThreshold | None, total: int, ladder: Ladder) -> str:
    action = _name(reached.action if reached else EnforcementAction.EDUCATION)
    threshold = f"the threshold at {_points(reached.points)}" if reached else "no threshold"
    reach = "reaches" if total == 1 else "reach"
    return f"{_points(total)} in total {reach} {threshold} of {ladder.clause_id}: {action}."


def _summary(points_case: int, incidents: Sequence[Incident], pending: int) -> str:
    counted = [i.points for i in incidents if i.counted]
    note = f" {pending} of them under appeal, which may change this." if pending else ""
    return (
        f"{_points(points_case)} for this case and {sum(counted)} from {len(counted)} of {len(incidents)} "
        f"past violations.{note} This is a recommendation: a person decides."
    )


def _missing_history(reading: SignalReading) -> str:
    why = {
        SignalCondition.NO_CREATOR: "the case names no creator",
        SignalCondition.UNKNOWN_CREATOR: f"the signal source {reading.source} does not know the creator",
        SignalCondition.UNREACHABLE: f"the signal source {reading.source} could not be reached",
    }.get(reading.condition, f"the signal source {reading.source} returned nothing")
    detail = f" ({reading.detail})" if reading.detail else ""
    return f"The creator's violation history is missing: {why}{detail}. It is not assumed to be empty."


def _not_determined(reason: str, ladder: Ladder | None = None) -> Consequence:
    ladder_id = ladder.clause_id if ladder else None
    return Consequence(status=ConsequenceStatus.NOT_DETERMINED, reason=reason, ladder_clause_id=ladder_id)


def _points(count: int) -> str:
    return "1 point" if count == 1 else f"{count} points"


def _name(action: EnforcementAction) -> str:
    return action.label.replace("_", " ")
