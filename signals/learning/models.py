"""The three models of creators and their files."""

from dataclasses import dataclass
from pathlib import Path

from signals.behaviour.trees import TreeModel
from signals.quality.habits.parts import CONTENT, RECORD
from signals.quality.score.model_file import read_model, write_model
from signals.quality.score.part import AdditiveModel

BEHAVIOUR = "behaviour"


@dataclass(frozen=True)
class CreatorModels:
    content: AdditiveModel
    record: AdditiveModel
    behaviour: TreeModel


def write_models(folder: Path, models: CreatorModels) -> None:
    for kind, model in ((CONTENT, models.content), (RECORD, models.record), (BEHAVIOUR, models.behaviour)):
        write_model(_file(folder, kind), model)


def read_models(folder: Path) -> CreatorModels:
    """Raises ModelFileInvalid."""
    return CreatorModels(
        content=read_model(_file(folder, CONTENT), AdditiveModel),
        record=read_model(_file(folder, RECORD), AdditiveModel),
        behaviour=read_model(_file(folder, BEHAVIOUR), TreeModel),
    )


def _file(folder: Path, kind: str) -> Path:
    return folder / f"{kind}.json"
