"""Which clause leads, and how far the others stand behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.judges.classifier.model import Floats
from agent.judges.clause_similarity import Likeness

# What pulls a case to a clause: how retrieval ranked it, how near it comes, and at which segment it reads most like
# a breach. On the development cases of the pack the leading clause is a gold one in .62 of violations, and weights
# of half or twice these change that by .02; TEMPERATURE is where the shares are best calibrated.
NEARNESS, ODDS, TEMPERATURE = 5.0, 0.1, 0.5
MEANT = 0.5  # a share from which a clause that no model was fitted for is meant


@dataclass(frozen=True)
class Place:
    """`share` is 1 for the clause that leads and less for those behind it; `segment` is where it shows most."""

    share: float
    segment: int


def spread(
    likenesses: Mapping[str, Likeness], ranks: Mapping[str, float], odds: Floats, fitted: Mapping[str, float]
) -> dict[str, Place]:
    """A place for each clause of `likenesses`. `ranks` are retrieval scores, `odds` each segment's log-odds of a
    breach, `fitted` the leads of clauses that a model was fitted for (`Breach.leads`), which decide where known."""
    pulls = {name: ODDS * odds + NEARNESS * like.nearness for name, like in likenesses.items()}
    taught = [name for name, like in likenesses.items() if like.positive is not None]
    heard = taught if taught or fitted else list(likenesses)  # with nothing to learn from, a clause's words must do
    shares = _softmax({name: ranks.get(name, 0.0) + float(pulls[name].max()) for name in heard})
    leads = {name: share / MEANT for name, share in shares.items()}
    leads |= {name: fitted[name] for name in likenesses if name in fitted}
    most = max(leads.values(), default=1.0)
    return {name: Place(leads.get(name, 0.0) / most, int(pulls[name].argmax())) for name in likenesses}


def _softmax(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    values: NDArray[np.float64] = np.exp((np.array(list(scores.values())) - max(scores.values())) / TEMPERATURE)
    return dict(zip(scores, (values / values.sum()).tolist(), strict=True))
