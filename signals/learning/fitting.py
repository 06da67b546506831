"""Fits the three models of creators as of a day."""

from collections.abc import Callable

import numpy as np

from signals.behaviour.post_features import DAY
from signals.behaviour.tree_fitting import fit_trees
from signals.behaviour.trees import TreeModel
from signals.learning.models import BEHAVIOUR, CreatorModels
from signals.learning.training_rows import TrainingRows
from signals.quality.habits.parts import CONTENT, CONTENT_RULES, RECORD, RECORD_RULES
from signals.quality.habits.windows import Asked, DayRows, weighted_means
from signals.quality.score.fitting import fit_additive
from signals.quality.score.usual_values import market_means, spread_of

PATTERN_DAYS = 28
STEPS = 3


def fit_models(rows: TrainingRows, report: Callable[[int], None] = lambda done: None) -> CreatorModels:
    """`report` gets how many of the STEPS are done. Raises LabelsTooFew."""
    report(0)
    content = fit_additive(CONTENT, rows.content(), CONTENT_RULES)
    report(1)
    record = fit_additive(RECORD, rows.record(), RECORD_RULES)
    report(2)
    return CreatorModels(content, record, with_usual(fit_trees(BEHAVIOUR, rows.behaviour()), rows))


def with_usual(model: TreeModel, rows: TrainingRows) -> TreeModel:
    """Adds what is usual in each market: creators' mean answers for posts of the last PATTERN_DAYS."""
    events = rows.posts.events
    recent = np.flatnonzero(events.at // DAY > rows.day - PATTERN_DAYS)
    if not len(recent):
        return model
    chances = 1 / (1 + np.exp(-model.logits(rows.feature_rows[recent]).mean(axis=0)))
    people, creator = np.unique(events.creator[recent], return_inverse=True)
    count = len(people)
    asked = Asked(np.arange(count), np.full(count, rows.day - PATTERN_DAYS), np.full(count, rows.day))
    posts = DayRows(creator.astype(np.int64), events.at[recent] // DAY)
    window = weighted_means(posts, chances, np.ones(len(recent)), asked)
    first = np.unique(creator, return_index=True)[1]
    markets = rows.markets_of(events)[recent][first]
    usual = market_means(window.observed.values, markets)
    return model.model_copy(update={"usual": usual, "spread": spread_of(window)})
