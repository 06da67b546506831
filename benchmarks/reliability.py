"""Measures how often the embedded judge is right: `python -m benchmarks.reliability`.

Writes two files. `agent/judges/embedded/reliability.json` holds for any corpus: the rules of each bundled policy in
turn were kept from the judge, except for a few examples. `reliability.json` beside the bundled policies is theirs:
it was measured on the development cases and on examples that were held out. Both by cross-validation. Run it after a
change of the policies, the classifier or the segments, then `clausewise eval run`.
"""

import tempfile
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from agent.build import Clausewise, build
from agent.build_judge import build_local_judge
from agent.judges.cascade import undecided
from agent.judges.embedded.judge import LocalJudge
from agent.judges.embedded.reading import FIGURES
from agent.judges.embedded.reliability import FILE, PRIOR_FILE, Curve, Reliability, rule_hashes
from agent.judges.rules import RulesJudge
from agent.settings import read_settings
from benchmarks.held_out_rules import EXAMPLE_COUNTS, ReadPost, held_out_policies, read_held_out_examples, read_posts
from domain.clause import Clause
from domain.finding import FindingStatus
from domain.verdict import Outcome
from eval.dataset.dataset import BUNDLED, read_dataset
from eval.dataset.labelled_case import LabelledCase
from policies.corpus_path import BUNDLED_CORPUS

FOLDS, REPEATS, SEED = 10, 5, 7
C = 1.0  # inverse regularisation strength
DIGITS = 4
# Posts of either kind that are counted beside those seen: more for naming by the development cases, because the weights
# of the ranking were chosen on them too (Agresti and Coull 1998), and one for passing by them (Laplace).
DOUBT, DOUBT_OF_PASSES, DOUBT_OF_CHOSEN = 0.5, 1.0, 2.0

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def main() -> None:
    cases = read_dataset(BUNDLED).cases_in("dev")
    with tempfile.TemporaryDirectory() as folder:
        clausewise = build(read_settings(data_dir=Path(folder), policies=BUNDLED_CORPUS), judge="local")
        _write(PRIOR_FILE, _prior(clausewise, cases))
        _write(BUNDLED_CORPUS / FILE, _bundled(clausewise, cases))


def _prior(clausewise: Clausewise, cases: Sequence[LabelledCase]) -> Reliability:
    policies = [*held_out_policies(clausewise.corpus)]
    texts = {policy.group: _violating_examples(policy.rules.values()) for policy in policies}
    posts: list[ReadPost] = []
    for policy in policies:
        others = [text for group, of_group in texts.items() if group != policy.group for text in of_group]
        posts += read_posts(clausewise.corpus, policy, others, cases)
        print(policy.group, len(posts), flush=True)
    groups = np.array([post.group for post in posts])
    named, breach = _curves(posts, [groups == group for group in texts], np.ones(len(posts), dtype=np.bool_), DOUBT)
    counts = " and ".join(map(str, EXAMPLE_COUNTS))
    recipe = f"{len(posts)} posts; each policy held out in turn, its rules with {counts} examples on either side"
    return Reliability(recipe=f"{recipe}; {_fingerprint(posts)}", named=named, breach=breach)


def _bundled(clausewise: Clausewise, cases: Sequence[LabelledCase]) -> Reliability:
    judge = build_local_judge(clausewise.corpus)
    posts = [post for labelled in cases for post in _read_case(clausewise, judge, labelled)]
    counted = len(posts)
    posts += read_held_out_examples(clausewise.corpus)
    draw = np.random.default_rng(SEED)
    numbers = [draw.integers(0, FOLDS, len(posts)) for _ in range(REPEATS)]
    measured = np.arange(len(posts)) < counted
    held_out = [folds == fold for folds in numbers for fold in range(FOLDS)]
    named, _ = _curves(posts, held_out, measured, DOUBT_OF_CHOSEN)
    _, breach = _curves(posts, held_out, measured, DOUBT_OF_PASSES)
    examples = len(posts) - counted
    recipe = f"{counted} development cases that the checks leave open and {examples} held-out examples, {FOLDS} folds"
    rules = tuple(sorted(rule_hashes(clausewise.corpus.library.post_clauses)))
    return Reliability(recipe=f"{recipe}; {_fingerprint(posts)}", named=named, breach=breach, rules=rules)


