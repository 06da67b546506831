"""Reasons that a person can give with one key."""

from dataclasses import dataclass

from domain.verdict import Outcome


@dataclass(frozen=True)
class Presets:
    """The reasons of each action; the first is sent by Enter."""

    uphold: tuple[str, ...]
    overturn: tuple[str, ...]
    amend: tuple[str, ...]
    escalate: tuple[str, ...]
    skip: tuple[str, ...]


COMMON = {
    "escalate": ("A lead should decide this", "The clause is unclear here", "There may be danger to a person"),
    "skip": ("I do not read this language", "I know the creator", "I would rather not see this content"),
}
OF_VIOLATION = Presets(
    uphold=("The quoted words break the clause", "The facts show it", "Seen as a whole, the post breaks the clause"),
    overturn=(
        "The quote is read out of context",
        "An exception applies",
        "The facts show otherwise",
        "The clause is about something else",
    ),
    amend=("Other clauses fit better",),
    **COMMON,
)
OF_NO_VIOLATION = Presets(
    uphold=("No clause is broken", "An exception applies"),
    overturn=("The post breaks this clause", "The facts show it"),
    amend=("Other clauses fit better",),
    **COMMON,
)
OPEN = Presets(
    uphold=("The post breaks this clause", "The facts show it"),
    overturn=("No clause is broken", "An exception applies", "Too little to say that a clause is broken"),
    amend=(),
    **COMMON,
)


def presets_for(outcome: Outcome) -> Presets:
    return {Outcome.VIOLATION: OF_VIOLATION, Outcome.NO_VIOLATION: OF_NO_VIOLATION, Outcome.NEEDS_REVIEW: OPEN}[outcome]
