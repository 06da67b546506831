"""The variables that a clause's check may read: facts, creator signals and case fields."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from domain.case import Case
from domain.clause import Clause, Proof
from domain.finding import FactCitation
from domain.signals import AppealOutcome, CreatorSignals
from policies.parsing.cel import variable_names

RECENT_PERIOD = timedelta(days=90)

Variables = Mapping[str, Mapping[str, Any]]


def build_variables(case: Case, signals: CreatorSignals | None, as_of: date) -> dict[str, dict[str, Any]]:
    """`facts`, `signals` and `case`. An unknown value is absent, never zero."""
    return {"facts": dict(case.facts), "signals": _signal_values(signals, as_of), "case": _case_values(case, as_of)}


def cite_facts(names: tuple[str, ...], variables: Variables) -> tuple[FactCitation, ...]:
    """The named variables that have a value, with their values."""
    return tuple(FactCitation(name=name, value=_value(name, variables)) for name in names if has_value(name, variables))


def has_value(name: str, variables: Variables) -> bool:
    """Whether the variable is present and not null."""
    return _value(name, variables) is not None


def missing_variables(clause: Clause, variables: Variables) -> tuple[str, ...]:
    """The variables that the clause's check reads and that have no value; empty for a clause without a check."""
    if clause.check is None:
        return ()
    return tuple(name for name in variable_names(clause.check) if not has_value(name, variables))


def missing_proof(clause: Clause, variables: Variables) -> tuple[str, ...]:
    """The missing variables without which no violation can be proved; empty where the text can prove it."""
    return missing_variables(clause, variables) if clause.proof is Proof.FACTS else ()


def not_provided(names: tuple[str, ...]) -> str:
    """Such as `facts.price, facts.stock were not provided`; for at least one name."""
    return f"{', '.join(names)} {'was' if len(names) == 1 else 'were'} not provided"


def _value(name: str, variables: Variables) -> Any:
    root, _, key = name.partition(".")
    return variables.get(root, {}).get(key.partition(".")[0])


def _case_values(case: Case, as_of: date) -> dict[str, Any]:
    values = {"market": case.market, "language": case.language, "content_date": as_of.isoformat()}
    return {name: value for name, value in values.items() if value is not None}


def _signal_values(signals: CreatorSignals | None, as_of: date) -> dict[str, Any]:
    if signals is None:
        return {}
    recent = [
        violation
        for violation in signals.violations
        if as_of - RECENT_PERIOD <= violation.date <= as_of and violation.appeal is not AppealOutcome.OVERTURNED
    ]
    values = {
        "quality_score": signals.quality.score if signals.quality else None,
        "account_age_days": signals.account_age_days,
        "strikes": signals.strikes,
        "violations_90d": len(recent),
    }
    return {name: value for name, value in values.items() if value is not None}
