"""A dataset: a folder with `dataset.toml`, `cases.jsonl`, and perhaps `split.json`, `rules.jsonl`, `creators.yaml`."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.errors import InputError
from eval.dataset.labelled_case import LabelledCase
from eval.dataset.simple_format import PlainLine

BUNDLED = Path(__file__).parents[1] / "datasets" / "creator_governance"
MANIFEST, CASES, SPLIT, CREATORS = "dataset.toml", "cases.jsonl", "split.json", "creators.yaml"
WHOLE = "all"
T = TypeVar("T")


class DatasetError(InputError):
    """The folder cannot be read as a dataset; a line for each thing to mend, with its place."""


class DatasetProtocol(StrEnum):
    """`cases` are whole cases judged by a corpus; `retrieve` texts judged by the rules that retrieval finds;
    with `retrieval` only the finding is scored."""

    CASES = "cases"
    RETRIEVE = "retrieve"
    RETRIEVAL = "retrieval"


class Manifest(FrozenModel):
    """`full`: the dataset claims to cover its corpus, and the check holds it to that."""

    name: str
    protocol: DatasetProtocol
    full: bool = False
    licence: str
    attribution: str
    note: str = ""
    content_warning: str | None = None


class Split(FrozenModel):
    """The ids of either part; `held_out` are clauses that no case of dev shows."""

    dev: tuple[str, ...]
    test: tuple[str, ...]
    held_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """`lines` are the cases' lines in their file, counted from 1."""

    folder: Path
    about: Manifest
    cases: tuple[LabelledCase, ...]
    lines: tuple[int, ...]
    split: Split | None = None

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return ("dev", "test") if self.split else (WHOLE,)

    def part(self, case_id: str) -> str | None:
        """The part that holds the case; None where the split forgot it."""
        return self._parts.get(case_id) if self.split else WHOLE

    def of_part(self, part: str) -> tuple[LabelledCase, ...]:
        return tuple(labelled for labelled in self.cases if self.part(labelled.id) == part)

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        split = self.split
        return {name: part for part in ("test", "dev") for name in getattr(split, part)} if split else {}


def read_dataset(folder: Path) -> Dataset:
    """Raises DatasetError with every line that cannot be read."""
    about = _values(folder / MANIFEST, tomllib.loads, Manifest)
    faults: list[str] = []
    numbered = list(_cases(folder / CASES, faults))
    if faults:
        raise DatasetError("\n".join(faults))
    if not numbered:
        raise DatasetError(f"{folder / CASES}: there are no cases; write one a line")
    path = folder / SPLIT
    split = _values(path, json.loads, Split) if path.exists() else None
    lines, cases = tuple(n for n, _ in numbered), tuple(labelled for _, labelled in numbered)
    return Dataset(folder, about, cases, lines, split)


def _cases(path: Path, faults: list[str]) -> Iterator[tuple[int, LabelledCase]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, _labelled(json.loads(line))
        except ValidationError as error:
            faults += [f"{path}:{number}: {told}" for told in _told(error)]
        except ValueError as error:
            faults.append(f"{path}:{number}: broken JSON, {error}; write one object a line")


def _labelled(line: Any) -> LabelledCase:
    if isinstance(line, dict) and "content" in line:
        return PlainLine.model_validate(line).labelled()
    return LabelledCase.model_validate(line)


def _values(path: Path, parse: Callable[[str], Any], model: type[T]) -> T:
    try:
        return model.model_validate(parse(_text(path)))  # type: ignore[attr-defined, no-any-return]
    except ValidationError as error:
        raise DatasetError("\n".join(f"{path}: {told}" for told in _told(error))) from error
    except ValueError as error:
        raise DatasetError(f"{path}: broken, {error}; mend it there") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}; a dataset is a folder with {MANIFEST} and {CASES}") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


def _told(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        place = ".".join(map(str, fault["loc"])) or "the line"
        yield f"{place}: {fault['msg'].removeprefix('Value error, ')}"
