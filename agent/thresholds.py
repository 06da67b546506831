"""The probabilities at which a verdict turns."""

from pydantic import Field, model_validator

from domain.value import Value


class Thresholds(Value):
    """A rule is broken from `violation` on and unclear from `review` on; an exception applies from `exception` on
    and cannot be ruled out from `exception_doubt` on."""

    violation: float = Field(default=0.6, ge=0, le=1)
    review: float = Field(default=0.4, ge=0, le=1)
    exception: float = Field(default=0.6, ge=0, le=1)
    exception_doubt: float = Field(default=0.4, ge=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> "Thresholds":
        if self.review > self.violation or self.exception_doubt > self.exception:
            raise ValueError("review must not exceed violation, nor exception_doubt exception")
        return self
