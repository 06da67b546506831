"""All scorers, asked about one case."""

from collections.abc import Iterator

from eval.scorers import (
    citation,
    consequence,
    education,
    exception,
    false_alarm,
    injection,
    missed_violation,
    outcome,
    retrieval,
    violated_set,
)
from eval.scorers.score import Score, Scored, Scorer

ONE: tuple[Scorer, ...] = (
    outcome.score,
    violated_set.exact,
    violated_set.jaccard,
    citation.precision,
    citation.recall,
    citation.verbatim,
    missed_violation.score,
    false_alarm.score,
    exception.score,
    consequence.score,
)
SEVERAL = (retrieval.scores, education.scores, injection.scores)


def score_all(scored: Scored) -> Iterator[Score]:
    yield from (scorer(scored) for scorer in ONE)
    for scorer in SEVERAL:
        yield from scorer(scored)
