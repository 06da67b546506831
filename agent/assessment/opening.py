"""Connects the assessor with the policies and the warehouse that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from agent.assessment.account_reader import AccountReader
from agent.assessment.assessor import AccountAssessor, by_checks_alone
from agent.assessment.model_reading import ModelReader
from agent.build import Clausewise, build_models
from agent.judge_registry import MODEL_JUDGES, resolve_judge
from agent.open_creator_models import read_creator_models
from agent.open_warehouse import day_to_read, open_warehouse
from agent.settings import Settings


def build_assessor(settings: Settings, clausewise: Clausewise, judge: str = "auto") -> AccountAssessor:
    """A judge of models has a model choose what it reads and write the reasons. Raises LlmError if it is named and no
    model is configured."""
    models = build_models(settings)
    uses_model = resolve_judge(judge, models) in MODEL_JUDGES
    reader = ModelReader(models) if models is not None and uses_model else None
    return AccountAssessor(by_checks_alone(clausewise.adjudicator), reader)


@contextmanager
def open_account(settings: Settings, creator: str, as_of: date | None = None) -> Iterator[AccountReader]:
    """The account as of a day; None: the last one that the daily jobs computed. Without fitted models, scores are not
    measured. Raises what `open_warehouse` raises, InputError for a day that is not computed, and CreatorUnknown."""
    with open_warehouse(settings, read_only=True) as warehouse:
        reader = AccountReader(
            warehouse.engine, read_creator_models(settings), creator, day_to_read(warehouse.engine, as_of)
        )
        reader.require_creator()
        yield reader
