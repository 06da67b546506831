"""The thresholds of misuse, read from a TOML file."""

import tomllib
from pathlib import Path

from pydantic import Field, ValidationError

from domain.base import FrozenModel
from domain.errors import InputError
from domain.misuse import MisuseKind
from text.files import NotUtf8, read_utf8

BUNDLED_THRESHOLDS = Path(__file__).with_name("misuse.toml")


class ThresholdsInvalid(InputError):
    """The file cannot be used; the message names the field and what to write."""


class Threshold(FrozenModel):
    times: int = Field(ge=1)
    share: float = Field(ge=0, le=1)

    def is_reached(self, times: int, total: int) -> bool:
        return times >= self.times and times >= self.share * total


class Thresholds(FrozenModel):
    period_days: int = Field(ge=1, le=3650)
    illegal_content: Threshold
    unfounded_complaints: Threshold
    unfounded_notices: Threshold

    def of(self, kind: MisuseKind) -> Threshold:
        found: Threshold = getattr(self, kind.value)
        return found


def read_thresholds(path: Path | None = None) -> Thresholds:
    """The bundled ones without a path. Raises ThresholdsInvalid."""
    path = path or BUNDLED_THRESHOLDS
    try:
        return Thresholds.model_validate(tomllib.loads(read_utf8(path)))
    except FileNotFoundError as error:
        raise ThresholdsInvalid(f"{path}: there is no such file: set CLAUSEWISE_STATEMENTS__MISUSE") from error
    except (NotUtf8, tomllib.TOMLDecodeError) as error:
        raise ThresholdsInvalid(f"{path}: {error}: write a TOML file such as the bundled misuse.toml") from error
    except ValidationError as error:
        lines = (f"{path}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ThresholdsInvalid("\n".join(lines)) from error
