"""Valid records pass, and each single broken rule is named at its field, as the Commission's API does."""

import pytest
from hypothesis import given, settings

from agent.statements.validation import validate
from tests.agent.statements.records import BROKEN, Record, records


@given(records())
def test_valid_record_passes(record: Record) -> None:
    assert validate(record) == {}


@given(records())
def test_null_and_empty_fields_count_as_absent(record: Record) -> None:
    absent = {"end_date_service_restriction": None, "account_type": record.get("account_type") or ""}
    assert validate({**record, **absent, "unknown": None}) == {}


@pytest.mark.parametrize(("name", "change"), BROKEN, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BROKEN)])
@settings(max_examples=15)
@given(record=records())
def test_one_broken_rule_is_named(name: str, change: object, record: Record) -> None:
    assert callable(change)
    found = validate(change(record))
    assert name in found
    related = {name, *RELATED.get(name, ())}
    assert set(found) <= related, found


RESTRICTIONS = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
RELATED = {
    **dict.fromkeys(RESTRICTIONS, (*RESTRICTIONS, "decision_visibility_other", "decision_monetary_other")),
    "decision_ground": (
        *("illegal_content_legal_ground", "illegal_content_explanation", "incompatible_content_ground"),
        *("incompatible_content_explanation", "incompatible_content_illegal"),
    ),
    "content_type": ("content_type_other",),
    "category_specification": ("category_specification_other",),
    "application_date": tuple(f"end_date_{name}_restriction" for name in ("visibility", "account")),
    "source_type": ("source_identity",),
}


def test_empty_record_is_answered_as_the_documentation_shows() -> None:
    found = validate({})
    assert found["decision_visibility"] == (
        "The decision visibility field is required when none of decision monetary / decision provision / "
        "decision account are present.",
    )
    assert found["puid"] == ("The puid field is required.",)
    assert validate({"automated_decision": "maybe"})["automated_decision"] == (
        "The selected automated decision is invalid.",
    )
    assert len(found) == 14


def test_messages_name_the_limit_and_the_condition() -> None:
    found = validate({"decision_facts": "x" * 5001, "source_type": "SOURCE_VOLUNTARY", "source_identity": "the police"})
    assert found["decision_facts"] == ("The decision facts field must not be greater than 5000 characters.",)
    assert "prohibited" in found["source_identity"][0]
