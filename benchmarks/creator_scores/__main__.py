"""Quality and behaviour, judged on later dates: `python -m benchmarks.creator_scores [traders|purchases|sample]`.

CLAUSEWISE_DATASETS names the folder of the external datasets; what needs them is skipped by name without it. Moments,
features and options were chosen on dates before those that are shown: of the traders on the questions at 45%, 50% and
55%, answered until 70%; of the purchases on the labelled ones from 25% to 60%. The options of the models are those of
the product, and the ecosystem is invented."""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.creator_scores.accuracy import auc_and_ap
from benchmarks.creator_scores.purchases import (
    Purchases,
    labelled_rows,
    own_features,
    past_features,
    read_purchases,
)
from benchmarks.creator_scores.sample import changes, groups, read_everybody, risks
from benchmarks.creator_scores.traders import RULES, Question, question, read_ratings, training
from signals.behaviour.past import Floats
from signals.behaviour.tree_fitting import fit_trees
from signals.quality.score.fitting import fit_additive
from signals.quality.score.scoring import AdditiveScorer
from signals.quality.score.training import Training

DATASETS = "CLAUSEWISE_DATASETS"
TRADERS_SPLIT = 0.7
ASKED = np.arange(0.15, 0.7, 0.05)  # moments whose answers are known at the split
PURCHASES_SPLITS = (0.6, 0.7)


def main() -> None:
    parts = {"traders": traders, "purchases": purchases}
    datasets = os.environ.get(DATASETS)
    for name in sys.argv[1:] or (*parts, "sample"):
        if name == "sample":
            sample(Console())
        elif datasets is None:
            Console().print(f"{name}: skipped, because {DATASETS} names no folder")
        else:
            parts[name](Console(), Path(datasets) / "governance")


def traders(console: Console, folder: Path) -> None:
    """Bitcoin OTC with the additive model of the quality score."""
    ratings = read_ratings(folder / "bitcoin_otc")
    split = ratings.moment(TRADERS_SPLIT)
    asked, learned = question(ratings, split), training(ratings, split, ASKED)
    mean, negative = asked.features["mean rating"], asked.features["negative ratings"]
    model = fit_additive("quality", learned, RULES)
    additive = AdditiveScorer(model).score(asked.habits.observed, asked.habits.markets.tolist()).logits
    shown = Table("by", "AUC (95% interval)", "AP (95% interval)", title=_title(asked, learned))
    shown.add_row("numbers to beat: a forest over ten features", "0.744", "0.555")
    _add(shown, "mean of the ratings, number to beat .614", asked.is_distrusted, -mean, asked.traders)
    _add(shown, "count of negative ratings, .650", asked.is_distrusted, negative, asked.traders)
    _add(shown, "additive model", asked.is_distrusted, additive, asked.traders)
    _add(shown, "forest over the same features", asked.is_distrusted, _forest(learned, asked), asked.traders)
    console.print(shown)


def _title(asked: Question, learned: Training) -> str:
    share = asked.is_distrusted.mean()
    return (
        f"Bitcoin OTC: {len(asked.traders)} traders rated before and after the {TRADERS_SPLIT:.0%} moment, {share:.1%} "
        f"distrusted after it; fitted on {learned.size:,} earlier answers of {len(np.unique(learned.owners)):,} traders"
    )


def _forest(learned: Training, asked: Question) -> Floats:
    """With interactions, which the additive model leaves out."""
    from sklearn.ensemble import RandomForestClassifier

    known = np.column_stack([learned.habits.windows[name].observed.values for name in asked.features])
    rows = np.column_stack([*asked.features.values()])
    model = RandomForestClassifier(300, min_samples_leaf=5, n_jobs=1, random_state=1).fit(known, learned.is_violation)
    return np.asarray(model.predict_proba(rows)[:, 1])


def purchases(console: Console, folder: Path) -> None:
    """S-FFSD with the trees of the behaviour reading."""
    found = read_purchases(folder / "s_ffsd")
    past, own = past_features(found), own_features(found)
    for split in PURCHASES_SPLITS:
        console.print(_purchases_table(found, past, own, split))


def _purchases_table(found: Purchases, past: dict[str, Floats], own: dict[str, Floats], split: float) -> Table:
    moment = found.moment(split)
    shown = Table("by", "AUC (95% interval)", "AP (95% interval)", "s")
    shown.add_row("numbers to beat: sequence features", "0.843", "0.559", "")
    for name, features in (("amount, place and kind alone", own), ("earlier purchases", past)):
        known = labelled_rows(found, features, -np.inf, moment)
        later = labelled_rows(found, features, moment, np.inf)
        start = time.process_time()
        predicted = fit_trees("behaviour", known).logits(later.rows).mean(axis=0)
        seconds = f"{time.process_time() - start:.0f}"
        _add(shown, name, later.is_violation, predicted, later.owners, seconds)
    share = later.is_violation.mean()
    shown.title = f"S-FFSD: {len(later.rows):,} labelled purchases after the first {split:.0%}, {share:.1%} fraud"
    return shown


def sample(console: Console) -> None:
    """Invented data: it shows that the parts work together, and nothing about real creators."""
    with TemporaryDirectory() as folder:
        readings, truth = read_everybody(Path(folder))
    found = {creator: risks(one) for creator, one in readings.items()}
    chosen = groups(truth)
    others = {*found}.difference(*chosen.values())
    shown = Table("score", "group", "AUC (95% interval)", "of the group, others", title="Invented ecosystem")
    for name in next(iter(found.values())):
        for group, members in chosen.items():
            measured = [one for one in sorted(members | others) if not np.isnan(found[one][name])]
            labels = np.array([one in members for one in measured], dtype=bool)
            predicted = np.array([found[one][name] for one in measured])
            auc = auc_and_ap(labels, predicted, np.arange(len(measured)))[0] if labels.any() else "not measured"
            shown.add_row(name, group, str(auc), f"{labels.sum()}, {(~labels).sum():,}")
    console.print(shown)
    accounts = Table("accounts", "said to have changed hands", "measured", "all", title="Changes of accounts, invented")
    for name, numbers in changes(readings, truth).items():
        accounts.add_row(name, *map(str, numbers))
    console.print(accounts)


def _add(
    shown: Table,
    name: str,
    labels: NDArray[np.bool_],
    predicted: Floats,
    owners: NDArray[np.int64],
    *others: str,
) -> None:
    auc, ap = auc_and_ap(labels, predicted, owners)
    shown.add_row(name, str(auc), str(ap), *others)


if __name__ == "__main__":
    main()
