"""The definition of an experiment: a TOML file that is written, versioned and checked before the start."""

import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from domain.base import FrozenModel
from domain.days import FIRST_DAY
from domain.errors import InputError
from text.files import NotUtf8, read_utf8

SHARES_TOLERANCE = 0.005
NAME = r"^[\w.-]+$"


class Assignment(StrEnum):
    """How units get their arm: each by its own hash, evenly within strata, with its link component, or in turn by
    market and block of time. `external`: another system assigned them."""

    HASH = "hash"
    STRATIFIED = "stratified"
    CLUSTER = "cluster"
    SWITCHBACK = "switchback"
    EXTERNAL = "external"


class Arm(FrozenModel):
    """`unenforced`: the clauses that are not enforced in this arm, so that what they protect from is not prevented."""

    name: str = Field(pattern=NAME)
    share: float = Field(gt=0, lt=1)
    unenforced: tuple[str, ...] | None = None


class GuardrailMetric(FrozenModel):
    """A positive margin bounds a rise, a negative one a fall of the metric."""

    metric: str
    margin: float


class Experiment(FrozenModel):
    """The first arm is the control. `salt` makes the assignment; a new version of the file leaves it as it is.
    `outcome_days` after the assignment are summed up for a unit, and `covariate_days` before it."""

    id: str = Field(pattern=NAME)
    version: int = Field(ge=1)
    owner: str = Field(min_length=1)
    hypothesis: str = Field(min_length=1)
    assignment: Assignment = Assignment.HASH
    salt: str = ""
    start: date
    end: date
    metric: str
    outcome_days: int = Field(default=14, ge=1, le=365)
    covariate_days: int = Field(default=28, ge=0, le=365)
    stratify_by: tuple[str, ...] = ()
    block_hours: int = Field(default=24, ge=1, le=24 * 28)
    clauses: tuple[str, ...] = ()
    planned_units: int | None = Field(default=None, ge=1)
    arms: tuple[Arm, ...] = Field(min_length=2)
    guardrails: tuple[GuardrailMetric, ...] = ()

    @property
    def split(self) -> dict[str, float]:
        return {arm.name: arm.share for arm in self.arms}

    @property
    def assignment_day(self) -> int:
        """The day before the start, in days since 1970-01-01."""
        return (self.start - FIRST_DAY).days - 1

    @property
    def control(self) -> str:
        return self.arms[0].name

    @property
    def seed(self) -> str:
        return self.salt or self.id

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.end <= self.start:
            raise ValueError("end must be after start")
        if len(self.split) < len(self.arms):
            raise ValueError("two arms have one name")
        if abs(sum(arm.share for arm in self.arms) - 1) > SHARES_TOLERANCE:
            raise ValueError(f"the shares of the arms sum to {sum(arm.share for arm in self.arms):g}, not to 1")
        if self.assignment is Assignment.STRATIFIED and not self.stratify_by:
            raise ValueError("a stratified assignment needs stratify_by, such as market")
        return self._check_clauses()

    def _check_clauses(self) -> Self:
        for arm in self.arms:
            if self.clauses and arm.unenforced is None:
                raise ValueError(f"the experiment touches clauses: write in arm {arm.name} which are unenforced, or []")
            unknown = [clause for clause in arm.unenforced or () if clause not in self.clauses]
            if unknown:
                raise ValueError(f"arm {arm.name} leaves {unknown[0]} unenforced, which clauses does not list")
        if any(arm.unenforced for arm in self.arms) and not self.guardrails:
            raise ValueError("an arm leaves a clause unenforced: add a guardrail that would stop the experiment")
        return self


def read_experiment(path: Path) -> Experiment:
    """Raises InputError that names the field."""
    try:
        return Experiment.model_validate(tomllib.loads(read_utf8(path)))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): name the file of an experiment") from error
    except NotUtf8 as error:
        raise InputError(f"{path} is {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is invalid TOML: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(str(part) for part in fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        raise InputError(f"{path}: {f'{name}: ' if name else ''}{message[0].lower()}{message[1:]}") from error
