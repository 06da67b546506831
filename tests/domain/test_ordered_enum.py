"""Ordered enums compare as numbers and serialise as names."""

import pytest
from pydantic import ValidationError

from domain.clause import Severity
from domain.consequence import Consequence, ConsequenceStatus
from domain.ladder import EnforcementAction, LadderThreshold


@pytest.mark.parametrize("action", EnforcementAction)
def test_member_is_serialised_as_its_name_and_read_back(action: EnforcementAction) -> None:
    threshold = LadderThreshold(points=1, action=action)
    assert threshold.model_dump(mode="json") == {"points": 1, "action": action.label, "days": None}
    assert threshold.model_dump() == {"points": 1, "action": action, "days": None}
    assert LadderThreshold.model_validate_json(threshold.model_dump_json()) == threshold


@pytest.mark.parametrize("action", EnforcementAction)
def test_number_of_an_older_database_is_read(action: EnforcementAction) -> None:
    read = LadderThreshold.model_validate_json(f'{{"points": 1, "action": {action.value}}}')
    assert read == LadderThreshold(points=1, action=action)


@pytest.mark.parametrize("unknown", ["warn", "WARNING", 6, -1])
def test_unknown_name_or_number_is_rejected(unknown: object) -> None:
    with pytest.raises(ValidationError, match="Input should be"):
        LadderThreshold.model_validate({"points": 1, "action": unknown})


def test_missing_action_is_serialised_as_null() -> None:
    consequence = Consequence(status=ConsequenceStatus.NOT_DUE, reason="No rule is violated.")
    assert consequence.model_dump(mode="json")["action"] is None


def test_members_are_ordered_by_severity() -> None:
    assert max(Severity) is Severity.CRITICAL
    assert sorted(EnforcementAction, reverse=True)[0] is EnforcementAction.REMOVAL
    assert Severity.LOW < Severity.MEDIUM < Severity.HIGH


def test_json_schema_lists_the_names() -> None:
    definitions = LadderThreshold.model_json_schema()["$defs"]
    assert definitions["EnforcementAction"]["enum"] == [action.label for action in EnforcementAction]
