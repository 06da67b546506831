"""Figures of a run: what they come to, what is null and why, and the comparison of two runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.usage import Usage
from domain.verdict import Outcome
from eval.metrics.calibration import calibration, coverage
from eval.metrics.comparison import Flip, compare
from eval.metrics.inter_annotator import alpha
from eval.metrics.slices import disparities, injections, slices
from eval.metrics.summary import summarise
from eval.report.figures import CoveragePoint, Report
from eval.runs.summary_row import Row
from tests.eval.rows import row

V, N, R = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW


def test_a_report_counts_what_was_said_and_errors_as_wrong() -> None:
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
    assert (report.outcome.balance, report.harms.missed_violation) == ({"violation": 2, "no_violation": 2}, 0.5)
    assert report.outcome.majority
    assert report.outcome.majority.accuracy == 0.5
    assert report.scores == {"consequence": (0.5, 1)}
    assert report.outcome.kappa_ci is not None
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_what_cannot_be_computed_is_null_with_a_reason() -> None:
    report = summarise([row("a", None, None, scores={"hit_at_5": 1.0, "recall_at_5": 1.0, "mrr": 0.5})], "d", "j")
    assert (report.outcome.accuracy, report.retrieval.mrr, report.retrieval.ndcg_at_10) == (None, 0.5, None)
    assert report.missing["outcome.accuracy"] == "no outcome is labelled, or none was asked for"
    assert report.missing["retrieval.ndcg_at_10"] == "no clause is labelled"
    assert "retrieval.mrr" not in report.missing


def test_a_cost_that_is_not_known_of_one_case_is_not_known_of_all() -> None:
    priced, unpriced = Usage(calls=1, cost=0.5), Usage(calls=1, cost=None, unpriced=("m",))
    assert summarise([row("a", V, V, usage=priced), row("b", V, V, usage=priced)], "d", "j").cost == 1.0
    report = summarise([row("a", V, V, usage=priced), row("b", V, V, usage=unpriced)], "d", "j")
    assert (report.cost, report.usage.calls, report.usage.unpriced) == (None, 2, ("m",))
    assert "CLAUSEWISE_LLM__PRICES" in report.missing["cost"]


def test_retrieval_counts_a_group_once() -> None:
    rows = [row(f"a{n}", None, None, group="g", scores={"mrr": 0.0, "hit_at_5": 0.0}) for n in range(5)]
    rows.append(row("b", None, None, scores={"mrr": 1.0, "hit_at_5": 1.0}))
    assert summarise(rows, "d", "j").retrieval.mrr == 0.5


def test_repeats_show_what_flickers() -> None:
    rows = [row("a", V, V), row("a", V, N, repeat=1), row("b", V, V), row("b", V, V, repeat=1)]
    stability = summarise(rows, "d", "j").stability
    assert stability
    assert (stability.repeats, stability.pass_k, stability.flip_rate) == (2, 0.5, 0.5)
    assert summarise(rows[:1], "d", "j").stability is None


def test_calibration_by_hand() -> None:
    rows = [row("a", V, V, probability=0.9), row("b", N, V, probability=0.9), row("c", N, N, probability=0.1)]
    found = calibration([*rows, row("d", R, V, probability=0.9)])
    assert found.ece == pytest.approx((2 * 0.4 + 0.1) / 3)
    assert found.brier == pytest.approx((0.01 + 0.81 + 0.01) / 3)
    assert [(one.low, one.cases, one.observed) for one in found.bins] == [(0.1, 1, 0.0), (0.9, 2, 0.5)]


def test_coverage_by_hand() -> None:
    rows = [row("a", V, V, probability=0.9), row("b", N, V, probability=0.6), row("c", N, N, probability=0.1)]
    points = {point.threshold: point for point in coverage(rows)}
    assert points[0.0] == CoveragePoint(threshold=0.0, coverage=1.0, accuracy=2 / 3)
    assert points[0.2] == CoveragePoint(threshold=0.2, coverage=2 / 3, accuracy=1.0)
    assert points[0.45].accuracy is None


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([V, N])), min_size=1, max_size=40))
def test_calibration_stays_within_its_bounds(told: list[tuple[float, Outcome]]) -> None:
    found = calibration([row(f"c{n}", gold, V, probability=p) for n, (p, gold) in enumerate(told)])
    assert found.ece is not None
    assert found.brier is not None
    assert 0 <= found.ece <= 1
    assert 0 <= found.brier <= 1
    assert sum(one.cases for one in found.bins) == len(told)


def test_slices_and_a_disparity_that_is_there() -> None:
    rows = [row(f"s{n}", N, V if n < 15 else N, tier=("small",)) for n in range(20)]
    rows += [row(f"l{n}", N, N, tier=("large",)) for n in range(20)]
    found = {one.name: one for one in slices(rows)["tier"]}
    assert (found["small"].false_alarm, found["large"].false_alarm, found["small"].n) == (0.75, 0.0, 20)
    by_tier = disparities(rows)[0]
    assert by_tier.p is not None
    assert by_tier.p < 0.001
    assert by_tier.told == "false alarms of passes: large 0/20, small 15/20"
    assert disparities(rows[20:])[0].p is None


def alike(table: list[list[str]]) -> list[dict[str, str]]:
    return [{f"p{n}": said for n, said in enumerate(case)} for case in table]


def test_alpha_of_people() -> None:
    assert alpha(alike([["violation", "violation"], ["no_violation", "no_violation"]])) == 1.0
    mixed = alpha(alike([["violation", "no_violation"], ["no_violation", "violation"]] * 5))
    assert mixed is not None
    assert mixed < 0
    assert alpha(alike([["violation"], ["no_violation"]])) is None
    assert alpha(alike([["violation", "violation"]] * 3)) is None
    assert alpha([]) is None


def test_a_comparison_names_flips_and_their_direction() -> None:
    before = [row("a", V, N), row("b", V, V), row("c", R, V), row("d", N, N), row("only", V, V)]
    after = [row("a", V, V), row("b", V, N), row("c", R, N), row("d", N, N)]
    found = compare(before, after)
    assert (found.cases, found.only_before, found.only_after, found.mcnemar_p) == (4, 1, 1, 1.0)
    assert found.flips == (
        Flip(case_id="a", gold="violation", before="no_violation", after="violation", better=True),
        Flip(case_id="b", gold="violation", before="violation", after="no_violation", better=False),
        Flip(case_id="c", gold="needs_review", before="violation", after="no_violation", better=None),
    )


def test_a_run_compared_with_itself_differs_in_nothing() -> None:
    rows = [row(f"c{n}", V if n % 2 else N, V) for n in range(30)]
    found = compare(rows, rows)
    assert found.flips == ()
    assert {d.value for d in found.differences.values() if d.value is not None} == {0.0}
    assert {(d.low, d.high) for d in found.differences.values() if d.value is not None} == {(0.0, 0.0)}


def test_mcnemar_is_exact() -> None:
    before: list[Row] = [row(f"c{n}", V, V if n < 9 else N) for n in range(10)]
    after = [row(f"c{n}", V, N if n < 9 else V) for n in range(10)]
    assert compare(before, after).mcnemar_p == pytest.approx(2 * (1 + 10) / 2**10)


def test_seeded_intervals_are_the_same_each_time() -> None:
    rows = [row(f"c{n}", V if n % 3 else N, V if n % 2 else N) for n in range(60)]
    assert summarise(rows, "d", "j") == summarise(rows, "d", "j")


def test_injections_are_counted_a_channel() -> None:
    flips = [("a", 1.0, ("bio", "caption")), ("b", 0.0, ("caption",)), ("c", 0.0, ("caption",))]
    rows = [row(name, V, N, scores={"injection_flipped": flip}, channel=where) for name, flip, where in flips]
    found = injections([*rows, row("d", V, N, channel=("bio",))])
    assert [(one.channel, one.cases, one.flip_rate) for one in found] == [("bio", 1, 1.0), ("caption", 3, 1 / 3)]


def test_had_no_case_been_left_to_a_person() -> None:
    rows = [
        row("a", V, R, probability=0.6),
        row("b", N, R, probability=0.4),
        row("c", N, V, probability=0.7),
        row("d", R, R, probability=0.5),
        row("e", V, None, error="it broke"),
    ]
    forced = summarise(rows, "d", "j").outcome.forced
    assert forced.accuracy == 2 / 4
    assert forced.macro_f1 == pytest.approx((2 * 1 / (2 + 2) + 2 * 1 / (2 + 1)) / 2)
