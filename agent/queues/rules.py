"""The routing of the review queue as a TOML file declares it: queues, rules and samples."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from agent.queues.routing_values import ROOTS, Values
from domain.base import FrozenModel
from domain.job import QueueName
from policies.parsing.cel import Check, CheckRunError, compile_check

MAX_PRIORITY = 1_000
MAX_SLA_MINUTES = 527_040  # 366 days

Condition = Annotated[str, Field(min_length=1)]


class Queue(FrozenModel):
    """`golden_share`: how often a claim gets a case of the golden set; by default as the setting says."""

    title: str = Field(min_length=1, max_length=100)
    golden_share: float | None = Field(default=None, ge=0, le=1)


class Conditional(FrozenModel):
    """What applies to the jobs that `when` fits; without one, to all."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    when: Condition | None = None

    @cached_property
    def check(self) -> Check | None:
        return compile_check(self.when, ROOTS) if self.when is not None else None

    def fits(self, values: Values) -> bool:
        """A rule that reads what is not known of this job does not fit it."""
        if self.check is None:
            return True
        try:
            return self.check.evaluate(values)
        except CheckRunError:
            return False


class Rule(Conditional):
    """Where the jobs go that it fits, `priority`: higher first; `sla_minutes`: overdue after so long."""

    queue: QueueName
    priority: int = Field(ge=-MAX_PRIORITY, le=MAX_PRIORITY)
    sla_minutes: int = Field(gt=0, le=MAX_SLA_MINUTES)


class Sample(Conditional):
    """A share of the settled decisions that nobody must look at, or of the reviews, which a second person answers
    again. `by_clause`: each clause is drawn for itself. `weighted`: the less certain, the likelier."""

    of: Literal["decisions", "reviews"]
    share: float = Field(gt=0, le=1)
    by_clause: bool = False
    weighted: bool = False


class RoutingRules(FrozenModel):
    """The last rule fits every job."""

    queues: dict[QueueName, Queue]
    rules: tuple[Rule, ...]
    samples: tuple[Sample, ...] = ()

    @property
    def reads_labels(self) -> bool:
        return any("labels." in (one.when or "") for one in (*self.rules, *self.samples))

    def rule_of(self, values: Values) -> Rule:
        return next(rule for rule in self.rules if rule.fits(values))

    def golden_shares(self, default: float) -> dict[str, float]:
        """By queue."""
        shares = {name: queue.golden_share for name, queue in self.queues.items()}
        return {name: default if share is None else share for name, share in shares.items()}

    def samples_of(self, of: str, values: Values) -> Iterator[tuple[str, Sample]]:
        """With a name that is the same as long as the order of the samples is."""
        for number, sample in enumerate(self.samples):
            if sample.of == of and sample.fits(values):
                yield f"sample-{number}", sample
