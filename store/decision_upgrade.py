"""Upgrades the JSON of a decision to today's field names and enum values.

`upgrade_decision` is pure and idempotent, so it also serves decisions that an older Clausewise exported."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from pydantic import JsonValue

Upgrade = Callable[[JsonValue], JsonValue]
REVIEW_CODES = {
    "manipulation": "prompt_injection",
    "nothing_learned": "classifier_not_trained",
    "no_surviving_quote": "no_verified_quote",
}
CONSEQUENCE_STATUSES = {"withheld": "not_determined"}
NO_RENAMES: Mapping[str, str] = MappingProxyType({})


def upgrade_decision(decision: JsonValue) -> JsonValue:
    """Returns an upgraded copy. Parts that do not have the shape of a decision are returned unchanged."""
    return _upgrade_object(
        decision,
        verdict=_upgrade_verdict,
        consequence=_upgrade_consequence,
        evidence=_upgrade_evidence,
        trace=_upgrade_trace,
    )


def _upgrade_verdict(verdict: JsonValue) -> JsonValue:
    reason = partial(_upgrade_object, code=partial(_upgrade_value, REVIEW_CODES))
    renames = {"turn": "threshold", "would_flip": "would_change"}
    return _upgrade_object(verdict, renames, review_reasons=partial(_upgrade_items, reason))


def _upgrade_consequence(consequence: JsonValue) -> JsonValue:
    return _upgrade_object(consequence, {"measure": "action"}, status=partial(_upgrade_value, CONSEQUENCE_STATUSES))


def _upgrade_evidence(evidence: JsonValue) -> JsonValue:
    clauses = _rename_in_items({"via": "found_by"})
    return _upgrade_object(evidence, {"manipulation": "prompt_injection"}, clauses=clauses)


def _upgrade_trace(trace: JsonValue) -> JsonValue:
    return _upgrade_object(
        trace,
        {"shares": "judge_contributions", "struck_quotes": "rejected_quotes"},
        judge_contributions=_rename_in_items({"read": "clauses_read", "settled": "clauses_settled"}),
        degraded=_rename_in_items({"part": "component"}),
    )


def _upgrade_object(value: JsonValue, renames: Mapping[str, str] = NO_RENAMES, **upgrades: Upgrade) -> JsonValue:
    """Renames keys, then upgrades the values of the given keys. An old key stays if its new name is present too."""
    if not isinstance(value, dict):
        return value
    names = {old: new for old, new in renames.items() if new not in value}
    renamed = {names.get(key, key): item for key, item in value.items()}
    return {key: upgrades[key](item) if key in upgrades else item for key, item in renamed.items()}


def _rename_in_items(renames: Mapping[str, str]) -> Upgrade:
    return partial(_upgrade_items, partial(_upgrade_object, renames=renames))


def _upgrade_items(upgrade: Upgrade, value: JsonValue) -> JsonValue:
    return [upgrade(item) for item in value] if isinstance(value, list) else value


def _upgrade_value(renames: Mapping[str, str], value: JsonValue) -> JsonValue:
    return renames.get(value, value) if isinstance(value, str) else value
