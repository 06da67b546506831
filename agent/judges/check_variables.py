"""The variables a clause's check may read, taken from a case and what is known of its creator."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from domain.case import Case
from domain.clause import Clause, Proof
from domain.finding import FactCitation
from domain.signals import AppealOutcome, CreatorSignals
from policies.parsing.cel import values_read

RECENT = timedelta(days=90)

Variables = Mapping[str, Mapping[str, Any]]


def variables(case: Case, signals: CreatorSignals | None, on: date) -> dict[str, dict[str, Any]]:
    """`facts`, `signals` and `case` as a check reads them; what is not known is absent, never zero."""
    return {"facts": dict(case.facts), "signals": _signals(signals, on), "case": _case(case, on)}


def cite(names: tuple[str, ...], given: Variables) -> tuple[FactCitation, ...]:
    """The named variables that are known, with their values."""
    return tuple(FactCitation(name=name, value=_value(name, given)) for name in names if is_known(name, given))


def is_known(name: str, given: Variables) -> bool:
    """Whether there is a value; a null is none."""
    return _value(name, given) is not None


def _value(name: str, given: Variables) -> Any:
    root, _, key = name.partition(".")
    return given.get(root, {}).get(key.partition(".")[0])


def _case(case: Case, on: date) -> dict[str, Any]:
    known = {"market": case.market, "language": case.language, "content_date": on.isoformat()}
    return {name: value for name, value in known.items() if value is not None}


def _signals(signals: CreatorSignals | None, on: date) -> dict[str, Any]:
    if signals is None:
        return {}
    recent = [v for v in signals.violations if on - RECENT <= v.date <= on and v.appeal is not AppealOutcome.OVERTURNED]
    known = {
        "quality_score": signals.quality.score if signals.quality else None,
        "account_age_days": signals.account_age_days,
        "strikes": signals.strikes,
        "violations_90d": len(recent),
    }
    return {name: value for name, value in known.items() if value is not None}


def missing_names(clause: Clause, given: Variables) -> tuple[str, ...]:
    """What the clause's check reads and nobody has given; nothing where it has no check."""
    if clause.check is None:
        return ()
    return tuple(name for name in values_read(clause.check) if not is_known(name, given))


def unproved(clause: Clause, given: Variables) -> tuple[str, ...]:
    """What nobody has measured and without which no breach can be proved; nothing where words can prove it."""
    return missing_names(clause, given) if clause.proof is Proof.FACTS else ()
