"""Violations that people took back, beside the market, the language and the age of the account, clause by clause."""

import numpy as np

from insights.strategies.error_groups import age_group
from insights.strategies.false_positives import DECISIONS, Judged
from insights.strategies.labels import LabelReader
from signals.labels import DAY
from warehouse.engines.arrays import objects
from warehouse.engines.base import Engine

CREATORS = "SELECT creator_id, market, language, joined_at FROM creators WHERE day <= :day ORDER BY creator_id"


def judged_decisions(engine: Engine, labels: LabelReader, first_day: int) -> Judged:
    """The labelled decisions since `first_day` that found a violation first; wrong are those that did not hold."""
    states = labels.states
    first_found = np.array([clause is not None for clause in states.clause_id.tolist()], dtype=bool)
    chosen = states.part(first_found & (states.at >= first_day * DAY))
    rows = {str(row[0]): row[1:] for row in engine.rows(CREATORS, {"day": labels.known_day})}
    known = [rows.get(str(creator), (None, None, None)) for creator in chosen.creator_id.tolist()]
    ages = [
        None if joined is None else age_group((at - joined) / DAY)
        for (_, _, joined), at in zip(known, chosen.at.tolist(), strict=True)
    ]
    return Judged(
        source=DECISIONS,
        wrong=~chosen.is_violation,
        creator_id=chosen.creator_id,
        ids=objects([f"{post or creator}" for post, creator in zip(chosen.post_id, chosen.creator_id, strict=True)]),
        groups={
            "market": objects([market for market, _, _ in known]),
            "language": objects([language for _, language, _ in known]),
            "account age": objects(ages),
            "clause": chosen.clause_id,
        },
        clauses=[str(clause) for clause in chosen.clause_id.tolist()],
    )
