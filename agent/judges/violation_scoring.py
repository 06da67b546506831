"""How likely a case is to break anything at all: its worst passage and its worst line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.judges.base import CaseSegment
from agent.judges.classifier.model import FittedModel, Floats, Prediction, sigmoid

# A passage of a few lines is read as one, so that a line is heard in its context and harmless chatter far from it
# cannot drown it; one odd line alone must not decide. On the development cases of the pack passages of 5 and the whole
# case rank equally well, and any share from .5 up.
PASSAGE = 5
SHARE = 0.6

# What resembles no example is no breach that anybody could show: below FAR the text alone says nothing, from NEAR on
# it says all it has to. Of the violations among the development cases of the pack 1 in 20 lies below .37, while
# greetings and small talk lie at .24 to .40.
FAR, NEAR = 0.30, 0.42
HARMLESS = 0.15  # what a post is taken for that resembles nothing


@dataclass(frozen=True)
class Breach:
    """`probability` of anything being broken; `leads` are what the worst passage says of each fitted clause."""

    probability: float
    leads: Mapping[str, float]


def breach(
    learned: FittedModel, segments: Sequence[CaseSegment], vectors: NDArray[np.float32], lines: Prediction
) -> Breach:
    """`lines` is what was said of the segments one by one, `vectors` has a unit row for each, at least one."""
    said = lines if len(segments) == 1 else _of_passages(learned, segments, vectors)
    worst = int(said.any_violation.argmax())
    odds = SHARE * log_odds(said.any_violation)[worst] + (1 - SHARE) * log_odds(lines.any_violation).max()
    leads = {clause: float(lead[worst]) for clause, lead in said.leads.items()}
    return Breach(float(sigmoid(np.array(odds))), leads)


def tempered(probability: float, nearness: float) -> float:
    """The probability, drawn towards harmless by as much as the content is far from every example of every rule."""
    heard = float(np.clip((nearness - FAR) / (NEAR - FAR), 0, 1))
    said, silent = log_odds(np.array([probability, HARMLESS]))
    return float(sigmoid(np.array(heard * said + (1 - heard) * silent)))


def log_odds(probabilities: Floats) -> Floats:
    safe = np.clip(probabilities, 1e-6, 1 - 1e-6)
    odds: Floats = np.log(safe / (1 - safe))
    return odds


def _of_passages(learned: FittedModel, segments: Sequence[CaseSegment], vectors: NDArray[np.float32]) -> Prediction:
    starts = range(max(1, len(segments) - PASSAGE + 1))
    passages = [_passage(segments[start : start + PASSAGE], vectors[start : start + PASSAGE]) for start in starts]
    return learned.predict([text for text, _ in passages], np.stack([row for _, row in passages]))


def _passage(segments: Sequence[CaseSegment], vectors: NDArray[np.float32]) -> tuple[str, NDArray[np.float32]]:
    """Its words, and the mean of its segments' vectors by length, so that nothing is embedded twice."""
    mean = np.average(vectors, axis=0, weights=[len(segment.text) for segment in segments])
    unit: NDArray[np.float32] = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return " ".join(segment.text for segment in segments), unit
