"""Each error of a model becomes one message with its place."""

import pytest
from pydantic import ValidationError

from eval.dataset.labelled_case import Gold
from eval.validation_messages import validation_messages


def messages(values: dict[str, object], default_place: str = "") -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Gold.model_validate(values)
    return list(validation_messages(caught.value, default_place))


def test_every_error_has_its_place() -> None:
    found = messages({"reason": 1, "alternatives": [["HLT-2.1", 2]]})
    assert [message.partition(": ")[0] for message in found] == ["alternatives.0.1", "reason"]


def test_error_of_the_whole_value_has_the_default_place_or_none() -> None:
    assert messages({"why": "text"}) == ['"why" is now called "reason"']
    assert messages({"why": "text"}, "the line") == ['the line: "why" is now called "reason"']
