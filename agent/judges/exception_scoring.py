"""How likely an exception is to excuse a case, from how near its examples come beside the rule's own."""

import numpy as np

from agent.judges.classifier.model import sigmoid
from agent.judges.clause_similarity import Likeness

# Logistic weights fitted on the labelled development cases of the bundled pack (`benchmarks/pack.py` measures them on
# the test cases): nearness to what the exception covers, lean away from what only looks like it, and nearness above
# that to the rule, which keeps an exception from firing merely because its rule does.
NEARNESS, LEAN, ABOVE_RULE, OFFSET = 6.4, 3.6, 9.7, -4.5


def excuse(exception: Likeness, rule: Likeness) -> float:
    """The probability that the exception applies where the rule is otherwise broken."""
    above = exception.nearest - rule.nearest
    score = NEARNESS * exception.nearest + LEAN * float(exception.lean.max()) + ABOVE_RULE * above + OFFSET
    return float(sigmoid(np.array(score)))
