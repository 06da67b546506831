"""Creators from a YAML or JSON file: the bundled samples, or a file of the same format."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import yaml
from pydantic import ValidationError

from domain.base import FrozenModel
from domain.signals import CreatorSignals, SignalCondition, SignalReading
from signals.errors import SignalsFileError
from text.files import NotUtf8, read_utf8

SAMPLE_CREATORS = Path(__file__).with_name("creators.yaml")


class _Loader(yaml.SafeLoader):
    """Reads whole numbers in decimal digits only: YAML also knows base 60, which takes minutes for a long 1:1:1:…"""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in forms if tag not in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")]
    for letter, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]{1,18}$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{0,18}$"), list("-+0123456789")
)


@dataclass(frozen=True)
class FileSignals:
    creators: Mapping[str, CreatorSignals]
    name: ClassVar[str] = "file"

    def read(self, creator_id: str) -> SignalReading:
        signals = self.creators.get(creator_id)
        if signals is None:
            detail = "the file of creators does not contain this one"
            return SignalReading(condition=SignalCondition.UNKNOWN_CREATOR, source=self.name, detail=detail)
        return SignalReading(condition=SignalCondition.KNOWN, source=self.name, signals=signals)


class CreatorsFile(FrozenModel):
    creators: tuple[CreatorSignals, ...]


def load_creators(path: Path = SAMPLE_CREATORS) -> FileSignals:
    """Reads a list of `CreatorSignals` under `creators:`. `violations` is required. Raises `SignalsFileError`."""
    try:
        creators = CreatorsFile.model_validate(_parse(path)).creators
    except ValidationError as error:
        raise SignalsFileError(_validation_message(path, error)) from error
    by_id: dict[str, CreatorSignals] = {}
    for creator in creators:
        if creator.creator_id in by_id:
            raise SignalsFileError(f"{path}: {creator.creator_id} has two entries: remove one of them")
        if "violations" not in creator.model_fields_set:
            raise SignalsFileError(f"{path}: {creator.creator_id} has no `violations`: write `[]` if there are none")
        by_id[creator.creator_id] = creator
    return FileSignals(by_id)


def _parse(path: Path) -> object:
    try:
        text = read_utf8(path)
        return json.loads(text) if path.suffix == ".json" else yaml.load(text, _Loader)
    except OSError as error:
        raise SignalsFileError(
            f"{path}: cannot be read ({error.strerror}): check the path and its permissions"
        ) from error
    except NotUtf8 as error:
        raise SignalsFileError(f"{path}: {error}") from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise SignalsFileError(f"{path}: is not well-formed, correct it: {error}") from error


def _validation_message(path: Path, error: ValidationError) -> str:
    """The location of the first error (`creators.3.strikes`, counted from 0) and the number of errors."""
    first = error.errors()[0]
    location = ".".join(str(part) for part in first["loc"]) or "the file"
    message = f"{path}: {location}: {first['msg']} ({error.error_count()} in all)"
    return f"{message}; {SAMPLE_CREATORS.name}, bundled with the source code, shows the format"
