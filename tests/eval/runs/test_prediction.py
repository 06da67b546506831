from datetime import date
from typing import get_type_hints

import pytest

from agent.adjudicator import Adjudicator
from domain.case import Case
from domain.verdict import Outcome
from eval.runs.prediction import Answer, ask
from tests.agent.judges.shop import install, said


@pytest.fixture(scope="module")
def adjudicator(tmp_path_factory: pytest.TempPathFactory) -> Adjudicator:
    return install(tmp_path_factory.mktemp("shop")).adjudicator


def test_the_agent_is_asked_about_each_case_and_errors_are_answers(adjudicator: Adjudicator) -> None:
    cases = [
        said("this tea cured my diabetes in two weeks", market="US", language="en", content_date=date(2026, 6, 1)),
        said("this tea tastes of lemon", market="XX", language="en", content_date=date(2026, 6, 1)),
        said("this tea tastes of lemon and honey", market="US", language="en", content_date=date(2026, 6, 1)),
    ]
    told: list[tuple[int, int]] = []
    broken, wrong, kept = ask(adjudicator, cases, lambda done, total: told.append((done, total)))
    assert broken == Answer(Outcome.VIOLATION, frozenset({"CLM-1"}))
    assert kept == Answer(Outcome.NO_VIOLATION)
    assert (wrong.outcome, wrong.violated) == (None, frozenset())
    assert wrong.error is not None
    assert wrong.error.startswith('unknown market "XX"')
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_agent_is_handed_no_label() -> None:
    """The type checker holds what these name: neither takes a labelled case."""
    assert get_type_hints(Adjudicator.decide)["case"] is Case
