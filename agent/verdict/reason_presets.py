"""Reasons of a review that a reviewer can choose for a clause; their own words stay free."""

from collections.abc import Sequence

from domain.base import FrozenModel
from domain.clause import Clause, ClauseKind
from domain.review import ReviewAction

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
    """Sentences for each action: those of the policy's owner first, then the most usual."""

    uphold: tuple[str, ...] = ()
    overturn: tuple[str, ...] = ()
    amend: tuple[str, ...] = ()


def reason_presets(clause: Clause, exceptions: Sequence[Clause] = ()) -> ReasonPresets:
    """Of a rule and its exceptions; other clauses are not broken, so they have none."""
    if clause.kind is not ClauseKind.RULE:
        return ReasonPresets()
    applied = map(exception_applies, exceptions)
    return ReasonPresets(
        uphold=(*_own(clause, ReviewAction.UPHOLD), *_sentences(UPHOLD, clause)),
        overturn=(*_own(clause, ReviewAction.OVERTURN), *applied, *_sentences(OVERTURN, clause)),
        amend=(*_own(clause, ReviewAction.AMEND), *_sentences(AMEND, clause)),
    )


def exception_applies(exception: Clause) -> str:
    return _sentence(EXCEPTION, exception)


def _own(clause: Clause, action: ReviewAction) -> list[str]:
    return [preset.text for preset in clause.reason_presets if preset.action is action]


def _sentences(words: Sequence[str], clause: Clause) -> list[str]:
    return [_sentence(one, clause) for one in words]


def _sentence(words: str, clause: Clause) -> str:
    return words.format(id=clause.id, title=clause.title)
