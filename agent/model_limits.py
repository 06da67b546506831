"""The limits of language models that were fitted from labelled cases, kept in the data folder by the model's name."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from agent.judges.limits import MODEL_LIMITS, JudgeLimits
from domain.base import FrozenModel
from domain.errors import OperationError

FILE = "model-limits.json"


class ModelLimitsDamaged(OperationError):
    """The file is not what `write_model_limits` wrote."""


class CalibratedLimits(FrozenModel):
    """`method`: platt or isotonic. `violations` and `compliant`: the labelled cases that they were fitted from."""

    limits: JudgeLimits
    method: str
    violations: int = Field(ge=0)
    compliant: int = Field(ge=0)


STORED = TypeAdapter(dict[str, CalibratedLimits])


def read_model_limits(data_dir: Path) -> Mapping[str, CalibratedLimits]:
    """By the model's name; empty if nothing was calibrated. Raises `ModelLimitsDamaged`."""
    path = data_dir / FILE
    try:
        return STORED.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        message = f"{path} cannot be read: delete it, and run clausewise eval calibrate again"
        raise ModelLimitsDamaged(message) from error


def limits_of(model: str, data_dir: Path) -> JudgeLimits:
    """Those fitted for the model, else those for any model."""
    calibrated = read_model_limits(data_dir).get(model)
    return calibrated.limits if calibrated else MODEL_LIMITS


def write_model_limits(data_dir: Path, model: str, calibrated: CalibratedLimits) -> Path:
    """Replaces those of the model. The path of the file."""
    known = {**read_model_limits(data_dir), model: calibrated}
    path = data_dir / FILE
    data_dir.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(STORED.dump_json(known, indent=2))
    new.replace(path)
    return path
