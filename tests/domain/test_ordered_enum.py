"""Grades are numbers among themselves and words to everybody else."""

import pytest
from pydantic import ValidationError

from domain.clause import Severity
from domain.consequence import Consequence, ConsequenceStatus
from domain.ladder import EnforcementAction, LadderThreshold


@pytest.mark.parametrize("measure", EnforcementAction)
def test_a_grade_is_written_as_a_word_and_read_back(measure: EnforcementAction) -> None:
    rung = LadderThreshold(points=1, action=measure)
    assert rung.model_dump(mode="json") == {"points": 1, "measure": measure.word, "days": None}
    assert rung.model_dump() == {"points": 1, "measure": measure, "days": None}
    assert LadderThreshold.model_validate_json(rung.model_dump_json()) == rung


@pytest.mark.parametrize("measure", EnforcementAction)
def test_a_number_of_an_older_record_is_understood(measure: EnforcementAction) -> None:
    assert LadderThreshold.model_validate_json(f'{{"points": 1, "measure": {measure.value}}}') == LadderThreshold(
        points=1, action=measure
    )


@pytest.mark.parametrize("wrong", ["warn", "WARNING", 6, -1])
def test_no_other_word_or_number_is(wrong: object) -> None:
    with pytest.raises(ValidationError, match="Input should be"):
        LadderThreshold.model_validate({"points": 1, "measure": wrong})


def test_what_has_no_measure_has_none() -> None:
    given = Consequence(status=ConsequenceStatus.NOT_DUE, reason="Nothing is broken.")
    assert given.model_dump(mode="json")["measure"] is None


def test_grades_are_ordered_by_gravity() -> None:
    assert max(Severity) is Severity.CRITICAL
    assert sorted(EnforcementAction, reverse=True)[0] is EnforcementAction.REMOVAL
    assert Severity.LOW < Severity.MEDIUM < Severity.HIGH


def test_the_schema_offers_the_words() -> None:
    assert LadderThreshold.model_json_schema()["$defs"]["Measure"]["enum"] == [
        measure.word for measure in EnforcementAction
    ]
