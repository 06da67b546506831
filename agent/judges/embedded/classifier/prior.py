"""What is known before a corpus teaches anything: the classifier of the bundled policies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.judges.embedded.classifier.model import Classifier, FloatArray
from domain.evidence import Precedent

MIN_UNSEEN = 0.5  # of the precedents; else the new classifier has learned the same, and more
MIN_SETTLED = 20  # of either kind
STANDARD_ERRORS = 2.0
SMALLEST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class Prior:
    """`has_seen` tells whether the classifier was trained on a text. Without a classifier, the prior knows only how
    many precedents violate something."""

    classifier: Classifier | None = None
    has_seen: Callable[[str], bool] = lambda _: False

    def is_surpassed(
        self,
        held_out: FloatArray,
        examples: Sequence[Precedent],
        settled: Sequence[Precedent],
        vectors: NDArray[np.float32],
    ) -> bool:
        """Whether a new classifier, which had not seen the texts that `held_out` (examples and settled cases) judges,
        judges them better than the prior: by the difference of the mean log loss, beyond chance. Where enough settled
        cases are known, they alone decide, because examples are less like posts."""
        known = [*examples, *settled]
        unseen = np.array([not self.has_seen(precedent.text) for precedent in known])
        if unseen.mean() < MIN_UNSEEN:
            return True
        violating = np.array([bool(precedent.violated) for precedent in known])
        gains = _losses(self._probabilities(known, vectors, violating), violating) - _losses(held_out, violating)
        compared = unseen & _settled_rows(violating, len(examples))
        difference, error = gains[compared].mean(), gains[compared].std() / np.sqrt(np.count_nonzero(compared))
        return bool(difference > STANDARD_ERRORS * error)

    def _probabilities(
        self, precedents: Sequence[Precedent], vectors: NDArray[np.float32], violating: NDArray[np.bool_]
    ) -> FloatArray:
        if self.classifier is None:
            return np.full(len(precedents), violating.mean())
        return self.classifier.predict([precedent.text for precedent in precedents], vectors).any_violation


NO_PRIOR = Prior()


def _losses(probabilities: FloatArray, violating: NDArray[np.bool_]) -> FloatArray:
    right = np.where(violating, probabilities, 1 - probabilities)
    losses: FloatArray = -np.log(np.maximum(right, SMALLEST_PROBABILITY))
    return losses


def _settled_rows(violating: NDArray[np.bool_], examples: int) -> NDArray[np.bool_]:
    """The rows of the settled cases if there are enough of either kind, else all."""
    settled = np.arange(len(violating)) >= examples
    violated = int(np.count_nonzero(violating & settled))
    enough = min(violated, int(np.count_nonzero(settled)) - violated) >= MIN_SETTLED
    return settled if enough else np.ones_like(settled)
