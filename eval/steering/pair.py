"""A pair: one edit of a policy, and cases with their right verdicts before and after it."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_serializer, field_validator, model_validator

from domain.base import FrozenModel
from domain.case import Case
from domain.errors import InputError
from domain.verdict import Outcome
from eval.dataset.dataset import listed_faults, read_dataset_text
from eval.validation_messages import validation_messages

VERDICT_FIELDS = ("before", "after")
REMEDY = "name a file of pairs, one JSON object per line"


class PairError(InputError):
    """The pairs cannot be read or applied. The message has a line for each fault, with the number of its pair."""


class RightVerdict(FrozenModel):
    """`violated`: the violated clauses; a violation has at least one, any other outcome none."""

    outcome: Outcome
    violated: frozenset[str] = frozenset()

    @field_serializer("violated")
    def _in_order(self, violated: frozenset[str]) -> list[str]:
        return sorted(violated)

    @model_validator(mode="after")
    def _check_clauses(self) -> "RightVerdict":
        if (self.outcome is Outcome.VIOLATION) != bool(self.violated):
            raise ValueError("a violation names the violated clauses, and no other outcome does: correct violated")
        return self


class SteeringCase(FrozenModel):
    """`before` and `after`: the right verdicts by the policies without and with the edit."""

    case: Case
    before: RightVerdict
    after: RightVerdict

    @model_validator(mode="before")
    @classmethod
    def _nest(cls, line: Any) -> Any:
        """The fields of the case stand beside the verdicts."""
        if not isinstance(line, dict) or "case" in line:
            return line
        verdicts = {name: line[name] for name in VERDICT_FIELDS if name in line}
        return {"case": {name: value for name, value in line.items() if name not in VERDICT_FIELDS}, **verdicts}

    @property
    def flips(self) -> bool:
        """Whether the right verdict changes."""
        return self.before != self.after


class CheckEdit(FrozenModel):
    """The expression of the clause's check before and after the edit."""

    before: str = Field(min_length=1)
    after: str = Field(min_length=1)


class StaleExample(FrozenModel):
    """An example that the edit makes wrong. `list`: the heading above it."""

    clause_id: str
    list: str
    line: str = Field(min_length=1)


class Pair(FrozenModel):
    """`change`: the kind of edit. `before_text` stands once in `policy_file` and is replaced by `after_text`.
    `new_clauses` are added at the end of that file. `check`: the edit of the check of `clause_id`."""

    id: str = Field(min_length=1)
    policy_file: str = Field(pattern=r"^[^/\\]+\.md$")
    clause_id: str = Field(min_length=1)
    change: str = Field(min_length=1)
    tags: tuple[str, ...] = ()
    before_text: str = Field(min_length=1)
    after_text: str
    new_clauses: tuple[str, ...] = ()
    check: CheckEdit | None = None
    stale_examples: tuple[StaleExample, ...] = ()
    why: str = ""
    cases: tuple[SteeringCase, ...] = Field(min_length=1)

    @field_validator("check", mode="before")
    @classmethod
    def _no_check(cls, value: Any) -> Any:
        return value or None


class NumberedPair(FrozenModel):
    """`place`: the file and the line number of the pair."""

    place: str
    pair: Pair


def read_pairs(path: Path) -> tuple[NumberedPair, ...]:
    """Raises PairError that names the lines that cannot be read, DatasetError if the file cannot be."""
    faults: list[str] = []
    pairs = tuple(_read_lines(path, read_dataset_text(path, REMEDY), faults))
    faults += _repeated(path, "pair", [one.pair.id for one in pairs])
    faults += _repeated(path, "case", [steered.case.id for one in pairs for steered in one.pair.cases])
    if not pairs and not faults:
        faults.append(f"{path}: there are no pairs; write one per line")
    if faults:
        raise PairError(listed_faults(faults))
    return pairs


def _read_lines(path: Path, text: str, faults: list[str]) -> Iterator[NumberedPair]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            yield NumberedPair(place=place, pair=Pair.model_validate(json.loads(line)))
        except RecursionError:
            faults.append(f"{place}: too deeply nested; write one pair per line")
        except ValidationError as error:
            faults += [f"{place}: {message}" for message in validation_messages(error, "the line")]
        except ValueError as error:
            faults.append(f"{place}: broken JSON, {error}; write one object per line")


def _repeated(path: Path, what: str, ids: Sequence[str]) -> Iterator[str]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"{path}: {times} {what}s have the id {name}; give each its own"
