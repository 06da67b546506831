"""Reasons of a review that a reviewer can choose for a clause; their own words stay free."""

from collections.abc import Sequence

from domain.base import FrozenModel
from domain.clause import Clause, ClauseKind

UPHOLD = (
    "The quoted words break {id} ({title}).",
    "The facts of the case show that {id} is broken.",
    "Seen as a whole, the post breaks {id} ({title}).",
)
OVERTURN = (
    "The post quotes, reports or rejects what {id} forbids.",
    "The words mean something else in their context; {id} does not apply.",
    "The facts of the case show that {id} is not broken.",
)
EXCEPTION = "The exception {id} ({title}) applies."
AMEND = ("Another clause fits the post better than {id}.", "The post breaks {id} ({title}) as well.")


class ReasonPresets(FrozenModel):
    """Sentences for each action, the most usual first."""

    uphold: tuple[str, ...] = ()
    overturn: tuple[str, ...] = ()
    amend: tuple[str, ...] = ()


def reason_presets(clause: Clause, exceptions: Sequence[Clause] = ()) -> ReasonPresets:
    """Of a rule and its exceptions; other clauses are not broken, so they have none."""
    if clause.kind is not ClauseKind.RULE:
        return ReasonPresets()
    applied = (_sentence(EXCEPTION, exception) for exception in exceptions)
    return ReasonPresets(
        uphold=tuple(_sentence(words, clause) for words in UPHOLD),
        overturn=(*applied, *(_sentence(words, clause) for words in OVERTURN)),
        amend=tuple(_sentence(words, clause) for words in AMEND),
    )


def _sentence(words: str, clause: Clause) -> str:
    return words.format(id=clause.id, title=clause.title)
