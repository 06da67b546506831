"""A reading: what a measure says of a creator as of a day, how sure it is, and why; or why it says nothing."""

from dataclasses import dataclass

LEARNED_NOTHING = "too few decisions are confirmed to tell posts apart: have more posts reviewed, then fit again"


@dataclass(frozen=True)
class Reason:
    """`points`: what this part changes, on the scale of the value; below zero where it lowers it. `evidence`: ids of
    the posts that show it."""

    code: str
    text: str
    points: float | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """`as_of`: the last day whose events were read, in days since 1970-01-01 UTC. `value` is None if and only if
    `not_measured` says why. `not_known`: the parts that were not measured; they widen `interval` and change nothing
    else. `events`: how many posts or other events were read. `changed_on`: of a reading of a change, its last day."""

    name: str
    as_of: int
    value: float | None = None
    not_measured: str = ""
    interval: tuple[float, float] | None = None
    reasons: tuple[Reason, ...] = ()
    not_known: tuple[str, ...] = ()
    events: int = 0
    changed_on: int | None = None

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.not_measured):
            raise ValueError("a reading has a value, or says why it was not measured")

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of all reasons, each once."""
        return tuple(dict.fromkeys(post for reason in self.reasons for post in reason.evidence))

    @staticmethod
    def none(name: str, as_of: int, why: str) -> "Reading":
        return Reading(name=name, as_of=as_of, not_measured=why)
