"""What kind of clause some words make, guessed from how they are put, and how sure the guess is."""

from dataclasses import dataclass

from domain.clause import ClauseKind
from policies.importer.wording import STRONG, TITLES, WEAK

_ORDER = (
    ClauseKind.DEFINITION,
    ClauseKind.EXCEPTION,
    ClauseKind.CONSEQUENCE,
    ClauseKind.PROCEDURE,
    ClauseKind.RULE,
)
_LAW = (ClauseKind.RULE, ClauseKind.CONSEQUENCE, ClauseKind.EXCEPTION, ClauseKind.DEFINITION)
_OPENING = 240  # characters; the rest of a clause is often its conditions
_SURE, _BINDING = 0.5, 1.0


@dataclass(frozen=True)
class Guess:
    """`kind` is None where no word speaks for any; `score` is what speaks for it, `confidence` from 0 to 1."""

    kind: ClauseKind | None
    score: float
    confidence: float

    @property
    def sure(self) -> bool:
        return self.confidence >= _SURE

    @property
    def binds(self) -> bool:
        return self.score >= _BINDING


def guess_kind(title: str, text: str) -> Guess:
    scores = {kind: _score(kind, title, text) for kind in _ORDER}
    if not any(scores.values()):
        return Guess(None, 0.0, 0.0)
    kind = max(_ORDER, key=lambda kind: scores[kind])
    rest = max(score for other, score in scores.items() if other is not kind)
    return Guess(kind, scores[kind], round((scores[kind] - rest / 2) / (scores[kind] + 1), 2))


def _score(kind: ClauseKind, title: str, text: str) -> float:
    """What speaks for a kind: its words in the opening, in the rest, in the title. A clause that begins by defining or
    excepting does little else."""
    opening = text[:_OPENING]
    found = STRONG[kind].search(opening)
    first = kind in (ClauseKind.DEFINITION, ClauseKind.EXCEPTION) and found is not None and found.start() == 0
    strong = 2.0 * bool(found) + 1.0 * bool(STRONG[kind].search(text, _OPENING)) + 2.0 * first
    named = 2.5 * bool(title and TITLES[kind].search(title))
    weak = kind in WEAK and WEAK[kind].search(opening)
    return strong + named + 0.5 * bool(weak)


def binds(text: str) -> bool:
    """Whether the words oblige, allow or forbid, or say what follows."""
    return any(STRONG[kind].search(text) for kind in _LAW)


def defines(text: str) -> bool:
    return bool(STRONG[ClauseKind.DEFINITION].search(text[:_OPENING]))