def _read_case(clausewise: Clausewise, judge: LocalJudge, labelled: LabelledCase) -> Sequence[ReadPost]:
    """Empty where a check finds a violation, or nothing can be read."""
    case, gold = labelled.case, labelled.gold
    assert case.content_date is not None
    judge_input = clausewise.adjudicator.gatherer.gather(case, case.content_date)
    checked = {finding.clause_id: finding for finding in RulesJudge().judge(judge_input).findings}
    reading = judge.reading(undecided(judge_input, checked))
    if reading is None or any(finding.status is FindingStatus.VIOLATED for finding in checked.values()):
        return ()
    named = reading.likeliest in frozenset().union(*gold.accepted_sets)
    return (ReadPost(reading, named, gold.outcome is Outcome.VIOLATION, ""),)


def _curves(posts: Sequence[ReadPost], held_out: Sequence[Bools], measured: Bools, doubt: float) -> tuple[Curve, Curve]:
    """`measured`: the posts that the shares are of. The others are closer to the line and only teach the weights."""
    figures = np.array([post.reading.figures for post in posts])
    weights = np.array([post.weight for post in posts])
    named, breach = (np.array([getattr(post, name) for post in posts]) for name in ("named", "breach"))
    return (
        _fit(figures, named, weights, held_out, measured, doubt),
        _fit(figures, breach, weights, held_out, measured, doubt),
    )


def _fit(
    figures: Floats, truth: Bools, weights: Floats, held_out: Sequence[Bools], measured: Bools, doubt: float
) -> Curve:
    """The shares are those of scores by regressions that had not seen the posts."""
    scores, counts = np.zeros(len(truth)), np.zeros(len(truth))
    for fold in held_out:
        coefficients, offset = _logistic(figures[~fold], truth[~fold], weights[~fold])
        scores[fold] += figures[fold] @ coefficients + offset
        counts += fold
    coefficients, offset = _logistic(figures, truth, weights)
    scores /= np.maximum(counts, 1)
    steps, shares = _steps(scores[measured], truth[measured], weights[measured], doubt)
    return Curve(
        weights=tuple(np.round(coefficients, DIGITS).tolist()),
        offset=round(offset, DIGITS),
        scores=tuple(np.round(steps, DIGITS).tolist()),
        shares=tuple(np.round(shares, DIGITS).tolist()),
    )


def _logistic(figures: Floats, truth: Bools, weights: Floats) -> tuple[Floats, float]:
    mean, spread = figures.mean(axis=0), np.maximum(figures.std(axis=0), 1e-9)
    model = LogisticRegression(C=C, max_iter=2000).fit((figures - mean) / spread, truth, sample_weight=weights)
    coefficients: Floats = model.coef_[0] / spread
    return coefficients, float(model.intercept_[0] - coefficients @ mean)


def _steps(scores: Floats, truth: Bools, weights: Floats, doubt: float) -> tuple[Floats, Floats]:
    """The first and last score of each step of an isotonic regression, and the share of it at both. A share is moved
    towards one half by `doubt`."""
    order = np.argsort(scores, kind="stable")
    scores, truth, weights = scores[order], truth[order], weights[order]
    levels = IsotonicRegression().fit_transform(scores, truth, sample_weight=weights)
    starts = np.flatnonzero(np.diff(levels, prepend=-1.0))
    seen, true = (np.add.reduceat(values, starts) for values in (weights, weights * truth))
    shares: Floats = np.maximum.accumulate((true + doubt) / (seen + 2 * doubt))
    ends = np.append(starts[1:], len(scores)) - 1
    return np.stack([scores[starts], scores[ends]], axis=1).ravel(), np.repeat(shares, 2)


def _violating_examples(rules: Iterable[Clause]) -> list[str]:
    return [text for rule in rules for text in rule.violating_examples]


def _fingerprint(posts: Sequence[ReadPost]) -> str:
    rows = [[*np.round(post.reading.figures, 3).tolist(), post.named, post.breach] for post in posts]
    return f"sha256 {sha256(repr(rows).encode()).hexdigest()[:16]}"


def _write(path: Path, reliability: Reliability) -> None:
    path.write_text(reliability.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(f"{path.name}: {reliability.recipe}; figures {', '.join(FIGURES)}")


if __name__ == "__main__":
    main()
