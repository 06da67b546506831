"""A dataset: a folder with `dataset.toml`, `cases.jsonl`, optionally `split.json`, `rules.jsonl`, `creators.yaml`."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from domain.base import FrozenModel
from domain.errors import InputError
from domain.verdict import Outcome
from eval.dataset.drawn_media import with_drawn_media
from eval.dataset.labelled_case import LabelledCase
from eval.dataset.simple_format import SimpleLine
from eval.validation_messages import validation_messages
from text.files import NotUtf8, read_utf8

BUNDLED = Path(__file__).parents[1] / "datasets" / "creator_governance"
MANIFEST, CASES, SPLIT, CREATORS = "dataset.toml", "cases.jsonl", "split.json", "creators.yaml"
ALL_CASES = "all"
MAX_CASES = 100_000  # about 0.3 GB of memory; deciding so many takes most of an hour
MAX_BYTES = 128 * 1024**2
MAX_LISTED_FAULTS = 20
REMEDY = f"a dataset is a folder with {MANIFEST} and {CASES}"
Model = TypeVar("Model", bound=BaseModel)


class DatasetError(InputError):
    """The folder cannot be read as a dataset. The message has a line for each fault, with its place."""


class DatasetProtocol(StrEnum):
    """`cases`: complete cases, judged by a corpus. `retrieve`: texts, judged by the rules that retrieval finds for
    them. `retrieval`: texts, of which only the retrieved rules are scored."""

    CASES = "cases"
    RETRIEVE = "retrieve"
    RETRIEVAL = "retrieval"


class DatasetManifest(FrozenModel):
    """`full`: the dataset claims to cover its corpus, and the check verifies the claim."""

    name: str
    protocol: DatasetProtocol
    full: bool = False
    licence: str
    attribution: str
    note: str = ""
    content_warning: str | None = None


class SplitIds(FrozenModel):
    """The case ids of both splits. `held_out`: clauses that no case of dev reveals."""

    dev: tuple[str, ...]
    test: tuple[str, ...]
    held_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """`lines` are the line numbers of the cases in their file, from 1."""

    folder: Path
    manifest: DatasetManifest
    cases: tuple[LabelledCase, ...]
    lines: tuple[int, ...]
    split_ids: SplitIds | None = None

    @cached_property
    def splits(self) -> tuple[str, ...]:
        return ("dev", "test") if self.split_ids else (ALL_CASES,)

    def split_of(self, case_id: str) -> str | None:
        """The split that has the case; None if the file omits it."""
        return self._split_by_id.get(case_id) if self.split_ids else ALL_CASES

    def cases_in(self, split: str) -> tuple[LabelledCase, ...]:
        return tuple(labelled for labelled in self.cases if self.split_of(labelled.id) == split)

    def cases_labelled(self, outcome: Outcome) -> tuple[LabelledCase, ...]:
        return tuple(labelled for labelled in self.cases if labelled.gold.outcome is outcome)

    @cached_property
    def _split_by_id(self) -> Mapping[str, str]:
        ids = self.split_ids
        return {name: split for split in ("test", "dev") for name in getattr(ids, split)} if ids else {}


def read_dataset(folder: Path) -> Dataset:
    """Raises DatasetError that names the lines that cannot be read."""
    manifest = _read_model(folder / MANIFEST, tomllib.loads, DatasetManifest)
    faults: list[str] = []
    numbered = list(islice(_read_cases(folder / CASES, faults), MAX_CASES + 1))
    if faults:
        raise DatasetError(listed_faults(faults))
    if len(numbered) > MAX_CASES:
        raise DatasetError(f"{folder / CASES}: more than {MAX_CASES:,} cases: split the dataset, or draw a sample")
    if not numbered:
        raise DatasetError(f"{folder / CASES}: there are no cases; write one per line")
    path = folder / SPLIT
    split_ids = _read_model(path, json.loads, SplitIds) if path.exists() else None
    lines, cases = tuple(n for n, _ in numbered), tuple(labelled for _, labelled in numbered)
    return Dataset(folder, manifest, cases, lines, split_ids)


def _read_cases(path: Path, faults: list[str]) -> Iterator[tuple[int, LabelledCase]]:
    for number, line in enumerate(read_dataset_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, _labelled_case(json.loads(line))
        except RecursionError:
            faults.append(f"{path}:{number}: too deeply nested; write one case per line")
        except ValidationError as error:
            faults += [f"{path}:{number}: {message}" for message in validation_messages(error, "the line")]
        except ValueError as error:
            faults.append(f"{path}:{number}: broken JSON, {error}; write one object per line")


def _labelled_case(line: Any) -> LabelledCase:
    if isinstance(line, dict) and "content" in line:
        return SimpleLine.model_validate(line).to_labelled_case()
    return LabelledCase.model_validate(with_drawn_media(line))


def listed_faults(faults: Sequence[str]) -> str:
    """One fault per line, the first ones of many."""
    rest = len(faults) - MAX_LISTED_FAULTS
    return "\n".join([*faults[:MAX_LISTED_FAULTS], *([f"and {rest:,} more"] if rest > 0 else [])])


def _read_model(path: Path, parse: Callable[[str], Any], model: type[Model]) -> Model:
    try:
        return model.model_validate(parse(read_dataset_text(path)))
    except ValidationError as error:
        messages = validation_messages(error, "the line")
        raise DatasetError("\n".join(f"{path}: {message}" for message in messages)) from error
    except RecursionError as error:
        raise DatasetError(f"{path}: too deeply nested; correct the file") from error
    except ValueError as error:
        raise DatasetError(f"{path}: broken, {error}; correct the file") from error


def read_dataset_text(path: Path, remedy: str = REMEDY) -> str:
    """Raises DatasetError where the file is absent, too large or no text."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DatasetError(
                f"{path}: {size / 1024**2:,.0f} MiB, at most {MAX_BYTES // 1024**2}: split it, or draw a sample"
            )
        return read_utf8(path)
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}; {remedy}") from error
    except NotUtf8 as error:
        raise DatasetError(f"{path}: {error}") from error
