"""A file of labelled assessments: its first line says which sample it is about, each further one is an account."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError, field_serializer, model_validator

from domain.assessment import PriorityLevel
from domain.base import FrozenModel
from domain.days import date_of
from domain.errors import InputError
from domain.finding import FindingStatus
from domain.verdict import Outcome
from eval.dataset.dataset import listed_faults, read_dataset_text
from eval.validation_messages import validation_messages
from warehouse.sample.options import SampleOptions

BUNDLED = Path(__file__).parents[1] / "datasets" / "assessments" / "labels.jsonl"
REMEDY = "name a file of labelled assessments: its first line describes the sample, each further one an account"
Model = TypeVar("Model", bound=FrozenModel)


class AssessmentLabelsError(InputError):
    """The labels cannot be read, or do not match the sample. The message has a line for each fault, with its place."""


class AccountKind(StrEnum):
    """What the truth of a sample says that an account is."""

    LOW_EFFORT = "low_effort"
    PIRATE = "pirate"
    MATRIX = "matrix"
    RING = "ring"
    TRADED = "traded"
    AGENCY = "agency"
    HOUSEHOLD = "household"
    NEWCOMER = "newcomer"
    NEW_DEVICE = "new_device"
    NEW_PAYOUT = "new_payout"
    TRAVELLER = "traveller"
    ORDINARY = "ordinary"

    @property
    def is_honest(self) -> bool:
        return self not in AT_FAULT


AT_FAULT = frozenset(
    {AccountKind.LOW_EFFORT, AccountKind.PIRATE, AccountKind.MATRIX, AccountKind.RING, AccountKind.TRADED}
)


class SampleHead(FrozenModel):
    """The options of `clausewise sample-ecosystem`. `fit_on`: the last day that the models of creators may have seen;
    it is before the period that is assessed."""

    creators: int
    days: int
    seed: int = Field(ge=0)
    fit_on: date
    note: str = ""

    @model_validator(mode="after")
    def _check_days(self) -> "SampleHead":
        first = date_of(self.options.first_day)
        if not first <= self.fit_on < self.last_date:
            raise ValueError(f"fit_on must be from {first} on and before {self.last_date}, the last day of the sample")
        return self

    @property
    def options(self) -> SampleOptions:
        """Raises InputError for a sample that is too small."""
        return SampleOptions(self.creators, self.days, self.seed)

    @property
    def last_day(self) -> int:
        """In days since 1970-01-01: the day of the assessments."""
        return self.options.first_day + self.days - 1

    @property
    def last_date(self) -> date:
        return date_of(self.last_day)


class AccountGold(FrozenModel):
    """What should be found. `clauses`: the status of each account-level clause that a check decides. `priority`: the
    levels of review that are right."""

    outcome: Outcome
    clauses: Mapping[str, FindingStatus] = Field(min_length=1)
    priority: frozenset[PriorityLevel] = Field(min_length=1)

    @field_serializer("priority", when_used="json")
    def _in_order(self, priority: frozenset[PriorityLevel]) -> list[str]:
        return [level.label for level in sorted(priority)]

    @model_validator(mode="after")
    def _check_outcome(self) -> "AccountGold":
        follows = outcome_of(self.clauses.values())
        if self.outcome is not follows:
            raise ValueError(f"by the clauses the outcome is {follows.value}: correct outcome or clauses")
        return self


class LabelledAccount(FrozenModel):
    creator_id: str = Field(min_length=1)
    kind: AccountKind
    market: str
    language: str
    gold: AccountGold


@dataclass(frozen=True)
class AccountLabels:
    head: SampleHead
    accounts: tuple[LabelledAccount, ...]

    @property
    def text(self) -> str:
        """The file."""
        return "".join(f"{model.model_dump_json(exclude_defaults=True)}\n" for model in (self.head, *self.accounts))


def outcome_of(statuses: Iterable[FindingStatus]) -> Outcome:
    found = {*statuses}
    if FindingStatus.VIOLATED in found:
        return Outcome.VIOLATION
    return Outcome.NEEDS_REVIEW if FindingStatus.UNCLEAR in found else Outcome.NO_VIOLATION


def read_labels(path: Path) -> AccountLabels:
    """Raises AssessmentLabelsError that names the lines that cannot be read, DatasetError if the file cannot be."""
    lines = [
        (f"{path}:{number}", line)
        for number, line in enumerate(read_dataset_text(path, REMEDY).split("\n"), start=1)
        if line.strip()
    ]
    faults: list[str] = []
    heads = [*_read(lines[:1], SampleHead, faults)]
    accounts = tuple(_read(lines[1:], LabelledAccount, faults))
    faults += _repeated(path, accounts)
    if not accounts and not faults:
        faults.append(f"{path}: there are no accounts; {REMEDY}")
    if faults:
        raise AssessmentLabelsError(listed_faults(faults))
    return AccountLabels(heads[0], accounts)


def _read(lines: Iterable[tuple[str, str]], model: type[Model], faults: list[str]) -> Iterator[Model]:
    for place, line in lines:
        try:
            yield model.model_validate(json.loads(line))
        except RecursionError:
            faults.append(f"{place}: too deeply nested; write one account per line")
        except ValidationError as error:
            faults += [f"{place}: {message}" for message in validation_messages(error, "the line")]
        except InputError as error:
            faults.append(f"{place}: {error}")
        except ValueError as error:
            faults.append(f"{place}: broken JSON, {error}; write one object per line")


def _repeated(path: Path, accounts: Iterable[LabelledAccount]) -> Iterator[str]:
    for creator, times in Counter(account.creator_id for account in accounts).items():
        if times > 1:
            yield f"{path}: {times} lines are about the creator {creator}; leave one"
