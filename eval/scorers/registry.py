"""The registry of all scorers."""

from collections.abc import Iterator

from eval.scorers import citation, consequence, education, exception, injection, outcome, retrieval, violated_set
from eval.scorers.score import Score, Scorer, ScorerInput

SCORERS: tuple[Scorer, ...] = (
    outcome.outcome,
    violated_set.exact,
    violated_set.jaccard,
    citation.precision,
    citation.recall,
    citation.verbatim,
    outcome.missed_violation,
    outcome.false_positive,
    exception.exception,
    consequence.consequence,
)
GROUP_SCORERS = (retrieval.scores, education.scores, injection.scores)


def score_all(scored: ScorerInput) -> Iterator[Score]:
    yield from (scorer(scored) for scorer in SCORERS)
    for scorer in GROUP_SCORERS:
        yield from scorer(scored)
