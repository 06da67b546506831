from typing import get_type_hints

from agent.adjudicator import Adjudicator
from agent.build import build
from agent.settings import Settings
from domain.case import Case
from eval.runs.tasks import AdjudicationTask, RetrievalTask
from tests.eval.samples import labelled


def test_failed_case_is_a_wrong_result(settings: Settings) -> None:
    task = AdjudicationTask(build(settings, judge="local").adjudicator)
    result = task(labelled("far", "no_violation", text="a blue mug", content_date="1999-01-01"), 0)
    assert result.decision is None
    assert "no policy is in force on 1999-01-01" in str(result.error)
    assert {score.name: score.value for score in result.scores}["outcome"] == 0.0


def test_retrieval_task_ranks_the_relevant_clause(settings: Settings) -> None:
    task = RetrievalTask(build(settings, judge="local").adjudicator)
    case = labelled("a", None, text="this tea cured my diabetes in two weeks", clauses=["CLM-1"])
    result = task(case, 0)
    assert (result.decision, result.error) == (None, None)
    assert {score.name: score.value for score in result.scores}["hit_at_5"] == 1.0


def test_adjudicator_gets_a_case_without_its_label() -> None:
    assert get_type_hints(Adjudicator.decide)["case"] is Case
    assert "gold" not in Case.model_fields
