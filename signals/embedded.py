"""Creators from a YAML or JSON file: the samples shipped here, or a file of the same form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import yaml
from pydantic import ValidationError

from domain.base import FrozenModel
from domain.signals import CreatorSignals, SignalCondition, SignalReading
from signals.errors import SignalsFileError

SAMPLES = Path(__file__).with_name("creators.yaml")


@dataclass(frozen=True)
class EmbeddedSignals:
    creators: Mapping[str, CreatorSignals]
    name: ClassVar[str] = "embedded"

    def read(self, creator_id: str) -> SignalReading:
        signals = self.creators.get(creator_id)
        if signals is None:
            detail = "the file of creators does not hold this one"
            return SignalReading(condition=SignalCondition.UNKNOWN_CREATOR, source=self.name, detail=detail)
        return SignalReading(condition=SignalCondition.KNOWN, source=self.name, signals=signals)


class CreatorsFile(FrozenModel):
    """The whole file."""

    creators: tuple[CreatorSignals, ...]


def load_creators(path: Path = SAMPLES) -> EmbeddedSignals:
    """The creators of a file: `creators:` and under it a list of `CreatorSignals`, `violations` always given."""
    try:
        creators = CreatorsFile.model_validate(_parsed(path)).creators
    except ValidationError as error:
        raise SignalsFileError(_told(path, error)) from error
    by_id: dict[str, CreatorSignals] = {}
    for creator in creators:
        if creator.creator_id in by_id:
            raise SignalsFileError(f"{path}: {creator.creator_id} is described twice: keep one of the two entries")
        if "violations" not in creator.model_fields_set:
            raise SignalsFileError(f"{path}: {creator.creator_id} has no `violations`: write `[]` for a clean record")
        by_id[creator.creator_id] = creator
    return EmbeddedSignals(by_id)


def _parsed(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8")
        return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise SignalsFileError(f"{path}: cannot be read ({error.strerror}): check the path and its rights") from error
    except UnicodeDecodeError as error:
        raise SignalsFileError(f"{path}: is not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise SignalsFileError(f"{path}: is not well formed, mend it there: {error}") from error


def _told(path: Path, error: ValidationError) -> str:
    """The first fault by its place in the file (`creators.3.strikes`, counted from 0) and how many there are."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "the whole file"
    told = f"{path}: {place}: {first['msg']} ({error.error_count()} in all)"
    return f"{told}; the form is that of {SAMPLES.name}, shipped beside this source"
