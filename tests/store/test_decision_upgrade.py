"""Decisions of older versions get today's names, and no other change."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.consequence import ConsequenceStatus
from domain.decision import Decision
from domain.evidence import FoundBy, InjectionKind
from domain.ladder import EnforcementAction
from domain.verdict import ReviewCode
from store.decision_upgrade import upgrade_decision

OLD: dict[str, Any] = json.loads(
    (Path(__file__).parent / "old_schemas" / "decision_4.json").read_text(encoding="utf-8")
)
OLD_AND_NEW_NAMES = [
    *("turn", "threshold", "would_flip", "would_change", "measure", "action", "via", "found_by"),
    *("manipulation", "prompt_injection", "shares", "judge_contributions", "read", "clauses_read"),
    *("settled", "clauses_settled", "part", "component", "struck_quotes", "rejected_quotes", "code", "status"),
    *("verdict", "consequence", "evidence", "trace", "review_reasons", "clauses", "degraded"),
]
VALUES = st.none() | st.integers() | st.sampled_from(["manipulation", "withheld", "low_margin", "", "turn"])
JSON: st.SearchStrategy[Any] = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(OLD_AND_NEW_NAMES) | st.text(), inner, max_size=5)
    ),
    max_leaves=30,
)


def test_every_renamed_field_and_value_is_upgraded() -> None:
    decision = Decision.model_validate(upgrade_decision(OLD))
    verdict, evidence, trace = decision.verdict, decision.evidence, decision.trace
    assert (verdict.threshold, verdict.would_change[0].text) == (0.62, "A source for the claim.")
    assert [reason.code for reason in verdict.review_reasons] == [
        ReviewCode.PROMPT_INJECTION,
        ReviewCode.CLASSIFIER_NOT_TRAINED,
        ReviewCode.NO_VERIFIED_QUOTE,
        ReviewCode.LOW_MARGIN,
    ]
    assert decision.consequence.action is EnforcementAction.FEATURE_LIMIT
    assert evidence.clauses[0].found_by is FoundBy.CHECK
    assert evidence.prompt_injection[0].kind is InjectionKind.FAKE_APPROVAL
    first, second = trace.judge_contributions
    assert (first.clauses_read, first.clauses_settled) == (("HLT-2.1", "DSC-1.1"), ("HLT-2.1",))
    assert (second.clauses_read, second.clauses_settled) == (("DSC-1.1",), ("DSC-1.1",))
    assert (trace.degraded[0].component, trace.rejected_quotes[0].text) == ("signals", "heals")
    assert trace.tool_calls[0].arguments == {"via": "read", "k": 3}  # a model's own words


def test_older_needs_review_and_unclear_have_no_confidence() -> None:
    old = upgrade_decision(OLD)
    assert isinstance(old, dict)
    old["verdict"] = old["verdict"] | {"outcome": "needs_review"}  # type: ignore[operator]
    verdict = Decision.model_validate(old).verdict
    assert (verdict.confidence, verdict.probability) == (None, 0.93)
    assert [finding.confidence for finding in verdict.findings] == [0.91, None]


def test_undetermined_consequence_is_upgraded() -> None:
    old = OLD | {"consequence": {"status": "withheld", "reason": "A person decides first."}}
    assert Decision.model_validate(upgrade_decision(old)).consequence.status is ConsequenceStatus.NOT_DETERMINED


def test_old_names_are_rejected_without_the_upgrade() -> None:
    for name in ("verdict", "consequence", "evidence", "trace"):
        mixed = deepcopy(upgrade_decision(OLD))
        assert isinstance(mixed, dict)
        mixed[name] = OLD[name]
        with pytest.raises(ValueError, match="Extra inputs are not permitted"):
            Decision.model_validate(mixed)


def test_decision_of_today_is_not_changed() -> None:
    new = Decision.model_validate(upgrade_decision(OLD)).model_dump(mode="json")
    assert upgrade_decision(new) == new


@given(JSON)
def test_upgrade_is_idempotent_and_leaves_its_input_alone(value: JsonValue) -> None:
    before = deepcopy(value)
    upgraded = upgrade_decision(value)
    assert value == before
    assert upgrade_decision(upgraded) == upgraded


@given(JSON)
def test_upgrade_keeps_all_values_in_order(value: JsonValue) -> None:
    values = {"manipulation": "prompt_injection", "withheld": "not_determined"}
    upgraded = leaves(upgrade_decision(value))
    assert len(upgraded) == len(leaves(value))
    assert all(new in (old, values.get(str(old))) for old, new in zip(leaves(value), upgraded, strict=True))


def leaves(value: JsonValue) -> list[JsonValue]:
    match value:
        case dict():
            return [leaf for item in value.values() for leaf in leaves(item)]
        case list():
            return [leaf for item in value for leaf in leaves(item)]
    return [value]
