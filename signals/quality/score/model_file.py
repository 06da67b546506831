"""Fitted models as JSON files: reading one checks every value and runs nothing."""

import os
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from domain.base import FrozenModel
from signals.errors import ModelFileInvalid
from text.files import NotUtf8, read_utf8

Model = TypeVar("Model", bound=FrozenModel)
MAX_BYTES = 100_000_000


def write_model(path: Path, model: FrozenModel) -> None:
    """Replaces the file at once, so that a reader never sees half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(model.model_dump_json(), encoding="utf-8")
    partial.replace(path)


def read_model(path: Path, kind: type[Model]) -> Model:
    """Raises ModelFileInvalid."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ModelFileInvalid(f"{path}: has more than {MAX_BYTES:,} bytes, so it is no model")
        return kind.model_validate_json(read_utf8(path))
    except FileNotFoundError as error:
        raise ModelFileInvalid(f"{path}: there is no fitted model: run clausewise creators fit") from error
    except OSError as error:
        raise ModelFileInvalid(f"{path}: cannot be read ({error.strerror})") from error
    except (NotUtf8, ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        where = ".".join(str(part) for part in first["loc"])
        raise ModelFileInvalid(
            f"{path}: is no model of this version ({where}: {first['msg']}): fit it again"
        ) from error
