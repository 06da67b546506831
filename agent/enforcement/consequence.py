"""The ladder's arithmetic: what a violation and the creator's history recommend, every incident accounted for."""

from collections.abc import Iterable, Sequence
from datetime import date

from domain.clause import Clause
from domain.consequence import Consequence, ConsequenceStatus, Incident
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.signals import AppealOutcome, CreatorSignals, PastViolation, SignalCondition, SignalReading


def weigh(verdict_violated: Sequence[Clause], ladder: Ladder | None, reading: SignalReading, on: date) -> Consequence:
    """What `ladder` recommends on the day `on` for breaking these clauses; empty where nothing was violated.

    A past violation counts from the day it is dated to `window_days` later, both days included, unless it was
    overturned. Without a ladder, or without the creator's history, the consequence is withheld, never guessed.
    """
    if not verdict_violated:
        return Consequence(status=ConsequenceStatus.NOT_DUE, reason="No clause was found violated: no measure is due.")
    if ladder is None:
        return _withheld("No enforcement ladder is in force on this date in this market: no measure can be derived.")
    if reading.signals is None:
        return _withheld(_missing_history(reading), ladder)
    return _recommend(gravest_first(verdict_violated), ladder, reading.signals, on)


def gravest_first(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Most points first; ties go to the graver severity, then to the id."""
    return tuple(sorted(clauses, key=lambda c: (-c.points, -c.severity, c.id)))


def _recommend(violated: Sequence[Clause], ladder: Ladder, signals: CreatorSignals, on: date) -> Consequence:
    history = sorted(signals.violations, key=lambda v: (v.date, v.id, v.clause_id, v.points, v.appeal))
    incidents = tuple(_incident(v, ladder.window_days, on) for v in history)
    counted = [i for i in incidents if i.counted]
    pending = sum(i.counted and v.appeal is AppealOutcome.PENDING for v, i in zip(history, incidents, strict=True))
    case_points, before = violated[0].points, sum(i.points for i in counted)
    total = case_points + before
    reached = _reached(ladder, total)
    lifts = (*_repeats(violated, counted, ladder), *_skips(violated, ladder))
    measure = max([reached.action if reached else EnforcementAction.EDUCATION, *(m for m, _ in lifts)])
    return Consequence(
        status=ConsequenceStatus.RECOMMENDED,
        reason=_summary(case_points, incidents, pending),
        ladder_clause_id=ladder.clause_id,
        action=measure,
        days=_days(ladder, measure, total),
        points_case=case_points,
        points_before=before,
        points_total=total,
        window_days=ladder.window_days,
        incidents=incidents,
        rules_applied=(_rung_sentence(reached, total, ladder), *(sentence for _, sentence in lifts)),
    )


def _incident(past: PastViolation, window_days: int, on: date) -> Incident:
    counted, reason = _standing(past, window_days, on)
    return Incident(
        violation_id=past.id,
        clause_id=past.clause_id,
        date=past.date,
        points=past.points,
        counted=counted,
        reason=reason,
    )


def _standing(past: PastViolation, window_days: int, on: date) -> tuple[bool, str]:
    age = (on - past.date).days
    if past.appeal is AppealOutcome.OVERTURNED:
        return False, "overturned on appeal"
    if age < 0:
        return False, f"dated after {on}"
    if age > window_days:
        return False, f"{age} days old, beyond the {window_days} days that count"
    notes = {AppealOutcome.PENDING: "; an appeal is pending", AppealOutcome.UPHELD: "; upheld on appeal"}
    return True, f"{age} days old, within the {window_days} days that count{notes.get(past.appeal, '')}"


def _reached(ladder: Ladder, total: int) -> LadderThreshold | None:
    return max((r for r in ladder.thresholds if r.points <= total), key=lambda r: (r.points, r.action), default=None)


def _days(ladder: Ladder, measure: EnforcementAction, total: int) -> int | None:
    """From the highest rung reached among those of this measure; from the lowest of them where none is reached."""
    rungs = sorted((r for r in ladder.thresholds if r.action is measure), key=lambda r: r.points)
    reached = [r for r in rungs if r.points <= total]
    chosen = reached[-1:] or rungs[:1]
    return chosen[0].days if chosen else None


def _repeats(
    violated: Sequence[Clause], counted: Sequence[Incident], ladder: Ladder
) -> list[tuple[EnforcementAction, str]]:
    times = {c.id: 1 + sum(i.clause_id == c.id for i in counted) for c in violated}
    return [
        (
            ladder.repeat_action,
            f"{clause_id} was broken {n} times within {ladder.window_days} days, this case included; "
            f"{ladder.repeat_count} times bring at least {_name(ladder.repeat_action)}.",
        )
        for clause_id, n in times.items()
        if n >= ladder.repeat_count
    ]


def _skips(violated: Sequence[Clause], ladder: Ladder) -> list[tuple[EnforcementAction, str]]:
    return [
        (
            ladder.skip_action,
            f"{c.id} is of {c.severity.word} severity; {ladder.skip_severity.word} severity "
            f"or graver brings at least {_name(ladder.skip_action)}.",
        )
        for c in violated
        if c.severity >= ladder.skip_severity
    ]


def _rung_sentence(reached: LadderThreshold | None, total: int, ladder: Ladder) -> str:
    measure = _name(reached.action if reached else EnforcementAction.EDUCATION)
    rung = f"its rung at {_points(reached.points)}" if reached else "no rung"
    return f"With {_points(total)} in all, {ladder.clause_id} comes to {rung}: {measure}."


def _summary(case_points: int, incidents: Sequence[Incident], pending: int) -> str:
    counted = [i.points for i in incidents if i.counted]
    note = f" {pending} of them under appeal, which may change this." if pending else ""
    return (
        f"{_points(case_points)} for this case and {sum(counted)} from {len(counted)} of {len(incidents)} "
        f"past violations.{note} A recommendation: a person decides."
    )


def _missing_history(reading: SignalReading) -> str:
    why = {
        SignalCondition.NO_CREATOR: "the case names no creator",
        SignalCondition.UNKNOWN_CREATOR: f"the signal source {reading.source} does not know the creator",
        SignalCondition.UNREACHABLE: f"the signal source {reading.source} could not be reached",
    }.get(reading.condition, f"the signal source {reading.source} gave nothing")
    detail = f" ({reading.detail})" if reading.detail else ""
    return f"The creator's violation history is missing: {why}{detail}. It is not taken to be empty."


def _withheld(reason: str, ladder: Ladder | None = None) -> Consequence:
    ladder_id = ladder.clause_id if ladder else None
    return Consequence(status=ConsequenceStatus.NOT_DETERMINED, reason=reason, ladder_clause_id=ladder_id)


def _points(count: int) -> str:
    return "1 point" if count == 1 else f"{count} points"


def _name(measure: EnforcementAction) -> str:
    return measure.word.replace("_", " ")
