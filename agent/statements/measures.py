"""What each enforcement action restricts, read from a TOML file."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from domain.base import FrozenModel
from domain.errors import InputError
from domain.ladder import EnforcementAction
from domain.statement_codes import ACCOUNT, MONETARY, PROVISION, VISIBILITY
from text.files import NotUtf8, read_utf8

BUNDLED_MEASURES = Path(__file__).with_name("measures.toml")
Words = Annotated[str, Field(max_length=500)]


class MeasuresInvalid(InputError):
    """The file of measures cannot be used; the message names the field and what to write."""


class Measure(FrozenModel):
    """The restrictions of one action, in the codes of the database; empty: none."""

    visibility: tuple[str, ...] = ()
    visibility_other: Words = ""
    monetary: str = ""
    monetary_other: Words = ""
    provision: str = ""
    account: str = ""

    @model_validator(mode="after")
    def _check_codes(self) -> "Measure":
        given = [(code, VISIBILITY) for code in self.visibility]
        given += [(self.monetary, MONETARY), (self.provision, PROVISION), (self.account, ACCOUNT)]
        for code, known in given:
            if code and code not in known:
                raise ValueError(f'"{code}" is not one of {", ".join(known)}')
        others = {"visibility_other": "DECISION_VISIBILITY_OTHER" in self.visibility}
        others["monetary_other"] = self.monetary == "DECISION_MONETARY_OTHER"
        for name, is_other in others.items():
            if is_other != bool(getattr(self, name)):
                raise ValueError(f"write {name} exactly where the restriction is another one than those listed")
        return self


class Measures(FrozenModel):
    """`violation` holds for every violation, beside that of its action. `business_notice_days`: how long after its
    statement the account of a business user is closed (Regulation (EU) 2019/1150, Art. 4(2))."""

    violation: Measure = Measure()
    education: Measure = Measure()
    warning: Measure = Measure()
    feature_limit: Measure = Measure()
    commission_freeze: Measure = Measure()
    suspension: Measure = Measure()
    removal: Measure = Measure()
    business_notice_days: int = Field(default=30, ge=0, le=365)

    def of(self, action: EnforcementAction | None) -> tuple[Measure, Measure]:
        """That of every violation, and that of the action."""
        own: Measure = getattr(self, action.label) if action is not None else Measure()
        return self.violation, own


def read_measures(path: Path | None = None) -> Measures:
    """The bundled ones without a path. Raises MeasuresInvalid."""
    path = path or BUNDLED_MEASURES
    try:
        values: Mapping[str, object] = tomllib.loads(read_utf8(path))
    except FileNotFoundError as error:
        raise MeasuresInvalid(f"{path}: there is no such file: set CLAUSEWISE_STATEMENTS__MEASURES") from error
    except (NotUtf8, tomllib.TOMLDecodeError) as error:
        raise MeasuresInvalid(f"{path}: {error}: write a TOML file such as the bundled measures.toml") from error
    try:
        return Measures.model_validate(values)
    except ValidationError as error:
        lines = (
            f"{path}: {'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        )
        raise MeasuresInvalid("\n".join(lines)) from error
