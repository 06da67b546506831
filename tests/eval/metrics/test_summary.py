"""The report of a run: values, null figures with reasons, and determinism."""

import pytest

from domain.usage import Usage
from domain.verdict import Outcome
from eval.metrics.summary import summarise
from eval.report.figures import Report
from tests.eval.rows import row

V, N, R = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW


def test_errors_count_as_wrong() -> None:
    rows = [
        row("a", V, V, scores={"violated_set_exact": 1.0, "violated_set_jaccard": 1.0, "consequence": 0.5}),
        row("b", V, N),
        row("c", N, N),
        row("d", N, None, error="no policy is in force"),
    ]
    report = summarise(rows, "data", "local")
    assert (report.n, report.errors, report.outcome.accuracy) == (4, 1, 0.5)
    assert report.outcome.confusion["violation"] == {"violation": 1, "no_violation": 1, "needs_review": 0, "error": 0}
    assert report.outcome.confusion["no_violation"]["error"] == 1
    assert report.outcome.label_counts == {"violation": 2, "no_violation": 2}
    assert report.error_rates.missed_violation_rate == 0.5
    assert report.outcome.majority
    assert report.outcome.majority.accuracy == 0.5
    assert report.scores == {"consequence": (0.5, 1)}
    assert report.outcome.kappa_ci is not None
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_share_of_all_or_none_of_a_few_cases_is_uncertain() -> None:
    report = summarise([row(f"c{n}", V if n % 2 else N, V if n % 2 else N) for n in range(8)], "d", "j")
    assert report.outcome.accuracy_ci == pytest.approx((0.676, 1), abs=0.001)  # Wilson, 8 of 8
    assert report.error_rates.missed_violation_rate_ci == pytest.approx((0, 0.490), abs=0.001)  # 0 of 4
    assert report.error_rates.false_positive_rate_ci == pytest.approx((0, 0.490), abs=0.001)


def test_cases_of_a_group_and_repeats_add_no_certainty_to_a_share_of_all() -> None:
    scores = {"mrr": 1.0, "hit_at_5": 1.0}
    repeats = [row(f"c{n}", V, V, group=f"g{n % 4}", repeat=n % 3, scores=scores) for n in range(24)]
    report = summarise(repeats, "d", "j")
    assert report.outcome.accuracy_ci == pytest.approx((0.510, 1), abs=0.001)  # 4 of 4
    assert report.retrieval.hit_at_5_ci == pytest.approx((0.510, 1), abs=0.001)


def test_null_figure_has_a_reason() -> None:
    report = summarise([row("a", None, None, scores={"hit_at_5": 1.0, "recall_at_5": 1.0, "mrr": 0.5})], "d", "j")
    assert (report.outcome.accuracy, report.retrieval.mrr, report.retrieval.ndcg_at_10) == (None, 0.5, None)
    assert report.missing["outcome.accuracy"] == "no outcome is labelled, or only retrieval was run"
    assert report.missing["retrieval.ndcg_at_10"] == "no clause is labelled"
    assert "retrieval.mrr" not in report.missing


def test_unknown_cost_of_a_case_makes_the_total_unknown() -> None:
    priced, unpriced = Usage(calls=1, cost=0.5), Usage(calls=1, cost=None, unpriced=("m",))
    assert summarise([row("a", V, V, usage=priced), row("b", V, V, usage=priced)], "d", "j").cost == 1.0
    report = summarise([row("a", V, V, usage=priced), row("b", V, V, usage=unpriced)], "d", "j")
    assert (report.cost, report.usage.calls, report.usage.unpriced) == (None, 2, ("m",))
    assert "CLAUSEWISE_LLM__PRICES" in report.missing["cost"]


def test_retrieval_counts_a_group_once() -> None:
    rows = [row(f"a{n}", None, None, group="g", scores={"mrr": 0.0, "hit_at_5": 0.0}) for n in range(5)]
    rows.append(row("b", None, None, scores={"mrr": 1.0, "hit_at_5": 1.0}))
    assert summarise(rows, "d", "j").retrieval.mrr == 0.5


def test_repeats_measure_stability() -> None:
    rows = [row("a", V, V), row("a", V, N, repeat=1), row("b", V, V), row("b", V, V, repeat=1)]
    stability = summarise(rows, "d", "j").stability
    assert stability
    assert (stability.repeats, stability.pass_k, stability.inconsistent_rate) == (2, 0.5, 0.5)
    assert summarise(rows[:1], "d", "j").stability is None


def test_report_is_deterministic() -> None:
    rows = [row(f"c{n}", V if n % 3 else N, V if n % 2 else N) for n in range(60)]
    assert summarise(rows, "d", "j") == summarise(rows, "d", "j")


def test_forced_choice_uses_the_side_of_the_threshold() -> None:
    rows = [
        row("a", V, R, probability=0.6),
        row("b", N, R, probability=0.4),
        row("c", N, V, probability=0.7),
        row("d", R, R, probability=0.5),
        row("e", V, None, error="it broke"),
    ]
    forced = summarise(rows, "d", "j").outcome.forced_choice
    assert forced.accuracy == 2 / 4
    assert forced.macro_f1 == pytest.approx((2 * 1 / (2 + 2) + 2 * 1 / (2 + 1)) / 2)


def test_empty_run_has_no_figures() -> None:
    report = summarise([], "d", "j")
    assert (report.n, report.outcome.accuracy, report.latency_ms.p50) == (0, None, None)
    assert report.missing["outcome.accuracy"]


def test_violations_without_labelled_clauses_have_no_exact_set() -> None:
    report = summarise([row("a", V, V), row("b", V, N)], "d", "j")
    assert (report.outcome.accuracy, report.violated_set.exact) == (0.5, None)
    assert report.missing["violated_set.exact"] == "no violated clause is labelled"
