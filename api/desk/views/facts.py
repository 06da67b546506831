"""The facts of a case in rows, each with its source."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from domain.case import Case
from domain.clause import Clause, Severity
from domain.signals import CreatorSignals, SignalReading
from domain.subject import Subject
from domain.verdict import Verdict

SUBMITTED, READ = "sent with the case", "read from the warehouse"
GRAPHIC = "graphic"  # how the names of such facts start: graphic, graphic_detected
MAX_VALUE_CHARS = 300


@dataclass(frozen=True)
class FactRow:
    """`read_by`: the clauses whose check read the fact."""

    name: str
    value: str
    source: str
    read_by: tuple[str, ...] = ()


def fact_rows(case: Case, reading: SignalReading, verdict: Verdict) -> tuple[FactRow, ...]:
    readers: dict[str, list[str]] = {}
    for finding in verdict.findings:
        for fact in finding.facts:
            readers.setdefault(fact.name, []).append(finding.clause_id)
    source = SUBMITTED if case.subject is Subject.POST else READ
    facts = [("facts", name, _written(value), source) for name, value in case.facts.items()]
    signals = [("signals", name, value, reading.source) for name, value in _signals(reading.signals)]
    return tuple(
        FactRow(name, value, source, tuple(dict.fromkeys(readers.get(f"{kind}.{name}", ()))))
        for kind, name, value, source in (*facts, *signals)
    )


def signal_gap(case: Case, reading: SignalReading) -> str | None:
    """Why nothing is known of the creator of a post; of an account, the warehouse tells more."""
    if reading.signals is not None or case.subject is Subject.ACCOUNT:
        return None
    reason = reading.condition.replace("_", " ")
    return f"nothing is known of the creator: {reason}{f' ({reading.detail})' if reading.detail else ''}"


def is_graphic(case: Case, verdict: Verdict, clauses: dict[str, Clause]) -> bool:
    """Whether the content waits behind a click: a fact says so, or a clause of the highest severity is violated or the
    likeliest."""
    if has_graphic_fact(case):
        return True
    asked = {*verdict.violated, *(entry.clause_id for entry in verdict.shortlist[:1])}
    return any(clauses[name].severity is Severity.CRITICAL for name in asked if name in clauses)


def has_graphic_fact(case: Case) -> bool:
    return any(value is True for name, value in case.facts.items() if name.startswith(GRAPHIC))


def _signals(signals: CreatorSignals | None) -> Iterator[tuple[str, str]]:
    if signals is None:
        return
    if signals.quality is not None:
        yield "quality", f"{signals.quality.score:g} of 100"
    for name in ("account_age_days", "strikes", "standing", "tier", "locale"):
        value = getattr(signals, name)
        if value is not None:
            yield name, str(value)
    if signals.violations:
        yield "violations", ", ".join(f"{v.clause_id} on {v.date} ({v.points} points)" for v in signals.violations)


def _written(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_VALUE_CHARS else text[:MAX_VALUE_CHARS] + "…"
