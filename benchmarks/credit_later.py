"""Whether credit as of a day goes with later violations: in the invented ecosystem, and among traders (Bitcoin OTC)."""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from agent.credit.rules import CreditRules
from agent.credit.sales import WarehouseSales
from agent.credit.simulation import Simulation
from benchmarks.creator_scores.accuracy import auc_and_ap
from benchmarks.creator_scores.traders import Ratings, question
from benchmarks.warehouse import NOW, NothingSetAside
from domain.clause import Severity
from domain.credit import Account
from domain.days import date_of
from domain.verdict import Outcome
from store.credit.decision_facts import DecisionFacts, ReviewFacts
from warehouse.connection import open_warehouse
from warehouse.engines.base import Engine
from warehouse.loading.loader import Loader
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

DAY = 86_400
OPTIONS = SampleOptions(creators=4_000, days=90, seed=3)
SPLIT_DAYS = 30  # before the end of the sample: what is known, and what comes later
TRADERS_SPLIT = 0.7
DRAWS = 400
RATING_SEVERITIES = {-3: Severity.LOW, -6: Severity.MEDIUM, -9: Severity.HIGH, -10: Severity.CRITICAL}
SEVERITY_OF = {severity.label: severity for severity in Severity}


def sample(rules: CreditRules) -> Table:
    """Credit as of a day, and the violations after it, by creator."""
    with TemporaryDirectory() as folder, open_warehouse(f"duckdb:///{folder}/events.duckdb") as warehouse:
        ecosystem = build_ecosystem(OPTIONS)
        loader = Loader(warehouse, NothingSetAside(), NOW)
        for name, columns in ecosystem.tables.items():
            loader.add(name, columns)
        decisions = _decisions(warehouse.engine)
        split = date_of(OPTIONS.first_day + OPTIONS.days - SPLIT_DAYS)
        known = [one for one in decisions if one.decided_on < split]
        simulation = Simulation(known, (), lambda name, day: SEVERITY_OF.get(name), WarehouseSales(warehouse.engine))
        start = time.perf_counter()
        replay = simulation.replay(rules, split - timedelta(days=1))
        seconds = time.perf_counter() - start
    violations, posts = _later(decisions, split), _earlier(known)
    creators = sorted(set(posts) & set(violations))
    credit = np.array([replay.balance(Account(id=one)) for one in creators], dtype=float)
    before = np.array([posts[one][0] for one in creators], dtype=float)
    share = np.array([posts[one][0] / posts[one][1] for one in creators])
    later = np.array([violations[one] for one in creators])
    title = (
        f"Invented: {len(creators)} creators decided about before and after the split, {len(known):,} decisions "
        f"replayed in {seconds:.1f} s; Spearman with the later share of violations"
    )
    table = Table("by", "rank correlation (95% interval)", title=title)
    for name, values in (("credit", credit), ("earlier violations", before), ("earlier share of violations", share)):
        table.add_row(name, _correlation(values, later))
    return table


def _decisions(engine: Engine) -> list[DecisionFacts]:
    """From the tables of the sample; a severity stands for its clause. Reviews count from their day."""
    reviews = defaultdict[str, list[ReviewFacts]](list)
    found = engine.columns("SELECT decision_id, at, outcome FROM reviews ORDER BY at, review_id")
    for decision_id, at, outcome in zip(*(values.tolist() for values in found.values()), strict=True):
        reviews[decision_id].append(ReviewFacts(date_of(at // DAY), Outcome(outcome), ("medium",)))
    sql = "SELECT decision_id, post_id, creator_id, at, outcome, severity FROM decisions ORDER BY at, decision_id"
    rows = zip(*(values.tolist() for values in engine.columns(sql).values()), strict=True)
    return [
        DecisionFacts(
            decision_id,
            post_id or decision_id,
            creator,
            date_of(at // DAY),
            Outcome(outcome),
            (severity,) if severity else (),
            reviews=tuple(reviews.get(decision_id, ())),
            is_post=post_id is not None,
        )
        for decision_id, post_id, creator, at, outcome, severity in rows
    ]


def _outcome(decision: DecisionFacts) -> Outcome:
    return decision.reviews[-1].outcome if decision.reviews else decision.outcome


def _later(decisions: Sequence[DecisionFacts], split: date) -> dict[str, float]:
    """The share of violations of each creator, by what holds at the end."""
    counts = _earlier([one for one in decisions if one.decided_on >= split])
    return {creator: violations / number for creator, (violations, number) in counts.items()}


def _earlier(decisions: Sequence[DecisionFacts]) -> dict[str, tuple[int, int]]:
    """Violations and decisions of each creator."""
    violations, numbers = Counter[str](), Counter[str]()
    for one in decisions:
        numbers[one.creator_id] += 1
        violations[one.creator_id] += _outcome(one) is Outcome.VIOLATION
    return {creator: (violations[creator], number) for creator, number in numbers.items()}


def _correlation(values: NDArray[np.float64], later: NDArray[np.float64]) -> str:
    from scipy.stats import spearmanr

    random, drawn = np.random.default_rng(1), list[float]()
    for _ in range(DRAWS):
        rows = random.integers(0, len(values), len(values))
        drawn.append(spearmanr(values[rows], later[rows]).statistic)
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return f"{spearmanr(values, later).statistic:+.3f} ({low:+.3f} to {high:+.3f})"


def traders(rules: CreditRules, ratings: Ratings) -> Table:
    """Bitcoin OTC: a good rating earns like a post with sales, a bad one takes like a violation by its severity."""
    split = ratings.moment(TRADERS_SPLIT)
    asked = question(ratings, split)
    known = ratings.part(ratings.at < split)
    last = date_of(int(split // DAY))
    rows = zip(known.rated.tolist(), known.value.tolist(), known.at.tolist(), strict=True)
    decisions = [_rating(f"r{n}", *row) for n, row in enumerate(rows)]
    held = rules.compliant_post.model_copy(update={"without_warehouse": True, "hold_days": 0})
    post_rules = rules.model_copy(update={"compliant_post": held})
    replay = Simulation(decisions, (), lambda name, day: SEVERITY_OF.get(name), None).replay(post_rules, last)
    credit = np.array([replay.balance(Account(id=str(one))) for one in asked.traders.tolist()], dtype=float)
    title = f"Bitcoin OTC: {len(asked.traders)} traders, {asked.is_distrusted.mean():.1%} distrusted after the split"
    table = Table("by", "AUC (95% interval)", "AP (95% interval)", title=title)
    mean, negative = asked.features["mean rating"], asked.features["negative ratings"]
    for name, values in (("mean rating", -mean), ("count of negative ratings", negative), ("credit", -credit)):
        table.add_row(name, *map(str, auc_and_ap(asked.is_distrusted, values, asked.traders)))
    return table


def _rating(name: str, rated: int, value: float, at: float) -> DecisionFacts:
    """A bad rating is a violation that is confirmed on its day."""
    on = date_of(int(at // DAY))
    if value > 0:
        return DecisionFacts(name, name, str(rated), on, Outcome.NO_VIOLATION, ())
    violated = (_severity(value).label,)
    reviews = (ReviewFacts(on, Outcome.VIOLATION, violated),)
    return DecisionFacts(name, name, str(rated), on, Outcome.VIOLATION, violated, reviews=reviews)


def _severity(rating: float) -> Severity:
    return next(severity for limit, severity in RATING_SEVERITIES.items() if rating >= limit)
